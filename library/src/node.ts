import { readFile } from "node:fs/promises";
import { parseCsv } from "./data/readers/csv.ts";
import type { Table } from "./data/table.ts";
import { FileError } from "./util/errors.ts";

export { checkpointsIn, hasCheckpoint, loadCheckpoint } from "./runtime/checkpoints.node.ts";
export { type LoadOptions, loadModel, loadRun, newRunFolder, saveModel } from "./runtime/runs.node.ts";
export * from "./runtime/tabular.ts";

/** Reads a table from a CSV file. @throws FileError E101 where there is none. */
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
  return parseCsv(bytes, path);
}
