import { describe, expect, test } from "vitest";
import { findings as en } from "../../src/cli/messages/findings.en.ts";
import { findings as zh } from "../../src/cli/messages/findings.zh.ts";
import { findingLines } from "../../src/cli/results/findings.ts";
import { checkTable, type Finding, findingCodes, parseCsv } from "../../src/data/index.ts";
import { inert } from "../../src/util/inert.ts";

const rows = (count: number, row: (i: number) => string): string =>
  Array.from({ length: count }, (_, i) => row(i)).join("\n");
const check = (text: string, target?: string): readonly Finding[] =>
  checkTable(parseCsv(text), target === undefined ? {} : { target });
const codes = (text: string, target?: string): string[] => check(text, target).map(({ code }) => code);
const noise = (i: number): number => ((i * 7919) % 1009) / 10;

/** One table for each code, with what must be found in it. */
const corpus: Record<string, { text: string; target?: string; expected: Partial<Finding> }> = {
  E105: {
    text: `a,y\n${rows(40, (i) => `${noise(i)},${i === 3 ? "" : i % 2}`)}\n`,
    target: "y",
    expected: { column: "y", count: 1, of: 40, lines: [5] },
  },
  E106: { text: `a,y\n${rows(40, (i) => `${noise(i)},1`)}\n`, target: "y", expected: { column: "y", count: 40 } },
  E107: {
    text: `a,y\n${rows(40, (i) => `${noise(i)},name${i}`)}\n`,
    target: "y",
    expected: { column: "y", count: 40, of: 40, kind: "identifier", stops: true },
  },
  E108: {
    text: `a,y\n${rows(40, (i) => `${noise(i)},${(i * 7) % 5}`)}\n`,
    target: "y",
    expected: { column: "y", count: 5, kind: "whole", change: { task: "number" } },
  },
  W201: {
    text: `a,b\n${rows(40, (i) => `${i === 9 ? "3.5 kg" : noise(i)},${noise(i + 5)}`)}\n`,
    expected: { column: "a", lines: [11], example: "3.5 kg" },
  },
  W202: { text: `a,b\n${rows(40, (i) => `7,${noise(i)}`)}\n`, expected: { column: "a", count: 40 } },
  W203: {
    text: `a,b\n${rows(40, (i) => `${i < 4 ? "NA" : noise(i)},${noise(i + 5)}`)}\n`,
    expected: { column: "a", count: 4, of: 40, lines: [2, 3, 4] },
  },
  W204: {
    text: `a,y\n${rows(200, (i) => `${noise(i)},${i % 20 === 0 ? "rare" : "usual"}`)}\n`,
    target: "y",
    expected: { count: 10, of: 200 },
  },
  W205: {
    text: `a,b,c,d\n${rows(12, (i) => `${noise(i)},${noise(i + 1)},${noise(i + 2)},${noise(i + 3)}`)}\n`,
    expected: { count: 12, of: 4 },
  },
  W206: {
    text: `a,b\n${rows(40, (i) => `${noise(i % 38)},${noise((i % 38) + 5)}`)}\n`,
    expected: { count: 2, of: 40, lines: [40, 41] },
  },
  W207: {
    text: `a,b,y\n${rows(60, (i) => `${noise(i)},${i % 2 === 0 ? 1 + noise(i) / 200 : 3},${i % 2}`)}\n`,
    target: "y",
    expected: { column: "b", value: 1 },
  },
  W208: {
    text: `id,b\n${rows(80, (i) => `k${i},${noise(i)}`)}\n`,
    expected: { column: "id", count: 80, example: "k0" },
  },
  W209: {
    text: `a,b\n${rows(40, (i) => `${i === 7 ? 1e9 : noise(i)},${noise(i + 5)}`)}\n`,
    expected: { column: "a", count: 1, lines: [9], example: "1000000000" },
  },
};

describe("each code is found in its table, at its place", () => {
  for (const [code, { text, target, expected }] of Object.entries(corpus))
    test(code, () => {
      const found = check(text, target).filter((finding) => finding.code === code);
      expect(found).toHaveLength(1);
      expect(found[0]).toMatchObject(expected);
    });
  test("a good table has none", () => {
    expect(
      codes(
        `a,b,y\n${rows(200, (i) => `${noise(i)},${noise(i * 3 + 1)},${["x", "z"][(i * 31) % 7 > 2 ? 1 : 0]}`)}\n`,
        "y",
      ),
    ).toEqual([]);
  });
  test("numbers that count the rows, and dates as targets", () => {
    const text = `n,d,b\n${rows(60, (i) => `${i + 1},2024-01-${String((i % 28) + 1).padStart(2, "0")},${noise(i)}`)}\n`;
    expect(codes(text)).toEqual(["W208"]);
    expect(codes(text, "d")).toContain("E107");
  });
  test("a number that follows from the target", () => {
    expect(codes(`a,y\n${rows(60, (i) => `${2 * noise(i) + 1},${noise(i)}`)}\n`, "y")).toEqual(["W207"]);
  });
});

describe("every code can be said in every language", () => {
  for (const [name, texts] of [
    ["English", en],
    ["Chinese", zh],
  ] as const)
    test(name, () => {
      for (const code of findingCodes) {
        const { title, why, done, change } = texts[code];
        const found: Finding = { code, column: "c", count: 3, of: 9, lines: [2, 3, 4], example: "e", value: 0.5 };
        for (const text of [title, why, done(found), change(found)]) expect(text.length).toBeGreaterThan(1);
        const lines = findingLines([found], texts).join("\n");
        expect(lines).toContain(code);
        expect(lines).not.toMatch(/undefined|NaN %|\[object/);
      }
    });
  test("what a file holds comes out inert", () => {
    const hostile = "\u001b[31mred\u202egnp.exe\u0007<b>\\x".repeat(10);
    const lines = findingLines([{ code: "W201", column: hostile, count: 1, of: 2, example: hostile }], en).join("\n");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
    expect(lines.replaceAll("\n", "")).not.toMatch(/[\u0000-\u001f\u202a-\u202e]/);
    expect(inert("x".repeat(10_000)).length).toBe(60);
  });
});
