import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import { afterAll, describe, expect, test } from "vitest";
import { withChecks } from "../../src/explain/checks.ts";
import { explainStep } from "../../src/explain/explain.ts";
import { toHtml } from "../../src/explain/render/html.ts";
import { defineActivation } from "../../src/nn/activations/_activation.ts";
import { dense } from "../../src/nn/layers/dense.ts";
import { meanSquaredError } from "../../src/nn/losses/mean-squared-error.ts";
import { sequential } from "../../src/nn/network.ts";
import { facts, golden } from "../explain/golden.ts";

const browser = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const folder = mkdtempSync(join(tmpdir(), "chainrule-"));
afterAll(() => rmSync(folder, { recursive: true }));

const hostileName = "<img src=x onerror=alert(1)>\u202e";
const hostileNetwork = sequential(dense(2, defineActivation(hostileName, "x^2")), dense(1));
const hostile = explainStep({
  ...facts,
  network: hostileNetwork,
  loss: meanSquaredError,
  weights: hostileNetwork.initialize([2], 1),
});

describe.skipIf(browser === undefined)("a derivation as a page", () => {
  test("asks for nothing, has no errors and no serious barrier, shows all dimensions and full values", async () => {
    const window = await chromium.launch({ executablePath: browser!, args: ["--no-sandbox"] });
    try {
      for (const [name, derivation, language, colorScheme, notation] of [
        ["golden", withChecks(golden, facts), "en", "light", "row"],
        ["golden-zh", golden, "zh", "dark", "colT"],
        ["hostile", hostile, "en", "dark", "index"],
      ] as const) {
        const file = join(folder, `${name}.html`);
        writeFileSync(file, toHtml(derivation, { language, notation, depth: 4 }));
        const page = await window.newPage({ colorScheme, viewport: { width: 400, height: 900 } });
        const problems: string[] = [];
        const requests: string[] = [];
        page.on("console", (message) => problems.push(message.text()));
        page.on("pageerror", (error) => problems.push(error.message));
        page.on("request", (request) => requests.push(request.url()));
        const url = pathToFileURL(file).href;
        await page.goto(url);
        expect(requests).toEqual([url]);
        expect(problems).toEqual([]);
        expect(await page.locator("img, script").count()).toBe(0);
        expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(400);
        const body = await page.locator("body").innerText();
        expect(body).not.toMatch(/NaN|undefined|\u202e/);
        const matrices = await page.locator("mtable").count();
        expect(matrices).toBeGreaterThan(15);
        expect(await page.locator("mtext.dimensions").count()).toBe(matrices);
        expect(await page.locator("math:not([aria-label])").count()).toBe(0);
        if (name === "golden") {
          const full = await page
            .locator("#frame-5 [data-full]")
            .evaluateAll((cells) =>
              cells.map((cell) => (cell as unknown as { dataset: { full: string } }).dataset.full),
            );
          [0.71530078, 0.72263556, 0.73479508, 0.74107989].forEach((number, i) =>
            expect(Number(full[i])).toBeCloseTo(number, 8),
          );
          const spoken = await page.locator("#frame-9 math").first().getAttribute("aria-label");
          expect(spoken).toBe("the derivative of L by W 2 equals A 1 transposed times delta 2");
          // Folded parts open with the keyboard alone.
          await page.locator("#frame-9 summary").first().focus();
          await page.keyboard.press("Enter");
          expect(await page.locator("#frame-9 details").first().getAttribute("open")).toBeNull();
        }
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
