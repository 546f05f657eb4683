import type { RowShare } from "./contributions.ts";
import type { DerivationStep } from "./derivation.ts";
import { type Equation, equals, math, type Part } from "./equation.ts";
import { shorten } from "./render/shorten.ts";
import type { Sentence } from "./sentences/sentence.ts";
import type { Writer } from "./writer.ts";

/** What a row adds, in a sentence and in numbers. */
interface ShareLine {
  readonly sentence: Sentence;
  readonly equation: Equation;
}

/** What rows add to a gradient. */
export interface SharesView {
  /** Said at every depth: what the row that was asked for adds, or why the rows cannot be told apart. */
  readonly first: { readonly sentence: Sentence; readonly lines: readonly ShareLine[] } | undefined;
  /** From depth 3: row by row, then the sum. */
  readonly all:
    | { readonly sentence: Sentence; readonly rows: readonly ShareLine[]; readonly sum: Equation }
    | undefined;
}

/** More rows than this are shortened in the middle. */
const mostShares = 6;

/** What the rows of a batch add to a gradient, as far as the reader wants to see it. */
export function sharesOf(writer: Writer, step: DerivationStep): SharesView | undefined {
  const { shares } = step;
  if (shares === undefined) return undefined;
  if (typeof shares === "string")
    return { first: { sentence: { key: "rowsTogether", why: shares }, lines: [] }, all: undefined };
  const { rows, rowCount, rest, focus, total, lines } = shares;
  const round = writer.isTurned(step);
  const matrix = (values: Float64Array): Part => writer.matrix(values, step.shape, round);
  const upright = (values: Float64Array): Part => writer.matrix(values, [values.length, 1], false);
  const across = (values: Float64Array): Part => writer.matrix(values, [1, values.length], false);
  const line = ({ row, values, share, factors }: RowShare): ShareLine => {
    const [a, b] = round ? [factors?.[1], factors?.[0]] : (factors ?? []);
    const product: Equation =
      a === undefined || b === undefined ? [] : [upright(a), math(" · ", " \\cdot "), across(b), equals];
    return {
      sentence: { key: "rowShare", row: row + 1, line: lines?.[row], percent: 100 * share },
      equation: [...product, matrix(values)],
    };
  };
  const own = rows.find(({ row }) => row === focus);
  const first =
    own === undefined
      ? undefined
      : { sentence: { key: "rowFocus", count: rowCount, of: step.name } as const, lines: [line(own)] };
  if (writer.view.depth < 3) return { first, all: undefined };
  const { shown, gap } = shorten(rowCount, mostShares);
  const listed = shown.flatMap((row) => rows.filter((one) => one.row === row));
  const terms = listed.map(({ values }): Equation => [matrix(values)]);
  if (gap >= 0) terms.splice(gap, 0, [math("⋯", "\\cdots")]);
  if (rest !== undefined) terms.push([matrix(rest)]);
  const joined = terms.flatMap((term, i) => (i === 0 ? term : [math(" + "), ...term]));
  return {
    first,
    all: {
      sentence: { key: "rowSum", count: rowCount, of: step.name, hasRest: rest !== undefined },
      rows: listed.map(line),
      sum: [...joined, equals, matrix(total)],
    },
  };
}

/** Paragraphs with their equations, for formats that do not fold: what is said first, then row by row, then the sum. */
export function shareBlocks(shares: SharesView | undefined): readonly {
  readonly sentence: Sentence;
  readonly lines: readonly { readonly sentence: Sentence | undefined; readonly equation: Equation }[];
}[] {
  const { first, all } = shares ?? {};
  return [
    ...(first === undefined ? [] : [first]),
    ...(all === undefined
      ? []
      : [{ sentence: all.sentence, lines: [...all.rows, { sentence: undefined, equation: all.sum }] }]),
  ];
}
