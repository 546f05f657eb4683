import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium, type Page } from "playwright-core";
import { afterAll, describe, expect, test } from "vitest";
import { findings as findingsEn } from "../../src/cli/messages/findings.en.ts";
import { findings as findingsZh } from "../../src/cli/messages/findings.zh.ts";
import { results as en } from "../../src/cli/messages/results.en.ts";
import { results as zh } from "../../src/cli/messages/results.zh.ts";
import { learningCurveSvg } from "../../src/report/learning-curve.ts";
import { reportPage } from "../../src/report/page.ts";
import { example, hostileReport, reportFor } from "../report/_reports.ts";

const browser = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "chainrule-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Serious barriers, each with an element that has it. */
async function barriers(page: Page): Promise<string[]> {
  await page.evaluate(axe);
  const found = (await page.evaluate("axe.run()")) as {
    violations: { id: string; impact: string; nodes: { html: string }[] }[];
  };
  return found.violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes[0]!.html}`);
}

describe.skipIf(browser === undefined)("the report as a page", () => {
  test("asks for nothing, has no errors, and no serious barrier, in both themes and both languages", async () => {
    const reports = {
      binary: await reportFor(await example("breast-cancer.csv"), "class"),
      classes: await reportFor(await example("digits.csv.gz"), "digit"),
      numbers: await reportFor(await example("diabetes.csv"), "progression"),
      hostile: await hostileReport(),
    };
    const window = await chromium.launch({ executablePath: browser!, args: ["--no-sandbox"] });
    try {
      for (const [name, report] of Object.entries(reports))
        for (const [colorScheme, width, words, findings] of [
          ["light", 360, en, findingsEn],
          ["dark", 1100, zh, findingsZh],
        ] as const) {
          const path = join(folder, `${name}.html`);
          writeFileSync(path, reportPage(report, words, { findings, folder: "runs/001" }));
          const page = await window.newPage({ colorScheme, viewport: { width, height: 900 } });
          const problems: string[] = [];
          const requests: string[] = [];
          page.on("console", (message) => problems.push(message.text()));
          page.on("pageerror", (error) => problems.push(error.message));
          page.on("dialog", (dialog) => problems.push(dialog.message()));
          page.on("request", (request) => requests.push(request.url()));
          const url = pathToFileURL(path).href;
          await page.goto(url);
          expect(requests).toEqual([url]);
          expect(await page.locator("svg.chart").count()).toBe(report.results[0]!.task.kind === "regression" ? 3 : 4);
          expect(await page.locator("img, script, b").count()).toBe(0);
          // Nothing reaches over the edge of a narrow window, and no label of a chart over its edge.
          expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
          const outside = await page.evaluate(`[...document.querySelectorAll("svg.chart text")].filter((text) => {
            const [own, chart] = [text.getBoundingClientRect(), text.closest("svg").getBoundingClientRect()];
            return own.left < chart.left - 1 || own.right > chart.right + 1 || own.top < chart.top - 1 || own.bottom > chart.bottom + 1;
          }).map((text) => text.textContent)`);
          expect(outside).toEqual([]);
          expect(await page.locator("body").innerText()).not.toMatch(/NaN|undefined/);
          for (const summary of await page.locator("summary").all()) await summary.click();
          expect(await barriers(page)).toEqual([]);
          await page.emulateMedia({ media: "print" });
          expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(255, 255, 255)");
          expect(await page.locator("details").first().isVisible()).toBe(false);
          expect(problems).toEqual([]);
          await page.close();
        }
      const page = await window.newPage();
      const path = join(folder, "curve.svg");
      writeFileSync(path, learningCurveSvg(reports.binary.curve, zh));
      await page.goto(pathToFileURL(path).href);
      // Two lines, and each once more as a key.
      expect(await page.locator("path.line").count()).toBe(4);
    } finally {
      await window.close();
    }
  }, 120_000);
});
