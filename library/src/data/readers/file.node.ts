import { createReadStream, readdirSync, type Stats, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip } from "node:zlib";
import { closestMatch } from "leven";
import Papa from "papaparse";
import { TableError } from "../findings.ts";
import type { Table } from "../table.ts";
import { BatchReader, type RowBatch } from "./batches.ts";
import { type CsvOptions, CsvReader } from "./csv.ts";
import { encodingOf, encodingsFor, headBytes, StrictDecoder } from "./decode.ts";

const pieceBytes = 1 << 20;
const expected = "a header line and rows";

/** The name by which standard input is asked for, and what it is called. */
const nameOf = (path: string): string => (path === "-" ? "standard input" : path);

/**
 * The bytes of a file, piece by piece, unzipped where they are gzipped; `-` is standard input.
 *
 * @throws TableError E101 where there is no such file, it is a folder, it may not be read, or its gzip is damaged.
 */
export async function* readPieces(path: string): AsyncGenerator<Uint8Array> {
  const source: Readable = path === "-" ? process.stdin : createReadStream(path, { highWaterMark: pieceBytes });
  const pieces = source[Symbol.asyncIterator]() as AsyncIterableIterator<Uint8Array>;
  try {
    let head: Uint8Array = new Uint8Array(0);
    let ended = false;
    while (head.length < 2 && !ended) {
      const { value, done = false } = await pieces.next();
      ended = done;
      if (!done) head = head.length === 0 ? value : Buffer.concat([head, value]);
    }
    if (head[0] === 0x1f && head[1] === 0x8b) return yield* unzipped(head, pieces, nameOf(path));
    if (head.length > 0) yield head;
    yield* pieces;
  } catch (error) {
    if (error instanceof TableError || (error as NodeJS.ErrnoException).syscall === undefined) throw error;
    throw unreadable(path, error as NodeJS.ErrnoException);
  } finally {
    source.destroy();
  }
}

/** Unzips pieces, never more of them than are asked for. */
async function* unzipped(head: Uint8Array, rest: AsyncIterable<Uint8Array>, file: string): AsyncGenerator<Uint8Array> {
  async function* all(): AsyncGenerator<Uint8Array> {
    yield head;
    yield* rest;
  }
  const gunzip = createGunzip({ chunkSize: pieceBytes });
  // What goes wrong comes out of the iteration below.
  const feeding = pipeline(Readable.from(all(), { objectMode: false }), gunzip).catch(() => undefined);
  try {
    yield* gunzip as AsyncIterable<Uint8Array>;
  } catch (error) {
    if (!String((error as NodeJS.ErrnoException).code).startsWith("Z_")) throw error;
    const found = (error as Error).message;
    throw new TableError(
      "the compressed file is damaged",
      { code: "E101", kind: "damaged gzip", file, count: 1, expected, found },
      "fetch or compress it again",
    );
  } finally {
    gunzip.destroy();
    await feeding;
  }
}

/** E101 for a file that cannot be opened. */
function unreadable(path: string, { code = "no file" }: NodeJS.ErrnoException): TableError {
  const facts = { code: "E101", file: nameOf(path), count: 1, found: code } as const;
  if (code === "EISDIR")
    return new TableError("this is a folder, not a file", { ...facts, kind: "folder" }, "name a file inside it");
  if (code === "EACCES" || code === "EPERM")
    return new TableError("the file may not be read", { ...facts, kind: "no permission" }, "allow reading it");
  const near = nearName(path);
  return new TableError(
    "the file cannot be read",
    { ...facts, kind: "missing", ...(near === undefined ? {} : { change: { file: near } }) },
    near === undefined ? undefined : `did you mean "${near}"?`,
  );
}

/** The file in the same folder whose name is most like one that is not there. */
function nearName(path: string): string | undefined {
  try {
    const near = closestMatch(basename(path), readdirSync(dirname(path)), { maxDistance: 4 });
    return near === undefined ? undefined : join(dirname(path), near);
  } catch {
    return undefined;
  }
}

/** Text of a file, piece by piece, with its encoding. */
interface TextPiece {
  readonly text: string;
  readonly encoding: string;
}

/** Whether a source can be read from the start again. @throws TableError E101. */
function canReadAgain(path: string): boolean {
  if (path === "-") return false;
  let stats: Stats;
  try {
    stats = statSync(path);
  } catch (error) {
    throw unreadable(path, error as NodeJS.ErrnoException);
  }
  return stats.isFile();
}

/** The first bytes of a source, and all of it with them. */
async function withHead(
  pieces: AsyncIterable<Uint8Array>,
  length: number,
): Promise<{ readonly head: Uint8Array; readonly whole: boolean; readonly all: AsyncIterable<Uint8Array> }> {
  const iterator = pieces[Symbol.asyncIterator]() as AsyncGenerator<Uint8Array>;
  const first: Uint8Array[] = [];
  let [gathered, whole] = [0, false];
  while (gathered < length && !whole) {
    const { value, done = false } = await iterator.next();
    whole = done;
    if (done) break;
    first.push(value);
    gathered += value.length;
  }
  async function* all(): AsyncGenerator<Uint8Array> {
    try {
      yield* first;
      yield* iterator;
    } finally {
      await iterator.return(undefined);
    }
  }
  return { head: Buffer.concat(first), whole, all: all() };
}

/**
 * The text of a file. A file is read twice where its encoding must be found out; what cannot be read twice, such as standard
 * input, is taken to be in the encoding of its first megabyte.
 */
async function* readTexts(path: string, asked: string | undefined): AsyncGenerator<TextPiece> {
  const file = nameOf(path);
  const again = canReadAgain(path);
  const { head, whole, all } = await withHead(readPieces(path), again ? 1 : headBytes);
  try {
    const encodings = encodingsFor(head, file, asked);
    const encoding =
      encodings.length === 1
        ? encodings[0]!
        : again
          ? await encodingOfFile(path, encodings)
          : encodingOf(head, encodings, file, whole);
    const decoder = new StrictDecoder(encoding, file, again ? encodings : [encoding]);
    for await (const piece of all) yield { text: decoder.decode(piece, false), encoding };
    yield { text: decoder.decode(new Uint8Array(0), true), encoding };
  } finally {
    await (all as AsyncGenerator<Uint8Array>).return(undefined);
  }
}

/** The first encoding in which all of a file can be read. @throws TableError E102 for the first of them. */
async function encodingOfFile(path: string, encodings: readonly string[]): Promise<string> {
  let first: unknown;
  for (const encoding of encodings)
    try {
      const decoder = new StrictDecoder(encoding, nameOf(path), encodings);
      for await (const piece of readPieces(path)) decoder.decode(piece, false);
      decoder.decode(new Uint8Array(0), true);
      return encoding;
    } catch (error) {
      if (!(error instanceof TableError) || error.finding.kind !== "undecodable") throw error;
      first ??= error;
    }
  throw first;
}

/**
 * Reads a table from a CSV file, also a gzipped one; `-` is standard input. The file is never in memory as a whole.
 *
 * @throws TableError E101 where there is none, and E101 to E104 where it cannot be read as a table.
 */
export async function readCsv(path: string, options: CsvOptions = {}): Promise<Table> {
  let reader: CsvReader | undefined;
  for await (const { text, encoding } of readTexts(path, options.encoding)) {
    reader ??= new CsvReader(nameOf(path), options, encoding);
    reader.push(text);
  }
  return reader!.finish();
}

/**
 * The rows of a CSV file in batches of some thousand, in the order of the file, their cells as they stand there.
 *
 * @throws TableError E101 to E103; a row that does not fit the header stops at once, unless `skipBad` leaves it out.
 */
export async function* rowBatches(path: string, options: CsvOptions = {}): AsyncGenerator<RowBatch> {
  let reader: BatchReader | undefined;
  for await (const { text, encoding } of readTexts(path, options.encoding)) {
    reader ??= new BatchReader(nameOf(path), options, encoding);
    reader.push(text);
    yield* reader.take(false);
  }
  yield* reader!.take(true);
}

/** The names in the header line of a CSV file. @throws TableError E101 to E103. */
export async function headerOf(path: string, options: CsvOptions = {}): Promise<readonly string[]> {
  for await (const { header } of rowBatches(path, { ...options, skipBad: true })) return header;
  return [];
}

/** Writes the rows that were left out as CSV: the line of each, and its cells. */
export function writeRejects(path: string, { rejected = [], header = [] }: Table): void {
  const records = rejected.map(({ line, cells }) => [String(line), ...cells]);
  writeFileSync(path, `${Papa.unparse([["line", ...header], ...records], { newline: "\n" })}\n`);
}
