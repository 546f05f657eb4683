import katex from "katex";
import { describe, expect, test } from "vitest";
import type { Notation } from "../../src/explain/notation.ts";
import { notations } from "../../src/explain/notation.ts";
import { widthOf } from "../../src/explain/render/box.ts";
import { toHtml } from "../../src/explain/render/html.ts";
import { toJson } from "../../src/explain/render/json.ts";
import { toLatex } from "../../src/explain/render/latex.ts";
import { toMarkdown } from "../../src/explain/render/markdown.ts";
import { toText } from "../../src/explain/render/text.ts";
import type { Depth } from "../../src/explain/writer.ts";
import { golden, known } from "./golden.ts";

const everyNumber = Object.values(known).flat();

/** All numbers in a text, powers of ten included. */
function numbersIn(text: string): number[] {
  return [...text.matchAll(/-?\d+\.\d+(?:e-?\d+| \\cdot 10\^\{-?\d+\})?/g)].map(([found]) =>
    Number(found.replace(/ \\cdot 10\^\{(-?\d+)\}/, "e$1")),
  );
}

/** The pieces of LaTeX mathematics in a document. */
function mathematicsIn(document: string): string[] {
  const displayed = [...document.matchAll(/\$\$\n([\s\S]*?)\n\$\$|\\\[\n([\s\S]*?)\n\\\]/g)].map(
    (match) => match[1] ?? match[2]!,
  );
  const rest = document.replace(/\$\$\n[\s\S]*?\n\$\$|\\\[\n[\s\S]*?\n\\\]/g, "");
  return [...displayed, ...[...rest.matchAll(/\$([^$]+)\$/g)].map(([, inline]) => inline!)];
}

describe("every format shows the golden numbers with ten digits", () => {
  const digits = 10;
  test.each([
    ["text", toText(golden, { digits, width: 200 })],
    ["Markdown", toMarkdown(golden, { digits })],
    ["LaTeX", toLatex(golden, { digits })],
    ["HTML", toHtml(golden, { digits })],
    ["JSON", JSON.stringify(toJson(golden, { digits }))],
  ])("%s", (_, document) => {
    const numbers = numbersIn(document);
    for (const number of everyNumber)
      expect(
        numbers.some((found) => Math.abs(found - number) < 1e-8),
        String(number),
      ).toBe(true);
  });
});

test("LaTeX asks for ctex only where Chinese letters stand in it, whatever the language", () => {
  const [first, ...rest] = golden.steps;
  const named = { ...golden, steps: [{ ...first!, name: { letter: "身高" } }, ...rest] };
  expect(toLatex(golden)).not.toContain("ctex");
  expect(toLatex(golden, { language: "zh" })).toContain("\\usepackage{ctex}");
  expect(toLatex(named)).toContain("\\usepackage[scheme=plain]{ctex}");
});

describe("in every notation, at every depth, in both languages", () => {
  const cases = notations.flatMap((notation) =>
    ([1, 2, 3, 4] as const).flatMap((depth) =>
      (["en", "zh"] as const).map((language) => [notation, depth, language] as const),
    ),
  );
  test.each(cases)("%s, depth %s, %s", (notation: Notation, depth: Depth, language) => {
    const options = { notation, depth, language };
    for (const document of [toMarkdown(golden, options), toLatex(golden, options)]) {
      const pieces = mathematicsIn(document);
      expect(pieces.length).toBeGreaterThan(20);
      for (const piece of pieces) katex.renderToString(piece, { strict: "error", throwOnError: true });
    }
    for (const width of [60, 80, 200]) {
      const lines = toText(golden, { ...options, width }).split("\n");
      for (const line of lines) expect(widthOf(line), line).toBeLessThanOrEqual(width);
    }
    const ascii = toText(golden, { notation, depth, language: "en", ascii: true });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: what must not be there
    expect(ascii).not.toMatch(/[^\x0a\x20-\x7e]/);
    const page = toHtml(golden, options);
    expect(page).toContain(language === "en" ? 'lang="en"' : 'lang="zh-Hans"');
    expect(page.match(/<math /g)!.length).toBe(page.match(/aria-label="[^"]+"><mrow>/g)!.length);
    expect(page).not.toMatch(/<script|https?:\/\/(?!www\.w3\.org)/);
  });
});
