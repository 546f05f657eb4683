import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { afterAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const browser = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "chainrule-"));
afterAll(() => rmSync(folder, { recursive: true }));

function train(file: string, ...more: string[]): void {
  const bin = join(root, "library/bin/chainrule.js");
  execFileSync(process.execPath, [bin, "train", file, "--quiet", "--epochs", "15", ...more], { cwd: folder });
}

describe.skipIf(browser === undefined)("the report as a page", () => {
  test("asks for nothing, has no errors, and no serious barrier, in both themes and both languages", async () => {
    const data = (name: string): string => join(root, "examples/data", name);
    train(data("breast-cancer.csv"), "--target", "class");
    train(data("diabetes.csv"), "--target", "progression", "--lang", "zh");
    const [header, ...rows] = readFileSync(data("iris.csv"), "utf8").trim().split("\n");
    const hostile = '"<img src=x onerror=alert(1)>\u202e"';
    writeFileSync(join(folder, "hostile.csv"), [header!.replace("petal_width", hostile), ...rows].join("\n"));
    train("hostile.csv", "--target", "class");
    const window = await chromium.launch({ executablePath: browser!, args: ["--no-sandbox"] });
    try {
      for (const [run, colorScheme] of [
        ["001", "light"],
        ["001", "dark"],
        ["002", "dark"],
        ["003", "light"],
      ] as const) {
        const page = await window.newPage({ colorScheme, viewport: { width: 400, height: 900 } });
        const problems: string[] = [];
        const requests: string[] = [];
        page.on("console", (message) => problems.push(message.text()));
        page.on("pageerror", (error) => problems.push(error.message));
        page.on("request", (request) => requests.push(request.url()));
        const url = pathToFileURL(join(folder, "runs", run, "report.html")).href;
        await page.goto(url);
        expect(requests).toEqual([url]);
        expect(problems).toEqual([]);
        expect(await page.locator("svg").count()).toBe(2);
        expect(await page.locator("img, script").count()).toBe(0);
        // Nothing reaches over the edge of a narrow window.
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(400);
        expect(await page.locator("body").innerText()).not.toMatch(/NaN|undefined/);
        await page.evaluate(axe);
        const found = (await page.evaluate("axe.run()")) as {
          violations: { id: string; impact: string; nodes: { html: string }[] }[];
        };
        const serious = found.violations.filter(({ impact }) => impact === "serious" || impact === "critical");
        expect(serious.map(({ id, nodes }) => `${id}: ${nodes[0]!.html}`)).toEqual([]);
        await page.close();
      }
    } finally {
      await window.close();
    }
  }, 90_000);
});
