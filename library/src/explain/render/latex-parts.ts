import type { Equation, Part } from "../equation.ts";
import { numberLatex } from "../number.ts";
import { matrixCells } from "./shorten.ts";

const dots = { across: "\\cdots", down: "\\vdots", diagonal: "\\ddots" } as const;

/** A piece of an equation in LaTeX mathematics; a matrix has its dimensions under it. */
export function partLatex(part: Part, digits: number, limit: number): string {
  if (part.kind === "math") return part.latex;
  const cells = matrixCells(
    part,
    (value) => numberLatex(value, part.digits ?? digits),
    { rows: limit, columns: limit },
    dots,
  );
  const rows = cells.map((row) => row.join(" & ")).join(" \\\\ ");
  const label = part.dimensions.replaceAll("×", " \\times ");
  return `\\underset{${label}}{\\begin{bmatrix} ${rows} \\end{bmatrix}}`;
}

/** An equation in LaTeX mathematics. */
export function equationLatex(equation: Equation, digits: number, limit: number): string {
  return equation.map((part) => partLatex(part, digits, limit)).join("");
}
