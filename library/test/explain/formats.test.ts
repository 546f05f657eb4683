import { expect, test } from "vitest";
import { rowContributions, withContributions } from "../../src/explain/contributions.ts";
import { withEngine } from "../../src/explain/engine.ts";
import { explainStep } from "../../src/explain/explain.ts";
import { numberText } from "../../src/explain/number.ts";
import { present } from "../../src/explain/present.ts";
import { toHtml } from "../../src/explain/render/html.ts";
import { toJson } from "../../src/explain/render/json.ts";
import { toLatex } from "../../src/explain/render/latex.ts";
import { toMarkdown } from "../../src/explain/render/markdown.ts";
import { viewOf } from "../../src/explain/render/options.ts";
import { toText } from "../../src/explain/render/text.ts";
import { inlineMathMl } from "../../src/explain/render/typeset.ts";
import { engineValues } from "../../src/runtime/node-values.ts";
import { draw } from "./random-network.ts";
import { drawStructure } from "./random-structures.ts";

const gaps = new Set(["⋯", "⋮", "⋱"]);

/** A written number without typography: `-1.5e-7`, `∞`, a gap. */
function plain(written: string): string {
  return written
    .replace("−", "-")
    .replace(/ ?\\cdot 10\^\{(-?\d+)\}/, "e$1")
    .replace("\\infty", "∞")
    .replace(/\\mathrm\{NaN\}/, "NaN")
    .replace(/\\([cvd])dots/, (_, kind: string) => ({ c: "⋯", v: "⋮", d: "⋱" })[kind]!)
    .trim();
}

/** Matrices as rows of plain cells, in an order that does not depend on where they stand. */
const sorted = (matrices: readonly (readonly (readonly string[])[])[]): readonly string[] =>
  matrices.map((rows) => rows.map((row) => row.join(" ")).join(" ; ")).sort();

/** The matrices of a block of text: brackets in one line, or in a column from ⎡ down to ⎣. */
function matricesInText(lines: readonly string[]): readonly (readonly (readonly string[])[])[] {
  const found: string[][][] = [];
  const cells = (line: string, from: number, close: string): string[] =>
    line
      .slice(from + 1, line.indexOf(close, from))
      .trim()
      .split(/ +/);
  lines.forEach((line, at) => {
    for (const { index } of line.matchAll(/\[ /g)) found.push([cells(line, index, "]")]);
    for (const { index } of line.matchAll(/⎡/g)) {
      const rows = [cells(line, index, "⎤")];
      for (let below = at + 1; lines[below]![index] !== "⎣"; below++) rows.push(cells(lines[below]!, index, "⎥"));
      rows.push(cells(lines[at + rows.length]!, index, "⎦"));
      found.push(rows);
    }
  });
  return found;
}

function matricesInLatex(block: string): readonly (readonly (readonly string[])[])[] {
  return [...block.matchAll(/\\begin\{bmatrix\} ([\s\S]*?) \\end\{bmatrix\}/g)].map(([, body]) =>
    body!.split(" \\\\ ").map((row) => row.split(" & ").map(plain)),
  );
}

function matricesInHtml(block: string): readonly (readonly (readonly string[])[])[] {
  return [...block.matchAll(/stretchy="true">\[<\/mo><mtable>([\s\S]*?)<\/mtable><mo fence/g)].map(([, body]) =>
    [...body!.matchAll(/<mtr>([\s\S]*?)<\/mtr>/g)].map(([, row]) =>
      [...row!.matchAll(/<mtd>([\s\S]*?)<\/mtd>/g)].map(([, cell]) =>
        plain(
          cell!
            .replace(/<mo>·<\/mo><msup><mn>10<\/mn><mn>([^<]*)<\/mn><\/msup>/, (_, power: string) => `e${plain(power)}`)
            .replace(/<[^>]*>/g, ""),
        ),
      ),
    ),
  );
}

/** The numbers between matrices, without those that are part of a name or a power. */
function inlineNumbers(text: string): readonly string[] {
  return [...text.matchAll(/(?<![\w.])\d+(?:\.\d+)?(?:e-?\d+)?/g)].map(([found]) => found).sort();
}

const displayed = (document: string, mark: RegExp): readonly string[] =>
  [...document.matchAll(mark)].map(([, piece]) => piece!);
const inLatex = /\\\[\n([\s\S]*?)\n\\\]/g;
const inMarkdown = /\$\$\n([\s\S]*?)\n\$\$/g;

const count = 24;
const block = 8;
const drawn = [
  ...Array.from({ length: count / block }, (_, i) => ({
    what: `networks ${block * i} to ${block * (i + 1) - 1}`,
    cases: Array.from({ length: block }, (__, k) => ({ index: block * i + k, make: draw })),
  })),
  { what: "networks of space and time", cases: [0, 1, 2].map((index) => ({ index, make: drawStructure })) },
];
for (const { what, cases } of drawn)
  test(`${what}: all formats show the same numbers and rules, line by line`, async () => {
    for (const { index, make } of cases) {
      const { facts, title } = make(index);
      const bare = withContributions(explainStep(facts), rowContributions(facts));
      const graph = bare.engineGraph();
      const derivation = withEngine(bare, await engineValues([...graph.nodes.values()], graph.bindings), graph);
      const options = { depth: 4, digits: 3 + (index % 6) } as const;
      const lines = present(derivation, viewOf(options));
      const text = toText(derivation, { ...options, width: 1e6 })
        .split(/\n\n/)
        .map((part) => part.split("\n").filter((line) => line !== ""))
        .slice(1)
        .filter((part) => !/^─+$/.test(part[1] ?? ""));
      const latex = toLatex(derivation, options);
      const body = latex.slice(latex.indexOf("\\maketitle"), latex.indexOf("\\end{document}"));
      const byLine = body.split(/\n\n/).slice(0, -1);
      const page = toHtml(derivation, options);
      const { steps } = toJson(derivation, options);
      const json = new Map(steps.map((step) => [step.id, step]));
      expect(text.length, title).toBe(lines.length);
      expect(byLine.length, title).toBe(lines.length);
      // Markdown and LaTeX set the same pieces of mathematics, one after the other.
      const pieces = displayed(latex, inLatex);
      expect(displayed(toMarkdown(derivation, options), inMarkdown), title).toEqual(pieces);
      lines.forEach(({ step }, at) => {
        const place = `${title}: line ${at} ${step.id}`;
        const own = byLine[at]!;
        const divided = page.split(`<div id="${step.id}">`)[1]!;
        const html = divided.split(/<div id="|<\/section>/)[0]!;
        const matrices = matricesInLatex(own);
        expect(sorted(matricesInText(text[at]!)), place).toEqual(sorted(matrices));
        expect(sorted(matricesInHtml(html)), place).toEqual(sorted(matrices));
        // Rules: the equation of JSON is a line of the text; what LaTeX sets without a matrix stands in the page.
        const { equation, values, shape } = json.get(step.id)!;
        expect(
          text[at]!.some((line) => line.trimEnd().endsWith(equation!)),
          `${place} ${equation}`,
        ).toBe(true);
        const inline = displayed(own, inLatex).filter((piece) => !piece.includes("bmatrix"));
        for (const piece of inline) expect(html.includes(inlineMathMl(piece)), `${place} ${piece}`).toBe(true);
        // The values of JSON are the result that is shown, as far as nothing is left out.
        if (step.rule.kind !== "nothing" && shape.length < 3 && shape.every((size) => size <= 8)) {
          const written = values.map((value) => numberText(Number(value), options.digits)).join(" ");
          const flat = matrices.map((rows) => rows.flat().join(" "));
          expect(flat.includes(written), `${place} ${written}`).toBe(true);
        }
        // What is worked out in a line of its own holds the same numbers as text and in LaTeX.
        const cells = inline
          .filter((piece) => /^\([\d,]+\)\\colon/.test(piece))
          .map((piece) => piece.split("\\colon\\ ")[1]!);
        const told = text[at]!.filter((line) => /^ +\([\d,]+\): /.test(line)).map((line) =>
          line.replace(/^ +\([\d,]+\): /, ""),
        );
        expect(told.length, place).toBe(cells.length);
        cells.forEach((piece, i) => {
          const bareLatex = piece
            .replace(/ ?\\cdot 10\^\{(-?\d+)\}/g, "e$1")
            .replace(/(?<!e)\^\{\d+\}/g, "")
            .replace(/\\[a-z]+/g, " ");
          // What has a name in text is written out in LaTeX: eˣ - 1, ln(1 + x).
          const bareText = told[i]!.replace(/(expm1|log1p)\(/g, "1 (").replace(/(?<!e)\^\d+/g, "");
          expect(inlineNumbers(bareLatex), `${place}\n${piece}\n${told[i]}`).toEqual(inlineNumbers(bareText));
        });
      });
      expect(
        pieces.some((piece) => [...gaps].some((gap) => piece.includes(gap))),
        title,
      ).toBe(false);
    }
  });
