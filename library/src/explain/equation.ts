/** Mathematics in a line. */
export interface MathPart {
  readonly kind: "math";
  readonly text: string;
  readonly latex: string;
}

/** A piece of an equation: mathematics in a line, or a matrix with its dimensions. */
export type Part =
  | MathPart
  | {
      readonly kind: "matrix";
      readonly values: Float64Array;
      readonly rows: number;
      readonly columns: number;
      readonly dimensions: string;
      /** Significant digits, where they are not those of the reader. */
      readonly digits?: number;
    };

/** Pieces from left to right. */
export type Equation = readonly Part[];

/** Mathematics written the same way in text and LaTeX but for its letters. */
export function math(text: string, latexText: string = text): MathPart {
  return { kind: "math", text, latex: latexText };
}

/** The sign between what is equal. */
export const equals: Part = math(" = ");

/** An equation in a line of text; a matrix stands as its dimensions. */
export function equationText(equation: Equation): string {
  return equation.map((part) => (part.kind === "math" ? part.text : part.dimensions)).join("");
}
