import type { Shape } from "../../graph/shape.ts";
import { sizeOf } from "../../graph/shape.ts";
import type { RandomStream } from "../../util/random.ts";
import type { Made } from "../made.ts";

/** Fills a parameter of a shape with its first values. */
export type Initializer = ((shape: Shape, random: RandomStream) => Float64Array) & { readonly made?: Made };

/** Makes an initializer without options; files find it again by its name. */
export function defineInitializer(
  name: string,
  fill: (shape: Shape, random: RandomStream) => Float64Array,
  given: readonly unknown[] = [],
): Initializer {
  const made: Made = { kind: "initializer", name, given };
  // A function of its own for each, since one rule may serve two names.
  return Object.assign((shape: Shape, random: RandomStream) => fill(shape, random), { made });
}

/** Fills a shape value by value. */
export function filled(shape: Shape, value: () => number): Float64Array {
  return Float64Array.from({ length: sizeOf(shape) }, value);
}

/** How many inputs and outputs a unit's weights join: the last axis counts outputs, the one before it inputs. */
export function fans(shape: Shape): { readonly fanIn: number; readonly fanOut: number } {
  if (shape.length < 2) return { fanIn: shape[0] ?? 1, fanOut: shape[0] ?? 1 };
  const field = sizeOf(shape.slice(0, -2));
  return { fanIn: shape.at(-2)! * field, fanOut: shape.at(-1)! * field };
}

/** Uniform numbers with a standard deviation √(gain/fan): limit √(3 gain/fan). */
export function uniformScaled(shape: Shape, random: RandomStream, variance: number): Float64Array {
  const limit = Math.sqrt(3 * variance);
  return filled(shape, () => limit * (2 * random.uniform() - 1));
}

/** Normal numbers with mean 0 and a variance. */
export function normalScaled(shape: Shape, random: RandomStream, variance: number): Float64Array {
  const deviation = Math.sqrt(variance);
  return filled(shape, () => deviation * random.normal());
}
