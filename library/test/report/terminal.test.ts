import stringWidth from "string-width";
import { beforeAll, describe, expect, test } from "vitest";
import { results as en } from "../../src/cli/messages/results.en.ts";
import { results as zh } from "../../src/cli/messages/results.zh.ts";
import { evaluationLines, reportLines } from "../../src/cli/results/report-lines.ts";
import { plotLines } from "../../src/cli/screen/plot.ts";
import { fittedTable } from "../../src/cli/screen/tables.ts";
import { terminalOf } from "../../src/cli/screen/terminal.ts";
import { classMetrics, numberMetrics } from "../../src/evaluation/metric-names.ts";
import type { Report } from "../../src/experiment/report.ts";
import { wrapped } from "../../src/util/wrapped.ts";
import { example, hostileReport, reportFor } from "./_reports.ts";

const reports: Report[] = [];
beforeAll(async () => {
  for (const [file, target] of [
    ["breast-cancer.csv", "class"],
    ["penguins.csv", "Species"],
    ["digits.csv.gz", "digit"],
    ["diabetes.csv", "progression"],
  ] as const)
    reports.push(await reportFor(await example(file), target));
  reports.push(await hostileReport());
});

/** The numbers of a text that stand alone. */
const numbers = (lines: readonly string[]): Set<string> =>
  new Set(lines.join("\n").match(/(?<![\w.])-?\d+(\.\d+)?(e[+-]\d+)?(?![\w.])/g));

describe("the report in a terminal", () => {
  for (const words of [en, zh])
    for (const unicode of [true, false])
      for (const columns of [40, 60, 80, 200])
        test(`${words.language}, ${columns} columns, ${unicode ? "Unicode" : "ASCII"}: fits, and every number is whole`, () => {
          for (const report of reports) {
            const lines = reportLines(report, words, { columns, unicode, folder: "runs/001" });
            expect(lines.filter((line) => stringWidth(line) > columns)).toEqual([]);
            expect(lines.filter((line) => line !== line.trimEnd())).toEqual([]);
            // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be there
            expect(lines.join("\n")).not.toMatch(/\u001b|NaN|undefined|Infinity|\n\n\n/);
            const { metrics } = report.results[0]!.comparison.network;
            const found = numbers(lines);
            for (const name of report.results[0]!.task.kind === "regression" ? numberMetrics : classMetrics) {
              if (metrics[name] === undefined) continue;
              for (const part of [metrics[name].value, metrics[name].lower, metrics[name].upper])
                expect([...found]).toContain(Math.abs(part) >= 100 ? part.toFixed(1) : part.toFixed(3));
            }
            const wide = numbers(reportLines(report, words, { columns: 200, unicode, folder: "runs/001" }));
            // Names are cut in a narrow room, and what they hold with them; the plot has its own marks.
            if (report !== reports.at(-1)) expect([...wide].filter((one) => !found.has(one))).toEqual([]);
          }
        });
  test("has every part, in the order in which it is read", () => {
    const text = reportLines(reports[0]!, en, { columns: 80, unicode: true, folder: "runs/001" }).join("\n");
    const parts = [
      /^Result on 86 unseen rows\n +this net +linear +always "benign" +95 % interval\n {2}accuracy/,
      /intervals of this net: Wilson, bootstrap of rows\n(Better|Not|Worse)/,
      /\n\nRight and wrong answers\n +predicted benign +predicted malignant\n {2}true benign +\d+ +\d+/,
      /probability of 0\.50 on/,
      /\n\nHow sure, and how often right\n/,
      /\(ECE\) 0\.\d{3}/,
      /\n\nWorst errors\n {2}line +truth +answer/,
      /\n\nColumns that matter\n[\s\S]*█/,
      /\n\nLearning curve\n {2}training ─ {3}validation ┄ {3}best epoch \d+ │\n[\s\S]*[⠁-⣿]/,
      /\n\nTo keep in mind\n- /,
      /\n\nNext\n {2}chainrule predict runs\/001 FILE\n/,
    ];
    const places = parts.map((part) => text.search(part));
    expect(places).not.toContain(-1);
    expect(places).toEqual([...places].sort((a, b) => a - b));
    const numeric = reportLines(reports[3]!, en, { columns: 80, unicode: true }).join("\n");
    expect(numeric).toMatch(/Residuals\n[\s\S]*5 % +25 % +50 % +75 % +95 %\n/);
    expect(numeric).toMatch(/chainrule predict RUN FILE/);
  });
  test("without Unicode everything that the project says is ASCII", () => {
    for (const report of reports.slice(0, 4)) {
      const text = reportLines(report, en, { columns: 80, unicode: false }).join("\n");
      expect(text).toMatch(/^[\n -~]*$/);
      expect(text).toMatch(/\*\*/);
    }
  });
  test("escape sequences only where color is asked for; they change no text", () => {
    const options = { columns: 80, unicode: true } as const;
    const plain = reportLines(reports[1]!, en, options);
    const colored = reportLines(reports[1]!, en, { ...options, color: true });
    expect(colored).not.toEqual(plain);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the sequences that were asked for
    expect(colored.map((line) => line.replace(/\u001b\[\d+m/g, ""))).toEqual(plain);
  });
  test("an evaluation alone", () => {
    const { task, comparison } = reports[1]!.results[0]!;
    const lines = evaluationLines({ task, evaluation: comparison.network }, en, { columns: 60, unicode: true });
    expect(lines[0]).toMatch(/: Result on \d+ rows$/);
    expect(lines.join("\n")).toMatch(/accuracy +\d\.\d{3} +\d\.\d{3} – \d\.\d{3}/);
    expect(lines.filter((line) => stringWidth(line) > 60)).toEqual([]);
  });
  test("hostile names do nothing", () => {
    for (const columns of [60, 200]) {
      const text = reportLines(reports.at(-1)!, en, { columns, unicode: true }).join("\n");
      // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be there
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
      expect(text.length).toBeLessThan(20_000);
      expect(text).toContain("__proto__");
    }
  });
});

describe("tables and text", () => {
  test("a wide table is divided into blocks that repeat the first column", () => {
    const row = (name: string): string[] => [name, ...Array.from({ length: 9 }, (_, i) => String(1000 + i))];
    const lines = fittedTable([row("head"), row("a")], 30);
    expect(lines[0]).toBe("head   1000   1001   1002");
    expect(lines.filter((line) => line.startsWith("head"))).toHaveLength(3);
    expect(lines.every((line) => line.length <= 30)).toBe(true);
  });
  test("Chinese has the width of two, and no mark begins a line", () => {
    expect(
      fittedTable(
        [
          ["类别", "1"],
          ["a", "2"],
        ],
        20,
      ),
    ).toEqual(["类别   1", "a      2"]);
    for (let columns = 10; columns < 40; columns++) {
      const lines = wrapped("准确率并不确定：从 0.798 到 0.993 都有可能，（或者“更多”）。", columns);
      expect(lines.every((line) => stringWidth(line) <= columns && !/^[，：。）”]/.test(line))).toBe(true);
      expect(lines.join(" ")).toMatch(/0\.798.*0\.993/);
    }
  });
  test("the room and the characters of a terminal", () => {
    expect(terminalOf({ isTTY: true, columns: 133 }, {})).toEqual({
      columns: 133,
      unicode: true,
      color: true,
      fits: true,
      interactive: true,
    });
    expect(terminalOf({}, { COLUMNS: "60" })).toMatchObject({ columns: 60, unicode: true, color: false, fits: true });
    expect(terminalOf({ isTTY: true }, { TERM: "dumb" })).toMatchObject({
      columns: 80,
      unicode: false,
      color: false,
      interactive: false,
    });
    expect(terminalOf({ isTTY: true }, { NO_COLOR: "1" }).color).toBe(false);
    expect(terminalOf({}, { FORCE_COLOR: "1" }).color).toBe(true);
  });
});

describe("plots", () => {
  const line = (ys: readonly number[]): (readonly [number, number])[] => ys.map((y, i) => [i + 1, y] as const);
  test("a falling line in ASCII, with its best point marked", () => {
    const lines = plotLines({
      series: [{ points: line([4, 3, 2, 1]) }, { points: line([4, 4, 4, 4]), dotted: true }],
      mark: 3,
      columns: 20,
      rows: 4,
      unicode: false,
    });
    expect(lines).toEqual([
      "4.000 |**  ..  ..  .",
      "      |  ****  |",
      "2.000 |      ****",
      "1.000 |        | ***",
      "       1       3   4",
    ]);
  });
  test("one point, equal values and values that span much", () => {
    for (const unicode of [true, false]) {
      expect(plotLines({ series: [{ points: [[1, 5]] }], columns: 40, unicode })).toHaveLength(9);
      const flat = plotLines({ series: [{ points: line([2, 2, 2]) }], columns: 40, unicode });
      expect(flat[0]).toMatch(/^2\.000/);
      expect(plotLines({ series: [{ points: [] }], columns: 40, unicode })).toEqual([]);
    }
    const wide = plotLines({ series: [{ points: line([100, 10, 1]) }], columns: 40, rows: 5, unicode: false });
    // In equal steps of the logarithm the middle is 10.
    expect(wide[2]).toMatch(/^10\.000/);
  });
});
