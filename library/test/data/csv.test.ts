import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, test } from "vitest";
import {
  type CsvOptions,
  CsvReader,
  encodeInputs,
  encoders,
  type Finding,
  inputNames,
  parseCsv,
  prepare,
  type Table,
  TableError,
} from "../../src/data/index.ts";
import { numberOf } from "../../src/data/readers/cells.ts";
import { dateOf } from "../../src/data/readers/dates.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const kinds = (table: Table): string => table.columns.map(({ name, kind }) => `${name}:${kind}`).join(" ");
const numbers = (table: Table, at: number): number[] => {
  const column = table.columns[at]!;
  return column.kind === "categorical" ? [] : [...column.values];
};
const texts = (table: Table, at: number): string[] => {
  const column = table.columns[at]!;
  return column.kind === "categorical" ? [...column.codes].map((code) => column.categories[code] ?? "") : [];
};

describe("csv-spectrum", () => {
  const path = new URL("../fixtures/csv_spectrum.json", import.meta.url);
  const { cases } = JSON.parse(readFileSync(path, "utf8")) as {
    cases: { name: string; input_b64: string; records: Record<string, string>[] | Record<string, string> }[];
  };
  for (const { name, input_b64, records } of cases)
    test(name, () => {
      const source = Uint8Array.from(Buffer.from(input_b64, "base64"));
      const header = Object.keys(Array.isArray(records) ? records[0]! : records);
      const types = Object.fromEntries(header.map((column) => [column, "categorical" as const]));
      const table = parseCsv(source, name, { types, delimiter: "," });
      expect(table.columns.map((column) => column.name)).toEqual(header);
      if (!Array.isArray(records)) return expect(table.rowCount).toBe(1);
      records.forEach((record, row) => {
        header.forEach((column, at) => expect(texts(table, at)[row]).toBe(record[column]!.trim()));
      });
    });
});

describe("dialects and encodings are found out", () => {
  test("semicolons with decimal commas, tabs, bars", () => {
    const german = parseCsv("größe;preis;ort\n1,5;1.234,50;Köln\n2,25;99,00;Bonn\n");
    expect(german.source).toEqual({ encoding: "utf-8", delimiter: ";", decimal: "," });
    expect(kinds(german)).toBe("größe:numeric preis:numeric ort:categorical");
    expect(numbers(german, 1)).toEqual([1234.5, 99]);
    expect(parseCsv("a\tb\n1\t2\n").source.delimiter).toBe("\t");
    expect(parseCsv("a|b\n1|2,5\n").source).toMatchObject({ delimiter: "|", decimal: "," });
    expect(parseCsv("a;b\n1.5;2\n").source).toMatchObject({ delimiter: ";", decimal: "." });
  });
  test("byte order marks, UTF-16, GB18030 and what is asked for", () => {
    const marked = parseCsv(Uint8Array.of(0xef, 0xbb, 0xbf, ...bytes("é,b\n1,2\n")));
    expect(marked.columns[0]!.name).toBe("é");
    const wide = Uint8Array.from(
      [0xff, 0xfe, ..."a,b\n1,2\n"].flatMap((c) => (typeof c === "number" ? [c] : [c.charCodeAt(0), 0])),
    );
    expect(parseCsv(wide).source.encoding).toBe("utf-16le");
    // 年龄,城市 in GBK.
    const gbk = Uint8Array.of(
      0xc4,
      0xea,
      0xc1,
      0xe4,
      0x2c,
      0xb3,
      0xc7,
      0xca,
      0xd0,
      0x0a,
      0x31,
      0x2c,
      0xb1,
      0xb1,
      0xbe,
      0xa9,
      0x0a,
    );
    const chinese = parseCsv(gbk);
    expect(chinese.source.encoding).toBe("gb18030");
    expect(chinese.columns.map(({ name }) => name)).toEqual(["年龄", "城市"]);
    expect(texts(chinese, 1)).toEqual(["北京"]);
    const latin = Uint8Array.of(0xe9, 0x2c, 0x62, 0x0a, 0x31, 0x2c, 0x32, 0x0a);
    expect(parseCsv(latin, "t", { encoding: "windows-1252" }).columns[0]!.name).toBe("é");
    expect(() => parseCsv(latin, "t", { encoding: "klingon" })).toThrow(/E102|no encoding "klingon"/);
  });
  test("line ends of all kinds, empty lines, and lines of rows behind quoted line ends", () => {
    for (const end of ["\n", "\r\n", "\r"]) {
      const table = parseCsv(["a,b", "1,x", "", '2,"p', 'q"', "3,z", ""].join(end));
      expect(numbers(table, 0)).toEqual([1, 2, 3]);
      expect([0, 1, 2].map(table.lineOf)).toEqual([2, 4, 6]);
    }
  });
});

describe("kinds of columns", () => {
  test("numbers, dates, categories; missing cells; what is asked for", () => {
    const source = "n,d,c,zip\n1,2024-02-29,x,01234\nNA,2023-01-01,y,9\n-2.5e3,,x,10\n";
    const table = parseCsv(source);
    expect(kinds(table)).toBe("n:numeric d:date c:categorical zip:categorical");
    expect(numbers(table, 0)).toEqual([1, Number.NaN, -2500]);
    expect(numbers(table, 1)[0]).toBe(Date.UTC(2024, 1, 29) / 864e5);
    const typed = parseCsv(source, "t", { types: { zip: "numeric" }, ignore: ["c"] });
    expect(kinds(typed)).toBe("n:numeric d:date zip:numeric");
    expect(numbers(typed, 2)).toEqual([1234, 9, 10]);
    expect(texts(table, 3)).toEqual(["01234", "9", "10"]);
    expect(() => parseCsv(source, "t", { ignore: ["zop"] })).toThrow(/no column "zop".*did you mean "zip"/);
  });
  test("a stray text in a column of numbers is counted, with lines and an example", () => {
    const cells = Array.from({ length: 30 }, (_, i) => (i === 4 ? "12 %" : i === 20 ? "unknown" : String(i)));
    const table = parseCsv(`a,b\n${cells.map((cell) => `${cell},1`).join("\n")}\n`);
    expect(kinds(table)).toBe("a:numeric b:numeric");
    const examples = ["12 %", "unknown"];
    expect(table.findings).toEqual([
      {
        code: "W201",
        kind: "text",
        column: "a",
        count: 2,
        of: 30,
        lines: [6, 22],
        example: "12 %",
        examples,
        expected: "number",
      },
    ]);
  });
  test("numbers and dates are read exactly, or not at all", () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => {
        // The text of −0 is "0".
        const wanted = value === 0 ? 0 : value;
        expect(numberOf(String(value))).toBe(wanted);
        expect(numberOf(String(value).replace(".", ","), ",")).toBe(wanted);
      }),
    );
    for (const cell of ["0x10", "Infinity", "1_000", "1e", "--1", "1.2.3", " ", "１"]) expect(numberOf(cell)).toBeNaN();
    for (const cell of ["2023-02-29", "2024-13-01", "31.04.2024", "2/30/2024", "24-1-1"])
      expect(dateOf(cell)).toBeNaN();
    expect(dateOf("2024-02-29T12:00:00")).toBe(dateOf("29.02.2024") + 0.5);
    expect(dateOf("2/29/2024")).toBe(dateOf("2024/2/29"));
  });
});

test("text without quotes is cut as text with them", () => {
  const cell = fc.stringMatching(/^[ ab1.äé-]{0,5}$/);
  fc.assert(
    fc.property(
      fc.array(fc.array(cell, { minLength: 2, maxLength: 4 }), { minLength: 1, maxLength: 20 }),
      fc.constantFrom("\n", "\r\n", "\r"),
      fc.boolean(),
      (rows, end, ended) => {
        const lines = ["p,q,r", "x,y,z", ...rows.map((row) => row.join(","))];
        const plain = lines.join(end) + (ended ? end : "");
        const quoted = plain.replace("x", '"x"');
        const options: CsvOptions = { delimiter: ",", skipBad: true, keepCells: true };
        const [one, other] = [parseCsv(plain, "t", options), parseCsv(quoted, "t", options)];
        expect(one.cells).toEqual(other.cells);
        expect(one.columns).toEqual(other.columns);
        expect(one.rejected).toEqual(other.rejected);
        expect(parseCsv(plain, "t", { ...options, keepCells: false }).columns).toEqual(one.columns);
        for (let row = 0; row < one.rowCount; row++) expect(one.lineOf(row)).toBe(other.lineOf(row));
      },
    ),
  );
});

test("a table read in pieces of any size is the table read at once", () => {
  const cell = fc.oneof(fc.integer().map(String), fc.constantFrom("", "a", "b c", 'q"q', "l\nl", "x,y", "ä𝛼"));
  fc.assert(
    fc.property(
      fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 20 }),
      fc.integer({ min: 1, max: 40 }),
      (rows, size) => {
        const text = `${Papa.unparse([["p", "q", "r"], ...rows], { newline: "\n" })}\n`;
        const options: CsvOptions = { delimiter: ",", types: { p: "categorical" } };
        const whole = parseCsv(text, "t", options);
        const reader = new CsvReader("t", options);
        for (let at = 0; at < text.length; at += size) reader.push(text.slice(at, at + size));
        const pieces = reader.finish();
        expect(pieces.columns).toEqual(whole.columns);
        expect(pieces.findings).toEqual(whole.findings);
        for (let row = 0; row < whole.rowCount; row++) expect(pieces.lineOf(row)).toBe(whole.lineOf(row));
      },
    ),
  );
});

describe("bad files give a code and a place", () => {
  const refused = (source: string | Uint8Array, code: string, pattern: RegExp, facts: Partial<Finding> = {}): void => {
    try {
      parseCsv(source, "t.csv");
    } catch (error) {
      expect(error).toBeInstanceOf(TableError);
      const { finding, message } = error as TableError;
      expect(finding).toMatchObject({ code, file: "t.csv", ...facts });
      expect(message).toMatch(pattern);
      return;
    }
    expect.fail("no error");
  };
  test("empty, header only, other formats, binary junk", () => {
    refused(new Uint8Array(0), "E101", /empty/, { kind: "empty" });
    refused("a,b\n", "E101", /a header line only/, { kind: "header only" });
    refused("", "E101", /nothing/, { kind: "empty" });
    refused(Uint8Array.of(0x50, 0x4b, 3, 4, 0), "E101", /Excel/, { kind: "excel" });
    refused(Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0), "E101", /Excel/, { kind: "excel" });
    refused(bytes('{"a": 1}'), "E101", /JSON/, { kind: "json" });
    refused(bytes("\uFEFF[[1,2]]"), "E101", /JSON/, { kind: "json" });
    refused(bytes("<!DOCTYPE html><p>"), "E101", /web page/, { kind: "html" });
    refused(bytes("%PDF-1.7"), "E101", /PDF/, { kind: "pdf" });
    refused(bytes("PAR1\u0015"), "E101", /Parquet/, { kind: "parquet" });
    const junk = Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256);
    refused(junk, "E102", /zero bytes/, { kind: "zero bytes", lines: [1], value: 0 });
    refused(bytes("a,b\n1,2\n3,\0\n"), "E102", /line 3.*zero byte at byte 10/, { lines: [3], value: 10 });
  });
  test("the first byte that does not fit is named, whatever the pieces, with an encoding that reads it", () => {
    const place = { kind: "undecodable", lines: [3], change: { encoding: "windows-1252" } } as const;
    // 0xE9 begins a character of three bytes in UTF-8; the comma after it does not go on.
    refused(Uint8Array.of(0x61, 0x0a, 0x31, 0x0a, 0xe9, 0x2c, 0x0a), "E102", /UTF-8.*0xE9 at byte 4/, {
      ...place,
      value: 4,
      expected: "utf-8 or gb18030",
    });
    refused(Uint8Array.of(0x61, 0x0a, 0x31, 0x0a, 0xff, 0xff), "E102", /0xFF at byte 4/, { ...place, value: 4 });
    refused(Uint8Array.of(0x61, 0x0a, 0x31, 0x0a, 0xe4), "E102", /incomplete character at the end/, place);
    const marked = Uint8Array.of(0xef, 0xbb, 0xbf, 0x61, 0x0a, 0xc4, 0xea, 0x0a);
    refused(marked, "E102", /at byte 5/, { lines: [2], change: { encoding: "gb18030" } });
  });
  test("UTF-16: odd bytes, lone surrogates, and no mark", () => {
    const wide = (text: string): number[] => [...text].flatMap((c) => [c.charCodeAt(0) & 255, c.charCodeAt(0) >> 8]);
    refused(Uint8Array.of(0xff, 0xfe, ...wide("a\n1\n"), 0x31), "E102", /UTF-16LE/, { kind: "undecodable" });
    refused(Uint8Array.of(0xff, 0xfe, ...wide("a\n"), 0x00, 0xd8, ...wide("1\n")), "E102", /UTF-16LE.*line 2/);
    const unmarked = Uint8Array.from(wide("a,b\n1,2\n"));
    refused(unmarked, "E102", /looks like utf-16le/, { kind: "zero bytes", change: { encoding: "utf-16le" } });
    expect(parseCsv(unmarked, "t", { encoding: "utf-16le" }).columns[1]!.name).toBe("b");
    expect(texts(parseCsv("a\nx\uD800y\n"), 0)).toEqual(["x\uD800y"]);
  });
  test("ragged rows, doubled names, quotes that do not close, rows without end", () => {
    refused("a,b\n1,2\n3\n4,5,6\n", "E103", /2 rows.*line 3, 4; expected 2; found 1, 3/, {
      kind: "ragged",
      lines: [3, 4],
      count: 2,
      of: 3,
      change: { skipBad: true },
    });
    refused("a,a\n1,2\n", "E103", /two columns are named "a"/, { kind: "doubled names", example: "a" });
    refused('a,b\n1,"2\n3,4\n', "E103", /not closed/, { kind: "open quotes", lines: [2] });
    refused('a,b\n5,6\n1,"2"3\n3,4\n', "E103", /not closed/, { kind: "open quotes", lines: [3] });
    refused(`a,b\n1,${"x".repeat(17_000_000)}`, "E103", /16 million/, { kind: "long row", lines: [2] });
    refused(`a,b\n1,"${"x\n".repeat(9_000_000)}`, "E103", /16 million/, { kind: "long row", lines: [2] });
  });
  test("rows that do not fit are left out on request, counted and kept", () => {
    const table = parseCsv("a,b\n1,2\n3\n4,5\n7,8,9\n\n6,7\n", "t.csv", { skipBad: true });
    expect(numbers(table, 0)).toEqual([1, 4, 6]);
    expect([0, 1, 2].map(table.lineOf)).toEqual([2, 4, 7]);
    expect(table.rejected).toEqual([
      { line: 3, cells: ["3"] },
      { line: 5, cells: ["7", "8", "9"] },
    ]);
    expect(table.findings).toEqual([
      {
        ...{ code: "E103", kind: "ragged", file: "t.csv", lines: [3, 5], count: 2, of: 5 },
        ...{ expected: "2", found: "1, 3", value: "left out" },
      },
    ]);
    const many = parseCsv(`a,b\n1,2\n${"3\n".repeat(10_500)}`, "t.csv", { skipBad: true });
    expect([many.rejected?.length, many.findings[0]?.count]).toEqual([10_000, 10_500]);
    expect(() => parseCsv("a,b\n1\n", "t.csv", { skipBad: true })).toThrow(/1 rows have another number/);
  });
  test("ten thousand columns, one column, a column without values", () => {
    const wide = parseCsv(`${Array.from({ length: 10_000 }, (_, i) => `c${i}`).join(",")}\n${"1,".repeat(9999)}1\n`);
    expect(wide.columns.length).toBe(10_000);
    expect(kinds(parseCsv("a\n1\n2\n"))).toBe("a:numeric");
    expect(numbers(parseCsv("a,b\n1,\n2,NA\n"), 1)).toEqual([Number.NaN, Number.NaN]);
  });
  test("names such as __proto__ are names", () => {
    const table = parseCsv("__proto__,constructor,y\n1,2,a\n3,4,b\n5,1,a\n");
    expect(kinds(table)).toBe("__proto__:numeric constructor:numeric y:categorical");
    expect(inputNames(prepare(table, { target: "y", validation: 0, test: 0 }).encoders)).toEqual([
      "__proto__",
      "constructor",
    ]);
    expect(({} as Record<string, unknown>)["values"]).toBeUndefined();
  });
});

describe("encoders", () => {
  const table = parseCsv(
    `n,c,d,y\n${[1, 2, 3, 4, 100, Number.NaN].map((n, i) => `${Number.isNaN(n) ? "" : n},${"aabbc"[i] ?? ""},2024-0${i + 1}-01,${i % 2}`).join("\n")}\n`,
  );
  const rows = Int32Array.of(0, 1, 2, 3, 4);
  const encode = (kind: string, at: number): { names: readonly string[]; values: number[][] } => {
    const encoder = encoders[kind]!;
    const fitted = JSON.parse(JSON.stringify(encoder.fit(table.columns[at]!, rows))) as ReturnType<typeof encoder.fit>;
    const names = encoder.inputs(fitted);
    const flat = encodeInputs(table, [fitted], Int32Array.of(0, 1, 2, 3, 4, 5));
    return {
      names,
      values: Array.from({ length: 6 }, (_, i) => [...flat.subarray(i * names.length, (i + 1) * names.length)]),
    };
  };
  const near = (found: number[][], wanted: number[][]): void =>
    wanted.forEach((row, i) => row.forEach((value, k) => expect(found[i]![k]).toBeCloseTo(value, 6)));
  test("numbers: missing cells count as the median", () => {
    const deviation = Math.sqrt([1, 2, 3, 4, 100].reduce((sum, v) => sum + (v - 22) ** 2, 0) / 5);
    near(
      encode("standardize", 0).values,
      [1, 2, 3, 4, 100, 3].map((v) => [(v - 22) / deviation]),
    );
    near(
      encode("min-max", 0).values,
      [1, 2, 3, 4, 100, 3].map((v) => [(v - 1) / 99]),
    );
    near(
      encode("robust", 0).values,
      [1, 2, 3, 4, 100, 3].map((v) => [(v - 3) / 2]),
    );
    near(encode("quantile", 0).values, [[-1], [-0.5], [0], [0.5], [1], [0]]);
  });
  test("categories: one-hot, ordinal, frequency; a new one is none of them", () => {
    near(encode("one-hot", 1).values, [
      [1, 0, 0],
      [1, 0, 0],
      [0, 1, 0],
      [0, 1, 0],
      [0, 0, 1],
      [0, 0, 0],
    ]);
    near(encode("ordinal", 1).values, [[-1], [-1], [0], [0], [1], [0]]);
    near(encode("frequency", 1).values, [[0.4], [0.4], [0.4], [0.4], [0.2], [0]]);
    expect(encode("one-hot", 1).names).toEqual(["c = a", "c = b", "c = c"]);
  });
  test("dates: points on circles", () => {
    const { names, values } = encode("date-parts", 2);
    expect(names).toEqual(["d time", "d year sin", "d year cos", "d week sin", "d week cos"]);
    for (const row of values) {
      expect(Math.hypot(row[1]!, row[2]!)).toBeCloseTo(1, 6);
      expect(Math.hypot(row[3]!, row[4]!)).toBeCloseTo(1, 6);
    }
  });
  test("an encoder that does not fit is refused, and so is a column that changed its kind", () => {
    expect(() => prepare(table, { target: "y", encoders: { n: "date-parts" } })).toThrow(
      /expected standardize, min-max/,
    );
    const fitted = encoders["standardize"]!.fit(table.columns[0]!, rows);
    expect(() => encodeInputs(parseCsv("n\nred\nblue\n"), [fitted], rows)).toThrow(
      /expected numeric; found text: blue, red/,
    );
  });
});
