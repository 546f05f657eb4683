import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type AskedKind, type Finding, parseCsv, type Table, tableOf } from "../../src/data/index.ts";
import { isMissing, numberAt, numberOf } from "../../src/data/readers/cells.ts";
import { dateOf } from "../../src/data/readers/dates.ts";

/** A table of one column `x`, its cells written without quotes. */
const tableWith = (
  cells: readonly string[],
  options: { decimal?: "," | "."; types?: Record<string, AskedKind> } = {},
): Table =>
  parseCsv(`x|y\n${cells.map((cell) => `${cell}|q\n`).join("")}`, "t", { delimiter: "|", decimal: ".", ...options });
const valuesOf = (table: Table): readonly (number | string)[] => {
  const column = table.columns[0]!;
  return column.kind === "categorical"
    ? Array.from(column.codes, (c) => column.categories[c] ?? "")
    : [...column.values];
};
const days = (...texts: string[]): number[] => texts.map((text) => Date.parse(text) / 864e5);

describe("numbers as people write them follow one rule for a column, which is told", () => {
  const cases: readonly (readonly [cells: string[], values: number[], rule: string])[] = [
    [["1,234", "5,678", "12"], [1234, 5678, 12], "thousands comma"],
    [["1,234,567.5", "0.25"], [1234567.5, 0.25], "thousands comma"],
    [["1,234", "5,6", "12"], [1.234, 5.6, 12], "decimal comma"],
    [["0,123", "1,234"], [0.123, 1.234], "decimal comma"],
    [["1.234,50", "3,00"], [1234.5, 3], "thousands point, decimal comma"],
    [["12 %", "5%", "-3.5 %"], [12, 5, -3.5], "percent sign"],
    [["$3.50", "$1,234.00", "-$5", "$-6", "($7)"], [3.5, 1234, -5, -6, -7], "currency $, thousands comma, parentheses"],
    [["€ 1.234,50", "€ 3,00"], [1234.5, 3], "currency €, thousands point, decimal comma"],
    [["3,5 €", "4 €"], [3.5, 4], "currency €, decimal comma"],
    [["USD 5", "USD 7"], [5, 7], "currency USD"],
    [["5 kg", "6 kg", "7.5kg"], [5, 6, 7.5], "unit kg"],
    [["12 m²", "8 m²"], [12, 8], "unit m²"],
    [["5元", "6元"], [5, 6], "unit 元"],
    [["(12)", "15"], [-12, 15], "parentheses"],
    [["1 234", "5", "1\u202f234\u00a0567"], [1234, 5, 1234567], "thousands space"],
    [["5'000", "4’000.5"], [5000, 4000.5], "thousands apostrophe"],
    [["−5", "6"], [-5, 6], "minus sign"],
    [["１２", "３"], [12, 3], "full-width digits"],
  ];
  for (const [cells, values, rule] of cases)
    test(`${cells.join(" | ")}: ${rule}`, () => {
      const table = tableWith(cells);
      expect(table.columns[0]!.kind).toBe("numeric");
      expect(valuesOf(table)).toEqual(values);
      expect(table.findings).toHaveLength(1);
      const [finding] = table.findings;
      expect(finding).toMatchObject({ code: "W201", kind: "written", column: "x", of: cells.length, value: rule });
      expect(cells).toContain(finding!.example);
      expect(finding!.examples).toHaveLength(finding!.lines!.length);
      // The reading that the table tells reads other rows alike.
      const [again] = tableOf(["x"], [[cells[1]!]], [2], table.readings!).columns;
      expect(again).toMatchObject({ kind: "numeric", values: Float64Array.of(values[1]!) });
    });
  test("plain numbers have no remark, also with a decimal comma that the whole file has", () => {
    expect(tableWith(["1e3", "-2.5", "+7", ".5", " 8 "]).findings).toEqual([]);
    const german = tableWith(["1,5", "1.234", "2"], { decimal: "," });
    expect([valuesOf(german), german.findings]).toEqual([[1.5, 1234, 2], []]);
    expect(tableWith(["1.5", "2.25"], { decimal: "," }).findings[0]).toMatchObject({ value: "decimal point" });
  });
  test("what could be decimals as well says how to have it so", () => {
    const table = tableWith(["1,234", "5,678"]);
    expect(table.findings[0]!.change).toEqual({ decimal: "," });
    expect(valuesOf(tableWith(["1,234", "5,678"], { decimal: "," }))).toEqual([1.234, 5.678]);
    expect(tableWith(["1,234", "5,678.5"]).findings[0]!.change).toBeUndefined();
  });
  test("two rules, codes and other texts stay categories", () => {
    for (const cells of [
      ["5 kg", "6 lb"],
      ["SKU 5", "SKU 7"],
      ["030 123 456", "555 123 456"],
      ["1,234,567", "1,5"],
      ["12-3", "4-5"],
      ["1/2", "3/4"],
      ["1,23,4", "2"],
      ["true", "false"],
      ["yes", "no"],
    ])
      expect([cells, tableWith(cells).columns[0]!.kind]).toEqual([cells, "categorical"]);
  });
  test("what follows no rule is listed and missing, with its lines", () => {
    const cells = Array.from({ length: 40 }, (_, i) => (i === 5 ? "5" : i === 7 ? "much" : `${i} kg`));
    const table = tableWith(cells);
    expect(valuesOf(table).slice(4, 9)).toEqual([4, Number.NaN, 6, Number.NaN, 8]);
    expect(table.findings).toMatchObject([
      { kind: "written", count: 38, value: "unit kg", lines: [2, 3, 4] },
      { kind: "text", count: 2, lines: [7, 9], examples: ["5", "much"], expected: "number" },
    ]);
  });
});

describe("identifiers", () => {
  const zeros = (table: Table): Finding | undefined => table.findings.find(({ kind }) => kind === "leading zeros");
  test("a zero before another digit makes categories, unless numbers have decimals or are asked for", () => {
    const table = tableWith(["007", "12", "", "0123"]);
    expect(valuesOf(table)).toEqual(["007", "12", "", "0123"]);
    expect(table.findings).toEqual([
      {
        code: "W201",
        kind: "leading zeros",
        column: "x",
        count: 2,
        of: 4,
        lines: [2, 5],
        example: "007",
        examples: ["007", "0123"],
      },
    ]);
    expect(valuesOf(tableWith(["0", "12", "0.5"]))).toEqual([0, 12, 0.5]);
    expect(valuesOf(tableWith(["1.5", "03", "7"]))).toEqual([1.5, 3, 7]);
    expect(zeros(tableWith(["1.5", "03", "7"]))).toMatchObject({ count: 1, lines: [3], value: "numeric" });
    expect(valuesOf(tableWith(["007", "12"], { types: { x: "numeric" } }))).toEqual([7, 12]);
  });
  test("also when the first such cell comes late", () => {
    const cells = Array.from({ length: 10_050 }, (_, i) => (i === 10_020 ? "0042" : i === 3 ? "" : String(i)));
    const table = tableWith(cells);
    expect(valuesOf(table)).toEqual(cells);
    expect(zeros(table)).toMatchObject({ count: 1, lines: [10_022], example: "0042" });
    const decimals = tableWith(cells.map((cell, i) => (i === 1 ? "1.5" : cell)));
    expect(valuesOf(decimals)[10_020]).toBe(42);
    expect(zeros(decimals)).toMatchObject({ value: "numeric", lines: [10_022] });
  });
});

describe("dates", () => {
  test("every way to write one", () => {
    const [day] = days("2024-03-05");
    const same = ["2024-03-05", "2024/3/5", "2024.03.05", "05.03.2024", "3/5/2024", "3-5-2024", "2024年3月5日"];
    for (const cell of [
      ...same,
      "Mar 5, 2024",
      "March 5th 2024",
      "5 Mar 2024",
      "5-Mar-2024",
      "5 march, 2024",
      " 2024-03-05 ",
    ])
      expect([cell, dateOf(cell)]).toEqual([cell, day]);
    expect(dateOf("5/3/2024", "day first")).toBe(day);
    for (const cell of ["2024-03-05T18:00", "2024-03-05 18:00:00.00Z", "3/5/2024 6:00 PM", "2024-03-05T20:00:00+02:00"])
      expect([cell, dateOf(cell)]).toEqual([cell, day! + 0.75]);
    for (const cell of [
      "Foo 5, 2024",
      "2024-03-05 25:00",
      "2024-03-05 10:60",
      "5 Mar 24",
      "13/13/2024",
      "2024年13月1日",
    ])
      expect([cell, dateOf(cell)]).toEqual([cell, Number.NaN]);
  });
  test("day or month first is decided for the column, by a number beyond 12", () => {
    const table = tableWith(["1/2/2024", "25/12/2024"]);
    expect(valuesOf(table)).toEqual(days("2024-02-01", "2024-12-25"));
    expect([table.findings, table.readings!["x"]]).toEqual([[], { kind: "date", order: "day first" }]);
    expect(valuesOf(tableWith(["1/2/2024", "12/25/2024"]))).toEqual(days("2024-01-02", "2024-12-25"));
    const mixed = tableWith(["25/12/2024", "12/25/2024", "1/1/2024"]);
    expect(mixed.columns[0]!.kind).toBe("categorical");
    expect(mixed.findings).toMatchObject([{ code: "W201", kind: "mixed dates", count: 2, lines: [2, 3] }]);
  });
  test("where nothing decides, the month is first, and it is said how to change that", () => {
    const table = tableWith(["1/2/2024", "3/4/2024", "2024-05-06"]);
    expect(valuesOf(table)).toEqual(days("2024-01-02", "2024-03-04", "2024-05-06"));
    expect(table.findings).toMatchObject([
      {
        code: "W201",
        kind: "date order",
        count: 2,
        lines: [2, 3],
        value: "month first",
        change: { types: "x=date-day-first" },
      },
    ]);
    const asked = tableWith(["1/2/2024", "3/4/2024"], { types: { x: "date-day-first" } });
    expect([valuesOf(asked), asked.findings]).toEqual([days("2024-02-01", "2024-04-03"), []]);
    expect(tableWith(["2024-01-02", "2024-03-04"]).findings).toEqual([]);
  });
  test("also when what decides comes late", () => {
    const cells = [
      ...Array.from({ length: 10_020 }, (_, i) => (i % 2 === 0 ? "1/2/2024" : "2024-03-01")),
      "25/12/2024",
      "3/25/2024",
    ];
    const table = tableWith(cells);
    expect(valuesOf(table).slice(0, 2)).toEqual(days("2024-02-01", "2024-03-01"));
    expect(valuesOf(table).slice(10_019)).toEqual([...days("2024-03-01", "2024-12-25"), Number.NaN]);
    expect(table.findings).toMatchObject([{ kind: "text", expected: "date", lines: [10_023], example: "3/25/2024" }]);
  });
});

test("what spreadsheets and people write for a missing cell", () => {
  for (const cell of ["", " ", "NA", "#N/A", "#DIV/0!", "NaN", "NULL", "n.d.", "N.A.", "--", "缺失", "无", " null "])
    expect([cell, isMissing(cell)]).toEqual([cell, true]);
  for (const cell of ["0", "no", "---", "nil", "无法", "#1"]) expect([cell, isMissing(cell)]).toEqual([cell, false]);
});

test("a number read in place is the number cut out", () => {
  const text = fc.oneof(
    fc.stringMatching(/^-?\d{0,18}\.?\d{0,18}$/),
    fc.double().map(String),
    fc.stringMatching(/^[-+.e0-9 ,x]{0,8}$/),
  );
  fc.assert(
    fc.property(text, fc.string({ maxLength: 3 }), (cell, around) => {
      const value = numberAt(`${around}${cell}${around}`, around.length, around.length + cell.length, 46);
      if (!Number.isNaN(value)) expect(value).toBe(numberOf(cell));
      if (/^-?(0|[1-9]\d{0,8})\.\d{1,5}$/.test(cell)) expect(value).toBe(Number(cell));
    }),
    { numRuns: 3000 },
  );
});

test("cells of a megabyte are looked at in no time", () => {
  const long = 1_000_000;
  const cells = [
    "1".repeat(long),
    `${"1".repeat(long)}x`,
    `(${" ".repeat(long)}x`,
    `1${",111".repeat(long / 4)}.`,
    `${" ".repeat(long)}x`,
  ];
  const start = performance.now();
  for (const cell of cells) expect(tableWith([cell, "5 kg"]).columns[0]!.kind).toBe("categorical");
  expect(performance.now() - start).toBeLessThan(5000);
});
