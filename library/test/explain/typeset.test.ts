import temml from "temml";
import { expect, test } from "vitest";
import { inlineMathMl } from "../../src/explain/render/typeset.ts";
import { variable } from "../../src/expr/expr.ts";
import { operandVariables } from "../../src/expr/function.ts";
import { latex } from "../../src/expr/latex.ts";
import type { Operation } from "../../src/expr/operation.ts";
import * as operations from "../../src/expr/operations/index.ts";
import * as activations from "../../src/nn/activations/index.gen.ts";

/** Of MathML what is read, without invisible characters and spaces. */
const letters = (mathMl: string): string =>
  mathMl
    .replace(/<[^>]*>/g, "")
    .replace(/[\u2061\u00a0 ]/g, "")
    .replaceAll("ˆ", "^")
    .normalize("NFKC");
/** How it is built: fractions, roots, tables, accents, and what stands above and below. */
const structure = (mathMl: string): readonly number[] =>
  ["mfrac", "msqrt", "mtable", "mtr", "mtd", "m(?:sub|sup|subsup|under|over|underover)"].map(
    (element) => mathMl.match(new RegExp(`<${element}[ >]`, "g"))?.length ?? 0,
  );

/** The formulas of all functions, as they are shown, and what explanations write besides. */
const written: readonly string[] = [
  ...[...Object.values(operations), ...Object.values(activations)]
    .filter((one): one is Operation => "arity" in one)
    .flatMap((one) => {
      const operands = operandVariables(one.arity);
      return [latex(one(...operands)), ...(one.formula === undefined ? [] : [latex(one.formula(...operands))])];
    }),
  "(1,12)\\colon\\ -0.5 \\cdot -3.2 + 10^{-4} = 0",
  "\\frac{\\partial L}{\\partial W_{1,2}^{2}} = \\delta^{2} \\left(a^{1}\\right)^{\\top} \\odot \\sigma^{\\prime}\\left(z\\right)",
  "\\sum_{i=1}^{n} \\max_{j} x_{i,j} \\cdots \\left\\lVert x\\right\\rVert",
  "\\begin{cases} \\hat{y} & \\text{if } x \\le 0 \\\\ -\\infty & \\text{otherwise} \\end{cases}",
  "\\left\\lfloor \\sqrt{\\frac{1}{2}}\\right\\rfloor \\ne \\left|x - y\\right|",
  "\\mathit{free} \\times \\mathrm{NaN} \\to \\underset{\\varepsilon}{\\ell} \\nabla f",
  "\\text{a\\_b \\{c\\} \\(\\alpha\\) 50\\%}",
];

test("mathematics is read and built as a well-known typesetter reads and builds it", () => {
  for (const piece of written) {
    const found = inlineMathMl(piece);
    const known = temml.renderToString(piece, { throwOnError: true, strict: true });
    expect(letters(found), piece).toBe(letters(known));
    expect(structure(found), piece).toEqual(structure(known));
    expect(found.match(/<m/g)!.length, piece).toBe(found.match(/<\/m/g)!.length);
  }
});

test("signs stand before their operand, functions apply to it, and limits stand below", () => {
  expect(inlineMathMl("-x = -1")).toBe(
    '<mrow><mo form="prefix">−</mo><mi>x</mi><mo>=</mo><mo form="prefix">−</mo><mn>1</mn></mrow>',
  );
  expect(inlineMathMl("x - 1")).toBe("<mrow><mi>x</mi><mo>−</mo><mn>1</mn></mrow>");
  expect(inlineMathMl("\\ln x")).toBe(
    '<mrow><mi>ln</mi><mo>\u2061</mo><mspace width="0.1667em"></mspace><mi>x</mi></mrow>',
  );
  expect(inlineMathMl("\\max_{j}\\left(x\\right)")).toMatch(
    /^<mrow><munder><mi>max<\/mi><mi>j<\/mi><\/munder><mo>\u2061<\/mo><mrow>/,
  );
  expect(inlineMathMl("x^{2}_{3}")).toBe("<msubsup><mi>x</mi><mn>3</mn><mn>2</mn></msubsup>");
  expect(inlineMathMl("f''")).toBe("<msup><mi>f</mi><mrow><mo>′</mo><mo>′</mo></mrow></msup>");
});

test("what is not known is shown by its name, and text from elsewhere stays text", () => {
  expect(inlineMathMl("\\boxed{x}")).toBe("<mrow><mtext>\\boxed</mtext><mi>x</mi></mrow>");
  expect(inlineMathMl("\\text{<b>&\\textbackslash{}}")).toBe("<mtext>&lt;b&gt;&amp;\\</mtext>");
  expect(inlineMathMl(latex(variable("<i>")))).toBe("<mtext>&lt;i&gt;</mtext>");
  for (const broken of ["\\frac{1}{", "x}", "\\left(x", "\\text{x", "\\begin{cases} x"])
    expect(() => inlineMathMl(broken), broken).toThrow(SyntaxError);
});
