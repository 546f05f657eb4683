import { closeSync, openSync, readdirSync, readFileSync, readSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { gunzipSync } from "node:zlib";
import { closest, distance } from "fastest-levenshtein";
import { type CsvOptions, CsvReader, parseCsv } from "./data/readers/csv.ts";
import { encodingOf } from "./data/readers/decode.ts";
import type { Table } from "./data/table.ts";
import { FileError } from "./util/errors.ts";

export { checkpointsIn, hasCheckpoint, loadCheckpoint } from "./runtime/checkpoints.node.ts";
export * from "./runtime/comparison.ts";
export * from "./runtime/evaluation.ts";
export { type Difference, differences, listRuns, type RunRecord, readRun } from "./runtime/run-list.node.ts";
export { type LoadOptions, loadModel, loadRun, newRunFolder, saveModel } from "./runtime/runs.node.ts";
export { type LayerSummary, type Summary, summarize } from "./runtime/summary.ts";
export * from "./runtime/tabular.ts";

const pieceBytes = 1 << 22;

/** The bytes of a file, piece by piece. */
function* piecesOf(path: string): Generator<Uint8Array> {
  const file = openSync(path, "r");
  try {
    for (;;) {
      const piece = new Uint8Array(pieceBytes);
      const length = readSync(file, piece);
      if (length === 0) return;
      yield piece.subarray(0, length);
    }
  } finally {
    closeSync(file);
  }
}

/** The bytes of a compressed file; it must fit into memory. */
function unzipped(path: string): Uint8Array {
  try {
    return gunzipSync(readFileSync(path));
  } catch (error) {
    throw new FileError("the compressed file is damaged", {
      code: "E101",
      place: path,
      found: error instanceof Error ? error.message : String(error),
    });
  }
}

/**
 * Reads a table from a CSV file, also a gzipped one; `-` is standard input.
 *
 * @throws FileError E101 where there is none, DataError where it cannot be read as a table.
 */
export async function readCsv(path: string, options: CsvOptions = {}): Promise<Table> {
  if (path === "-") return parseCsv(readFileSync(0), "standard input", options);
  const head = new Uint8Array(2);
  try {
    const file = openSync(path, "r");
    readSync(file, head);
    closeSync(file);
  } catch (error) {
    throw new FileError("the file cannot be read", {
      code: "E101",
      place: path,
      found: (error as NodeJS.ErrnoException).code ?? "no file",
      ...nearName(path),
    });
  }
  if (head[0] === 0x1f && head[1] === 0x8b) return parseCsv(unzipped(path), path, options);
  const encoding = encodingOf(() => piecesOf(path), path, options.encoding);
  const reader = new CsvReader(path, options, encoding);
  const decoder = new TextDecoder(encoding);
  for (const piece of piecesOf(path)) reader.push(decoder.decode(piece, { stream: true }));
  reader.push(decoder.decode());
  return reader.finish();
}

/** The file in the same folder whose name is most like one that is not there. */
function nearName(path: string): { remedy?: string } {
  try {
    const names = readdirSync(dirname(path));
    const near = closest(basename(path), names);
    return distance(near, basename(path)) <= 4 ? { remedy: `did you mean "${join(dirname(path), near)}"?` } : {};
  } catch {
    return {};
  }
}
