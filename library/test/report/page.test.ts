import { describe, expect, test } from "vitest";
import { findings as findingsEn } from "../../src/cli/messages/findings.en.ts";
import { findings as findingsZh } from "../../src/cli/messages/findings.zh.ts";
import { results as en } from "../../src/cli/messages/results.en.ts";
import { results as zh } from "../../src/cli/messages/results.zh.ts";
import { commandOf, configurationOf } from "../../src/cli/training/report.ts";
import { learningCurveSvg } from "../../src/report/learning-curve.ts";
import { shown, shownLike } from "../../src/report/numbers.ts";
import { reportPage } from "../../src/report/page.ts";
import { example, hostileReport, reportFor } from "./_reports.ts";

describe("the page", () => {
  test("asks for nothing and holds every part, in both languages", async () => {
    const report = await reportFor(await example("breast-cancer.csv"), "class");
    for (const [words, findings] of [
      [en, findingsEn],
      [zh, findingsZh],
    ] as const) {
      const page = reportPage(report, words, { findings, folder: "runs/001" });
      expect(page).not.toMatch(/<script|<img|<link|@import|url\(|https?:|src=|NaN|undefined|Infinity/);
      expect(page.match(/<figure>/g)).toHaveLength(4);
      expect(page.match(/<svg class="chart" role="img" aria-label="[^"]{8,}/g)).toHaveLength(4);
      expect(page.match(/<details><summary>/g)).toHaveLength(4);
      for (const part of [
        words.sentences[report.results[0]!.comparison.sentence],
        words.caveatsTitle,
        words.confusion.title,
        words.importance.title,
        words.worst.title,
        words.page.findings,
        words.page.configuration,
        words.page.repeat,
        "chainrule predict runs/001 FILE",
      ])
        expect(page).toContain(part);
      const [verdict, caveats, chart] = ['class="verdict', 'class="caveats', "<figure>"].map((part) =>
        page.indexOf(part),
      );
      expect(verdict! < caveats! && caveats! < chart!).toBe(true);
    }
  });
  test("numbers get residuals and a histogram", async () => {
    const report = await reportFor(await example("diabetes.csv"), "progression");
    const page = reportPage(report, en, { findings: findingsEn });
    expect(page.match(/<figcaption>[^<]*/g)!.map((part) => part.slice(12))).toEqual([
      en.curve.title,
      en.residuals.against,
      en.residuals.histogram,
    ]);
    expect(page).toContain("chainrule predict RUN FILE");
  });
  test("several targets each have a part of their own", async () => {
    const [first, second] = [
      await reportFor(await example("iris.csv"), "class"),
      await reportFor(await example("diabetes.csv"), "progression"),
    ];
    const page = reportPage({ ...first, results: [...first.results, ...second.results] }, en, { findings: findingsEn });
    expect(page.match(/<h2 class="target">[^<]*/g)).toEqual([
      '<h2 class="target">Target class',
      '<h2 class="target">Target progression',
    ]);
    expect(page.match(/class="verdict/g)).toHaveLength(2);
  });
  test("hostile names are text", async () => {
    const page = reportPage(await hostileReport(), zh, { findings: findingsZh });
    expect(page).not.toMatch(/<script|<img|<svg onload|<b>|&amp;amp;amp;/);
    expect(page.match(/<\/style>/g)).toHaveLength(1);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: none may be there
    expect(page).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202a-\u202e\u2066-\u2069]/);
    expect(page).toContain("__proto__");
    expect(page).toContain("&lt;img src=x onerror=");
    expect(page).not.toMatch(/x{9000}/);
  });
});

test("the learning curve is a picture of its own", async () => {
  const { curve } = await reportFor(await example("iris.csv"), "class");
  const svg = learningCurveSvg(curve, en);
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[\s\S]*<style>[\s\S]*<\/svg>\n$/);
  expect(svg).toContain("prefers-color-scheme:dark");
  expect(svg.match(/class="line s\d" d="M[\d. LM,-]+"/g)).toHaveLength(2);
  expect(learningCurveSvg([], en)).toBe("");
  expect(learningCurveSvg(curve.slice(0, 1), en)).not.toMatch(/NaN/);
});

describe("commands and numbers", () => {
  test("a command does the run again, whatever its words hold", () => {
    const options = configurationOf(
      { file: "my data.csv", target: "it's", seed: "7", group: undefined, quick: true, slow: false, json: true },
      ["file", "target", "seed", "group", "quick", "slow", "absent"],
    );
    expect(options).toEqual({ file: "my data.csv", target: "it's", seed: "7", quick: true, slow: false });
    expect(commandOf("train", options)).toBe(`chainrule train 'my data.csv' --target='it'\\''s' --seed=7 --quick`);
  });
  test("numbers have the digits that matter", () => {
    expect([0, -0.0001 * 0, 0.12345, 123.456, 12345.6, 1e9, 1e-5].map(shown)).toEqual([
      "0.000",
      "0.000",
      "0.123",
      "123.5",
      "12346",
      "1.00e+9",
      "1.00e-5",
    ]);
    expect([1234.5, 0.5].map(shownLike([1234.5, 0.5]))).toEqual(["1235", "1"]);
    expect([0.0042, -0.00001].map(shownLike([0.0042]))).toEqual(["0.00420", "-0.00001"]);
  });
});
