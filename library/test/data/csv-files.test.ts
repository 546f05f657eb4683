import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "vitest";
import {
  type CsvOptions,
  type Finding,
  parseCsv,
  type RowBatch,
  type Table,
  TableError,
} from "../../src/data/index.ts";
import { readCsv, readPieces, rowBatches, tableOf, writeRejects } from "../../src/node.ts";

const folder = mkdtempSync(join(tmpdir(), "chainrule-files-"));
afterAll(() => rmSync(folder, { recursive: true }));
const write = (name: string, content: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};
const plain = (table: Table): unknown => [table.columns, table.findings, table.rowCount, table.source, table.rejected];

/** Some megabytes, so that files come in several pieces: quoted line ends, both kinds of rows, letters of three bytes. */
const long = `name,day,size\n${Array.from({ length: 120_000 }, (_, i) => `${i % 7 === 0 ? `"l\n${i % 50}"` : `北京${i % 50}`},2024-01-${10 + (i % 20)},${(i * 7919) % 1009}.5\n`).join("")}`;
const longBytes = new TextEncoder().encode(long);

describe("files, gzip and standard input give the same table", () => {
  const whole = parseCsv(long, "t");
  test("a file", async () => expect(plain(await readCsv(write("long.csv", longBytes)))).toEqual(plain(whole)));
  test("a gzip of one member and of several", async () => {
    expect(plain(await readCsv(write("long.csv.gz", gzipSync(longBytes))))).toEqual(plain(whole));
    const parts = [longBytes.subarray(0, 1_000_003), longBytes.subarray(1_000_003)].map((part) => gzipSync(part));
    expect(plain(await readCsv(write("parts.csv.gz", Buffer.concat(parts))))).toEqual(plain(whole));
  });
  test("pieces are the bytes of the file", async () => {
    const pieces: Uint8Array[] = [];
    for await (const piece of readPieces(write("pieces.csv.gz", gzipSync(longBytes)))) pieces.push(piece);
    expect(pieces.length).toBeGreaterThan(1);
    expect(Buffer.concat(pieces).equals(longBytes)).toBe(true);
  });
  test("GB18030 behind a megabyte of ASCII", async () => {
    const ascii = `a,b\n${"1,x\n".repeat(400_000)}`;
    const bytes = Buffer.concat([Buffer.from(ascii), Buffer.of(0x32, 0x2c, 0xb1, 0xb1, 0xbe, 0xa9, 0x0a)]);
    for (const path of [write("gbk.csv", bytes), write("gbk.csv.gz", gzipSync(bytes))]) {
      const table = await readCsv(path);
      expect(table.source.encoding).toBe("gb18030");
      expect(table.columns[1]).toMatchObject({ categories: ["x", "北京"] });
    }
  });
});

/** What reading a script's standard input comes to, in a process of its own. */
function readInput(
  pieces: readonly Uint8Array[],
  options: CsvOptions = {},
): Promise<Finding | { rows: number; encoding: string }> {
  const source = `import { readCsv } from ${JSON.stringify(new URL("../../dist/node.js", import.meta.url).href)};
    readCsv("-", ${JSON.stringify(options)}).then(
      (table) => console.log(JSON.stringify({ rows: table.rowCount, encoding: table.source.encoding })),
      (error) => console.log(JSON.stringify(error.finding ?? { message: String(error) })));`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", source], { stdio: ["pipe", "pipe", "inherit"] });
  let out = "";
  child.stdout.on("data", (text) => {
    out += String(text);
  });
  // The child may stop reading before the end.
  child.stdin.on("error", () => undefined);
  for (const piece of pieces) child.stdin.write(piece);
  child.stdin.end();
  return new Promise((resolve) => child.on("close", () => resolve(JSON.parse(out))));
}

describe("standard input", () => {
  test("plain and gzipped, whatever its pieces", async () => {
    expect(await readInput([longBytes])).toEqual({ rows: 120_000, encoding: "utf-8" });
    const zipped = gzipSync(longBytes);
    expect(await readInput([zipped.subarray(0, 1), zipped.subarray(1)])).toEqual({ rows: 120_000, encoding: "utf-8" });
    expect(await readInput([])).toMatchObject({ code: "E101", kind: "empty", file: "standard input" });
  });
  test("a byte that does not fit behind the first megabyte stops, with the line and an encoding that reads it", async () => {
    const ascii = Buffer.from(`a,b\n${"1,x\n".repeat(400_000)}`);
    const chinese = Buffer.concat([ascii, Buffer.of(0x32, 0x2c, 0xb1, 0xb1, 0xbe, 0xa9, 0x0a)]);
    expect(await readInput([chinese])).toMatchObject({
      ...{ code: "E102", kind: "undecodable", lines: [400_002], value: ascii.length + 2 },
      change: { encoding: "gb18030" },
    });
    expect(await readInput([chinese], { encoding: "gb18030" })).toEqual({ rows: 400_001, encoding: "gb18030" });
    expect(await readInput([ascii, Buffer.of(0x32, 0x2c, 0xe9, 0x0a)])).toMatchObject({
      change: { encoding: "windows-1252" },
    });
  });
});

describe("files that cannot be read give a code, a kind and what to do", () => {
  const refused = async (path: string, facts: Partial<Finding>, pattern: RegExp): Promise<void> => {
    const error: unknown = await readCsv(path).then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(TableError);
    expect((error as TableError).finding).toMatchObject({ code: "E101", file: path, ...facts });
    expect((error as TableError).message).toMatch(pattern);
  };
  test("no file, with the near name; a folder; a path through a file", async () => {
    const near = write("patients.csv", "a\n1\n");
    await refused(
      join(folder, "patient.csv"),
      { kind: "missing", change: { file: near } },
      /did you mean ".*patients\.csv"/,
    );
    await refused(join(folder, "none", "x.csv"), { kind: "missing" }, /ENOENT/);
    await refused(join(near, "x.csv"), { kind: "missing" }, /ENOTDIR/);
    mkdirSync(join(folder, "sub"));
    await refused(join(folder, "sub"), { kind: "folder" }, /a folder/);
  });
  test("gzip that is cut off, damaged, or empty inside", async () => {
    const zipped = gzipSync(longBytes);
    await refused(
      write("cut.csv.gz", zipped.subarray(0, zipped.length - 100)),
      { kind: "damaged gzip" },
      /unexpected end/,
    );
    const damaged = Uint8Array.from(zipped);
    damaged.fill(0x55, 2000, 2400);
    await refused(write("bad.csv.gz", damaged), { kind: "damaged gzip" }, /damaged/);
    await refused(write("head.csv.gz", zipped.subarray(0, 2)), { kind: "damaged gzip" }, /unexpected end/);
    await refused(write("none.csv.gz", gzipSync("")), { kind: "empty" }, /empty/);
    await refused(write("empty.csv", ""), { kind: "empty" }, /empty/);
    await refused(write("page.csv.gz", gzipSync("<html>")), { kind: "html" }, /web page/);
  });
});

describe("rows in batches", () => {
  const gather = async (path: string, options: CsvOptions = {}): Promise<RowBatch[]> => {
    const batches: RowBatch[] = [];
    for await (const batch of rowBatches(path, options)) batches.push(batch);
    return batches;
  };
  test("all rows once, in order, with their lines; typed as the whole table was", async () => {
    const path = write("batches.csv", longBytes);
    const table = await readCsv(path, { keepCells: true });
    const batches = await gather(path);
    expect(Math.max(...batches.map(({ cells }) => cells.length))).toBeLessThanOrEqual(4096);
    expect([batches[0]!.header, ...batches.flatMap(({ cells }) => cells)]).toEqual(table.cells);
    expect(batches.flatMap(({ lines }) => lines)).toEqual(
      Array.from({ length: table.rowCount }, (_, row) => table.lineOf(row)),
    );
    const sizes = batches.flatMap(({ header, cells, lines, source }) => {
      const part = tableOf(header, cells, lines, table.readings!, source);
      expect(part.lineOf(0)).toBe(lines[0]);
      expect(part.columns.map(({ kind }) => kind)).toEqual(["categorical", "date", "numeric"]);
      const column = part.columns[2]!;
      return column.kind === "numeric" ? [...column.values] : [];
    });
    expect(Float64Array.from(sizes)).toEqual((table.columns[2] as { values: Float64Array }).values);
  });
  test("a column has the kind that it is asked to have, whatever a batch holds; others are left out", () => {
    const rows = [
      ["1", "12 %", "3/4/2024", "x"],
      ["2", "", "5/6/2024", "y"],
    ];
    const kinds = { a: "categorical", b: "numeric", c: "date-day-first", absent: "numeric" } as const;
    const table = tableOf(["a", "b", "c", "d"], rows, [5, 9], kinds);
    expect(table.columns).toEqual([
      { kind: "categorical", name: "a", codes: Int32Array.of(0, 1), categories: ["1", "2"] },
      { kind: "numeric", name: "b", values: Float64Array.of(12, Number.NaN) },
      { kind: "date", name: "c", values: Float64Array.of(Date.UTC(2024, 3, 3) / 864e5, Date.UTC(2024, 5, 5) / 864e5) },
    ]);
    expect(table.findings).toMatchObject([{ kind: "written", column: "b", lines: [5] }]);
    expect(tableOf(["b"], [["red"]], [2], { b: "numeric" }).findings).toMatchObject([{ kind: "text", example: "red" }]);
  });
  test("a row that does not fit stops, or is left out and handed over", async () => {
    const path = write("ragged.csv", `a,b\n1,2\n3\n${"4,5\n".repeat(5000)}6,7,8\n`);
    await expect(gather(path)).rejects.toThrow(/E103|another number of cells/);
    const batches = await gather(path, { skipBad: true });
    expect(batches.flatMap(({ cells }) => cells)).toHaveLength(5001);
    expect(batches.flatMap(({ rejected }) => rejected)).toEqual([
      { line: 3, cells: ["3"] },
      { line: 5004, cells: ["6", "7", "8"] },
    ]);
    await expect(gather(write("only-head.csv", "a,b\n"))).rejects.toThrow(/no rows/);
  });
});

test("rows that were left out are written with their lines", () => {
  const path = join(folder, "rejects.csv");
  writeRejects(path, parseCsv('a,b\n1,2\n"x,y"\n4,5\n7,8,"q""9"\n', "t", { skipBad: true }));
  expect(readFileSync(path, "utf8")).toBe('line,a,b\n3,"x,y"\n5,7,8,"q""9"\n');
});
