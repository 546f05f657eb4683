import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, test } from "vitest";
import { type CsvOptions, CsvReader, encoders, parseCsv, type Table } from "../../src/data/index.ts";
import { encodeInputs, inputNames, prepare } from "../../src/data/prepare.ts";
import { dateOf, numberOf } from "../../src/data/readers/cells.ts";
import { ChainruleError, DataError } from "../../src/util/errors.ts";
import { randomStream } from "../../src/util/random.ts";

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
      expect([0, 1, 2].map(table.lineOf)).toEqual(end === "\r" ? [2, 4, 5] : [2, 4, 6]);
    }
  });
});

describe("kinds of columns", () => {
  test("numbers, dates, categories; missing cells; what is asked for", () => {
    const source = "n,d,c,zip\n1,2024-02-29,x,01234\nNA,2023-01-01,y,9\n-2.5e3,,x,10\n";
    const table = parseCsv(source);
    expect(kinds(table)).toBe("n:numeric d:date c:categorical zip:numeric");
    expect(numbers(table, 0)).toEqual([1, Number.NaN, -2500]);
    expect(numbers(table, 1)[0]).toBe(Date.UTC(2024, 1, 29) / 864e5);
    const typed = parseCsv(source, "t", { types: { zip: "categorical" }, ignore: ["c"] });
    expect(kinds(typed)).toBe("n:numeric d:date zip:categorical");
    expect(texts(typed, 2)).toEqual(["01234", "9", "10"]);
    expect(() => parseCsv(source, "t", { ignore: ["absent"] })).toThrow(/"absent" to ignore/);
  });
  test("a stray text in a column of numbers is counted, with lines and an example", () => {
    const cells = Array.from({ length: 30 }, (_, i) => (i === 4 ? "12 %" : i === 20 ? "unknown" : String(i)));
    const table = parseCsv(`a,b\n${cells.map((cell) => `${cell},1`).join("\n")}\n`);
    expect(kinds(table)).toBe("a:numeric b:numeric");
    expect(table.findings).toEqual([{ code: "W201", column: "a", count: 2, of: 30, lines: [6, 22], example: "12 %" }]);
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
  const refused = (source: string | Uint8Array, code: string, pattern: RegExp): void => {
    try {
      parseCsv(source, "t.csv");
    } catch (error) {
      expect(error).toBeInstanceOf(DataError);
      expect((error as DataError).code).toBe(code);
      expect((error as DataError).message).toMatch(pattern);
      return;
    }
    expect.fail("no error");
  };
  test("empty, header only, other formats, binary junk", () => {
    refused(new Uint8Array(0), "E101", /empty/);
    refused("a,b\n", "E101", /a header line only/);
    refused("", "E101", /nothing/);
    refused(Uint8Array.of(0x50, 0x4b, 3, 4, 0), "E101", /Excel/);
    refused(bytes('{"a": 1}'), "E101", /JSON/);
    refused(bytes("<!DOCTYPE html><p>"), "E101", /web page/);
    refused(bytes("%PDF-1.7"), "E101", /PDF/);
    refused(
      Uint8Array.from({ length: 5000 }, (_, i) => (i * 7919) % 256),
      "E102",
      /zero bytes/,
    );
    refused(Uint8Array.of(0x61, 0x0a, 0xff, 0xff), "E102", /UTF-8/i);
  });
  test("ragged rows, doubled names, quotes that do not close", () => {
    refused("a,b\n1,2\n3\n4,5,6\n", "E103", /2 rows.*line 3, 4; expected 2 cells/);
    refused("a,a\n1,2\n", "E103", /two columns are named "a"/);
    refused('a,b\n1,"2\n3,4\n', "E103", /not closed/);
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

test("mutated bytes give a table or a coded error, never a crash", () => {
  const good = bytes('name,day,size,"kind"\nana,2024-01-02,1.5,x\n"b, o",2024-02-03,2.5,"y\nz"\nça,2024-03-04,NA,x\n');
  const random = randomStream(6, 0);
  for (let i = 0; i < 20_000; i++) {
    const source = Uint8Array.from(good);
    const changes = 1 + random.integer(4);
    for (let k = 0; k < changes; k++) source[random.integer(source.length)] = random.integer(256);
    try {
      expect(parseCsv(source, "m.csv").rowCount).toBeGreaterThan(0);
    } catch (error) {
      if (!(error instanceof ChainruleError && /^E10[1-4]$/.test(error.code ?? ""))) throw error;
    }
  }
}, 30_000);

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
