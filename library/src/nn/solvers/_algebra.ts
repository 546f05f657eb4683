import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { mul } from "../../expr/operations/mul.ts";
import { neg } from "../../expr/operations/neg.ts";
import { sub } from "../../expr/operations/sub.ts";
import { contract } from "../../graph/functions.ts";
import { label, type Tensor } from "../../graph/tensor.ts";

/**
 * What a solver's direction is made of: operations on vectors V and numbers S.
 *
 * A direction that is written over them is computed with plain arrays where a network learns, and is a graph where it is
 * explained: the same formulas, and the same bits.
 */
export interface Algebra<V, S> {
  /** Σ aᵢbᵢ */
  readonly dot: (a: V, b: V) => S;
  /** a + factor · b */
  readonly along: (a: V, factor: S, b: V) => V;
  /** factor · a */
  readonly scaled: (factor: S, a: V) => V;
  /** −a */
  readonly opposite: (a: V) => V;
  readonly negative: (a: S) => S;
  readonly quotient: (a: S, b: S) => S;
  readonly difference: (a: S, b: S) => S;
  /** The same under a name: a letter and its number. */
  readonly named: <T extends V | S>(value: T, letter: string, number?: number) => T;
}

/** The sum of the products of two lists, from the first to the last. */
export const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, value, i) => sum + value * b[i]!, 0);

/** a + factor · b */
export const along = (a: Float64Array, factor: number, b: Float64Array): Float64Array =>
  a.map((x, i) => x + factor * b[i]!);

/** Plain arrays in float64. */
export const arrays: Algebra<Float64Array, number> = {
  dot,
  along,
  scaled: (factor, a) => a.map((x) => x * factor),
  opposite: (a) => a.map((x) => -x),
  negative: (a) => -a,
  quotient: (a, b) => a / b,
  difference: (a, b) => a - b,
  named: (value) => value,
};

/** A graph: names are labels of its nodes, the number behind a blank. */
export const graphs: Algebra<Tensor, Tensor> = {
  dot: (a, b) => contract(a, b, { left: ["i"], right: ["i"], output: [] }),
  along: (a, factor, b) => add(a, mul(factor, b)),
  scaled: (factor, a) => mul(a, factor),
  opposite: (a) => neg(a),
  negative: (a) => neg(a),
  quotient: (a, b) => div(a, b),
  difference: (a, b) => sub(a, b),
  named: <T extends Tensor>(value: T, letter: string, number?: number): T =>
    label(value, number === undefined ? letter : `${letter} ${number}`) as T,
};
