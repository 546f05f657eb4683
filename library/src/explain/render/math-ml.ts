import { escaped } from "../../util/inert.ts";
import type { Equation, Part } from "../equation.ts";
import { numberText } from "../number.ts";
import { matrixCells } from "./shorten.ts";
import { inlineMathMl } from "./typeset.ts";

const dots = { across: "⋯", down: "⋮", diagonal: "⋱" } as const;

/** A signed number: a minus is an operator, so that it is spaced and read as one. */
function numberMathMl(text: string, full: string): string {
  const [mantissa = "", power] = text.replace(/^-/, "").split("e");
  const minus = text.startsWith("-") ? '<mo form="prefix">−</mo>' : "";
  const tail = power === undefined ? "" : `<mo>·</mo><msup><mn>10</mn><mn>${power.replace("-", "−")}</mn></msup>`;
  return `<mrow data-full="${full}">${minus}<mn>${mantissa}</mn>${tail}</mrow>`;
}

/** A matrix between brackets, its dimensions under it; every number carries its full value in `data-full`. */
function matrixMathMl(matrix: Part & { readonly kind: "matrix" }, digits: number, limit: number): string {
  const cells = matrixCells(
    matrix,
    (value) => numberMathMl(numberText(value, matrix.digits ?? digits), String(value)),
    { rows: limit, columns: limit },
    dots,
  );
  const body = cells.map((row) => {
    const entries = row.map((cell) => `<mtd>${cell.startsWith("<") ? cell : `<mo>${cell}</mo>`}</mtd>`);
    return `<mtr>${entries.join("")}</mtr>`;
  });
  const table = `<mrow><mo fence="true" stretchy="true">[</mo><mtable>${body.join("")}</mtable><mo fence="true" stretchy="true">]</mo></mrow>`;
  return `<munder>${table}<mtext class="dimensions">${escaped(matrix.dimensions)}</mtext></munder>`;
}

/** An equation as MathML with a sentence that says it. */
export function equationMathMl(equation: Equation, sentence: string, digits: number, limit: number): string {
  // Neighbors in a line are one piece of LaTeX: a parenthesis may open in one and close in the next.
  const pieces: string[] = [];
  let latex = "";
  const flush = (): void => {
    if (latex.trim() !== "") pieces.push(inlineMathMl(latex));
    latex = "";
  };
  for (const part of equation) {
    if (part.kind === "math") latex += part.latex;
    else {
      flush();
      pieces.push(matrixMathMl(part, digits, limit));
    }
  }
  flush();
  return `<math display="block" aria-label="${escaped(sentence)}"><mrow>${pieces.join("")}</mrow></math>`;
}
