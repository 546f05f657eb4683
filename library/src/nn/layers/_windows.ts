import { pad } from "../../graph/functions.ts";
import { shapeText } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { window } from "../../graph/windows.ts";
import { ArgumentError, ShapeError } from "../../util/errors.ts";

/** A number for every axis of place (height and width of an image, time of a sequence), or one for all. */
export type Each = number | readonly number[];

/**
 * What is put around the places before windows are laid: nothing (`valid`), as many zeros as leave ⌈size/stride⌉ windows
 * (`same`; an odd one goes to the end), or so many on both sides of each axis.
 */
export type Padding = "valid" | "same" | Each;

/** How windows lie. */
export interface WindowsOptions {
  /** From one window to the next, ≥ 1. */
  readonly stride?: Each;
  /** What is put around; nothing unless said otherwise. */
  readonly padding?: Padding;
  /** From one position of a window to the next, ≥ 1; 1 unless said otherwise. */
  readonly dilation?: Each;
}

/** Options of pooling. */
export interface PoolOptions {
  /** From one window to the next; the size of a window unless said otherwise, so that they lie side by side. */
  readonly stride?: Each;
  /** What is put around; nothing unless said otherwise. */
  readonly padding?: Padding;
}

/** One number for each of `rank` axes. @throws ArgumentError where there are others, or one is no whole number ≥ `least`. */
export function eachOf(given: Each, rank: number, what: string, least = 1): readonly number[] {
  const list = typeof given === "number" ? new Array<number>(rank).fill(given) : given;
  const isWhole = (value: number): boolean => Number.isInteger(value) && value >= least;
  if (Array.isArray(list) && list.length === rank && list.every(isWhole)) return list;
  throw new ArgumentError(`${what} is wrong`, {
    expected: `a whole number ≥ ${least}, or one for each of ${rank} axes`,
    found: String(given),
  });
}

/** How many axes of place rows have: those between the rows and their channels. */
export function placesOf(input: Tensor, layer: string): number {
  const rank = input.shape.length - 2;
  if (rank >= 1) return rank;
  throw new ShapeError(`${layer}: there are no places to lay windows on`, {
    expected: "rows of height×width×channels or time×channels; the layer reshape makes them",
    found: shapeText(input.shape),
  });
}

/** Zeros (or `value`) before and after each axis of place. */
export function around(input: Tensor, low: readonly number[], high: readonly number[], value = 0): Tensor {
  return pad(input, {
    low: [0, ...low, 0],
    high: [0, ...high, 0],
    interior: input.shape.map(() => 0),
    value,
  });
}

/** How much goes before and after each axis of so many positions. */
export function marginsOf(
  padding: Padding,
  lengths: readonly number[],
  sizes: readonly number[],
  strides: readonly number[],
  dilations: readonly number[],
): { readonly low: readonly number[]; readonly high: readonly number[] } {
  if (padding === "valid" || padding === "same") {
    const totals = lengths.map((length, i) =>
      padding === "valid"
        ? 0
        : Math.max(
            0,
            (Math.ceil(length / strides[i]!) - 1) * strides[i]! + (sizes[i]! - 1) * dilations[i]! + 1 - length,
          ),
    );
    return { low: totals.map((total) => Math.floor(total / 2)), high: totals.map((total) => Math.ceil(total / 2)) };
  }
  const low = eachOf(padding, lengths.length, 'the padding, which is neither "valid" nor "same",', 0);
  return { low, high: low };
}

/** Windows of rows, and of which axes they are. */
export interface Windows {
  /** (n × places and positions, axis by axis × channels): of an image n × h′ × size × w′ × size × channels. */
  readonly tensor: Tensor;
  /** The axes that count windows, and those that count positions inside of one. */
  readonly places: readonly number[];
  readonly positions: readonly number[];
}

/** All windows of rows (n × places × channels); what lies outside is `value`. */
export function windowsOf(
  input: Tensor,
  sizes: readonly number[],
  { stride = 1, padding = "valid", dilation = 1 }: WindowsOptions,
  value = 0,
): Windows {
  const rank = sizes.length;
  const strides = eachOf(stride, rank, "the stride");
  const dilations = eachOf(dilation, rank, "the dilation");
  const { low, high } = marginsOf(padding, input.shape.slice(1, -1), sizes, strides, dilations);
  sizes.forEach((size, i) => {
    const [length, reach] = [input.shape[i + 1]! + low[i]! + high[i]!, (size - 1) * dilations[i]! + 1];
    if (reach > length)
      throw new ShapeError("the window does not fit", {
        expected: `at most ${length} places along axis ${i + 1} of ${shapeText(input.shape)}, padding counted`,
        found: String(reach),
        remedy: 'take a smaller size or dilation, or padding "same"',
      });
  });
  let tensor = around(input, low, high, value);
  for (let i = 0; i < rank; i++)
    tensor = window(tensor, 1 + 2 * i, sizes[i]!, { step: strides[i]!, dilation: dilations[i]! });
  const axes = sizes.map((_, i) => 1 + 2 * i);
  return { tensor, places: axes, positions: axes.map((axis) => axis + 1) };
}
