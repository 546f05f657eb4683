import { readFile } from "node:fs/promises";
import { gunzipSync } from "node:zlib";
import { parseCsv } from "./data/readers/csv.ts";
import type { Table } from "./data/table.ts";
import { FileError } from "./util/errors.ts";

export { checkpointsIn, hasCheckpoint, loadCheckpoint } from "./runtime/checkpoints.node.ts";
export { type LoadOptions, loadModel, loadRun, newRunFolder, saveModel } from "./runtime/runs.node.ts";
export * from "./runtime/tabular.ts";

/** Reads a table from a CSV file, also a gzipped one. @throws FileError E101 where there is none. */
export async function readCsv(path: string): Promise<Table> {
  let bytes: Uint8Array;
  try {
    bytes = await readFile(path);
  } catch (error) {
    throw new FileError("the file cannot be read", {
      code: "E101",
      place: path,
      found: (error as NodeJS.ErrnoException).code ?? "no file",
    });
  }
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) {
    try {
      bytes = gunzipSync(bytes);
    } catch (error) {
      throw new FileError("the compressed file is damaged", {
        code: "E101",
        place: path,
        found: error instanceof Error ? error.message : String(error),
      });
    }
  }
  return parseCsv(bytes, path);
}
