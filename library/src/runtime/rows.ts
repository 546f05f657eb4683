import type { Session } from "../compiler/step.ts";
import { ArgumentError, NumberError } from "../util/errors.ts";
import type { rowStates } from "./objective.ts";
import type { Examples } from "./train.ts";

/** How many numbers a row of examples has. */
export interface RowWidths {
  readonly inputs: number;
  readonly targets: number;
}

/** The width of rows, after a check that the numbers fill them. */
function widthOf(numbers: ArrayLike<number>, rowCount: number, what: string): number {
  const width = numbers.length / rowCount;
  if (Number.isInteger(width) && width > 0) return width;
  throw new ArgumentError(`train: the ${what} do not fill ${rowCount} rows`, {
    expected: `a multiple of ${rowCount}`,
    found: `${numbers.length} numbers`,
  });
}

/** Fails at the first number that is not finite, or not in the width of numbers that the back end computes in. */
export function checkFinite(
  numbers: ArrayLike<number>,
  precision: "float32" | "float64",
  place: (index: number) => string,
): void {
  for (let i = 0; i < numbers.length; i++) {
    const value = numbers[i]!;
    if (Number.isFinite(precision === "float32" ? Math.fround(value) : value)) continue;
    throw new NumberError("train: a number is not finite", {
      code: "E301",
      place: place(i),
      expected: Number.isFinite(value) ? "at most 3.4·10³⁸, the greatest number of float32" : "a finite number",
      found: String(value),
      remedy: "correct or leave out the row before training",
    });
  }
}

function checkWeights(weights: ArrayLike<number>, rowCount: number, kind: string): void {
  const wrong = (expected: string, found: string): never => {
    throw new ArgumentError(`train: the weights of the ${kind} rows are wrong`, { expected, found });
  };
  if (weights.length !== rowCount) wrong(`one for each of ${rowCount} rows`, `${weights.length}`);
  let largest = 0;
  for (let i = 0; i < rowCount; i++) {
    const value = weights[i]!;
    if (!(value >= 0 && Math.fround(value) < Infinity)) wrong("finite numbers ≥ 0", `${value} in row ${i}`);
    largest = Math.max(largest, Math.fround(value));
  }
  if (largest === 0) wrong("some weight above 0", "0 in every row");
}

/**
 * Checks rows before they are learned from or looked at, and gives their widths. Rows are counted from 0.
 *
 * @throws ArgumentError where sizes or weights are wrong; NumberError E301 at the first number that is not finite.
 */
export function checkRows(
  examples: Examples,
  kind: keyof typeof rowStates,
  precision: "float32" | "float64",
): RowWidths {
  const { rowCount, inputs, targets, weights } = examples;
  const widths = { inputs: widthOf(inputs, rowCount, "inputs"), targets: widthOf(targets, rowCount, "targets") };
  for (const [what, numbers, width] of [
    ["input", inputs, widths.inputs],
    ["target", targets, widths.targets],
  ] as const)
    checkFinite(numbers, precision, (i) => `${kind} row ${Math.floor(i / width)}, ${what} ${i % width}`);
  if (weights !== undefined) checkWeights(weights, rowCount, kind);
  return widths;
}

/** Puts rows where the programs of a session find them; what no program looks at (the targets of some losses) is left out. */
export function writeRows(
  session: Session,
  { inputs, targets, weights }: Examples,
  names: (typeof rowStates)[keyof typeof rowStates],
): void {
  const known = session.names();
  for (const [name, values] of [
    [names.inputs, inputs],
    [names.targets, targets],
    [names.weights, weights],
  ] as const)
    if (values !== undefined && known.includes(name)) session.write(name, values);
}
