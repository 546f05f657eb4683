import { differentiate } from "../graph/differentiate.ts";
import { evaluateAll } from "../graph/evaluate.ts";
import { ArgumentError } from "../util/errors.ts";
import type { Derivation, DerivationStep } from "./derivation.ts";
import { agree } from "./lines.ts";
import { shorten, usualLimit } from "./render/shorten.ts";
import { forwardGraph, type StepFacts } from "./step-graph.ts";

/** What a row of a batch adds to the gradient of a parameter. */
export interface RowShare {
  /** The row, from 0. */
  readonly row: number;
  readonly values: Float64Array;
  /** How much of the gradient it makes: its length along the gradient, over that of the gradient. All rows make 1. */
  readonly share: number;
  /** Where the contribution is one product of what came in and what came back: both, for this row. */
  readonly factors: readonly [Float64Array, Float64Array] | undefined;
}

/** The gradient of a parameter as a sum over the rows of a batch. */
export interface RowShares {
  readonly rows: readonly RowShare[];
  readonly rowCount: number;
  /** What no row has made: that of the regularizers; absent where there is none. */
  readonly rest: Float64Array | undefined;
  /** The gradient of the whole batch. */
  readonly total: Float64Array;
  /** A row that was asked for. */
  readonly focus: number | undefined;
  /** The lines of the rows in their file, where they come from one. */
  readonly lines: readonly number[] | undefined;
}

/** Why the gradient of a batch cannot be told apart by rows: they look at each other, or the loss has no values of rows. */
export type Inseparable = "coupled" | "loss";

/** What each row of a batch adds to the gradient, by the name of each parameter. */
export interface Contributions {
  readonly rowCount: number;
  readonly rows: readonly number[];
  /** For each of `rows` the gradients of its part of the loss, by parameter. */
  readonly parts: ReadonlyMap<string, readonly Float64Array[]>;
  /** The gradient of all rows without the regularizers. */
  readonly sums: ReadonlyMap<string, Float64Array>;
}

/** Up to so many rows all are listed; of more only those that a page would show. */
const mostRows = 64;

/**
 * What each row adds to the gradient of a batch: ∂/∂w of wᵣ vᵣ / Σ w d, by giving all other rows the weight 0.
 *
 * It asks only the graph, so it holds for every network. Rows that look at each other (batch statistics) have no
 * contributions of their own: then it says so.
 *
 * @param focus a row that is listed in any case, from 0.
 */
export function rowContributions(facts: StepFacts, focus?: number): Contributions | Inseparable {
  const { rows } = facts;
  const { rowCount } = rows;
  if (areCoupled(facts)) return "coupled";
  const whole = forwardGraph(facts);
  const own = rows.weights ?? new Float64Array(rowCount).fill(1);
  const isPart = facts.carried !== undefined;
  const { count } = whole;
  const divisor =
    isPart || count === undefined
      ? 1
      : typeof count === "number"
        ? count
        : evaluateAll([count], whole.bindings)[0]![0]!;
  let graph: ReturnType<typeof forwardGraph>;
  try {
    // A micro-batch's loss is the sum of its values: that is what a row has a part of.
    graph = forwardGraph({
      ...facts,
      rows: { ...rows, weights: own },
      carried: { gradient: [], count: 0, last: false },
    });
  } catch (error) {
    if (error instanceof ArgumentError) return "loss";
    throw error;
  }
  const { stableLoss, parameters, bindings, weights } = graph;
  const gradients = differentiate(
    stableLoss,
    parameters.map(({ leaf }) => leaf),
  );
  const gradientOf = (mask: (row: number) => number): readonly Float64Array[] => {
    const given = new Map(bindings).set(
      weights!,
      Float64Array.from({ length: rowCount }, (_, row) => own[row]! * mask(row)),
    );
    return evaluateAll(gradients, given).map((values) => Float64Array.from(values, (value) => value / (divisor || 1)));
  };
  const listed =
    rowCount <= mostRows ? Array.from({ length: rowCount }, (_, i) => i) : [...shorten(rowCount, usualLimit).shown];
  if (focus !== undefined && !listed.includes(focus)) listed.push(focus);
  const made = listed.map((row) => gradientOf((other) => (other === row ? 1 : 0)));
  const all = gradientOf(() => 1);
  const byName = <T>(pick: (index: number) => T): ReadonlyMap<string, T> =>
    new Map(parameters.map(({ record }, i) => [record.name, pick(i)]));
  return {
    rowCount,
    rows: listed,
    parts: byName((i) => made.map((one) => one[i]!)),
    sums: byName((i) => all[i]!),
  };
}

/** Whether the prediction for a row changes when the other rows become copies of it: then rows look at each other. */
function areCoupled(facts: StepFacts): boolean {
  const { rowCount } = facts.rows;
  if (rowCount === 1) return false;
  const { x, prediction, bindings } = forwardGraph(facts);
  const width = x.shape[1]!;
  const given = bindings.get(x)!;
  const predict = (inputs: ArrayLike<number>): Float64Array =>
    Float64Array.from(evaluateAll([prediction], new Map(bindings).set(x, inputs))[0]!);
  const before = predict(given);
  return [0, rowCount - 1].some((row) => {
    const copies = Float64Array.from({ length: rowCount * width }, (_, i) => given[row * width + (i % width)]!);
    const after = predict(copies);
    const size = after.length / rowCount;
    return !agree(before.subarray(row * size, (row + 1) * size), after.subarray(row * size, (row + 1) * size));
  });
}

/** For a gradient that is a product summed over rows: both factors of one row, as far as they give its contribution. */
function factorsOf(step: DerivationStep, row: number, rowCount: number, divided: Float64Array): RowShare["factors"] {
  if (step.rule.kind !== "contract") return undefined;
  const { left, right, output } = step.rule.names;
  const [a, b] = step.operands as [DerivationStep["operands"][0], DerivationStep["operands"][0]];
  const summed = left.filter((name) => !output.includes(name));
  const [name] = summed;
  if (summed.length !== 1 || left.length !== 2 || right.length !== 2 || output.length !== 2) return undefined;
  if (!right.includes(name!) || a.shape[left.indexOf(name!)] !== rowCount || left.indexOf(output[0]!) < 0)
    return undefined;
  const vector = ({ shape, values }: typeof a, axis: number): Float64Array =>
    Float64Array.from({ length: shape[1 - axis]! }, (_, i) =>
      axis === 0 ? values[row * shape[1]! + i]! : values[i * shape[1]! + row]!,
    );
  const [p, q] = [vector(a, left.indexOf(name!)), vector(b, right.indexOf(name!))];
  const product = Float64Array.from(
    { length: p.length * q.length },
    (_, i) => p[Math.floor(i / q.length)]! * q[i % q.length]!,
  );
  return agree(product, divided) ? [p, q] : undefined;
}

/**
 * A derivation with the gradient of every parameter as the sum of what the rows add to it.
 *
 * @param focus a row, counted from 0 in the batch, whose contribution is shown at every depth.
 * @param alone whether the derivation is of that row alone, out of the batch.
 * @param lines where the rows stand in their file.
 */
export function withContributions(
  derivation: Derivation,
  contributions: Contributions | Inseparable,
  {
    focus,
    alone = false,
    lines,
  }: { readonly focus?: number; readonly alone?: boolean; readonly lines?: readonly number[] } = {},
): Derivation {
  const byId = new Map(derivation.steps.map((step) => [step.id, step]));
  const sharesOf = (step: DerivationStep, name: string): RowShares | Inseparable => {
    if (typeof contributions === "string") return contributions;
    const { rows, rowCount, parts, sums } = contributions;
    const sum = sums.get(name)!;
    const length = sum.reduce((total, value) => total + value * value, 0);
    const hasRest = !alone && !agree(step.values, sum);
    return {
      rowCount,
      focus,
      lines,
      total: alone ? sum : step.values,
      rest: hasRest ? step.values.map((value, i) => value - sum[i]!) : undefined,
      rows: parts.get(name)!.map((values, i) => ({
        row: rows[i]!,
        values,
        share: length === 0 ? 0 : values.reduce((total, value, at) => total + value * sum[at]!, 0) / length,
        factors: alone ? undefined : factorsOf(step, rows[i]!, rowCount, values),
      })),
    };
  };
  return {
    ...derivation,
    steps: derivation.steps.map((step) => {
      const of = step.gradientOf === undefined ? undefined : byId.get(step.gradientOf);
      if (of?.rule.kind !== "given" || of.rule.role !== "parameter" || step.rule.kind === "nothing") return step;
      return { ...step, shares: sharesOf(step, of.label!) };
    }),
  };
}
