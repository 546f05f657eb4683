import { contract } from "../../graph/functions.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { fold } from "../../graph/windows.ts";
import { ShapeError } from "../../util/errors.ts";
import { wholeNumber } from "../../util/whole-number.ts";
import { type Activation, defineLayer, type Layer } from "../network.ts";
import { finished, type KernelOptions, kernelOf } from "./_convolution.ts";
import { present } from "./_masks.ts";
import { around, type Each, eachOf, marginsOf, placesOf } from "./_windows.ts";

/** Options of a transposed convolution. */
export interface ConvTransposeOptions extends KernelOptions {
  /** From one laid window to the next, ≥ 1: how many times larger the result is; 1 unless said otherwise. */
  readonly stride?: Each;
  /** From one position of a window to the next, ≥ 1. */
  readonly dilation?: Each;
  /**
   * What is cut off: nothing (`valid`), as much as leaves stride · size (`same`), or so many places on both sides of each
   * axis, as a convolution with that padding would have put there.
   */
  readonly padding?: "valid" | "same" | Each;
}

/**
 * Every place lays its number times the kernel on a larger row, where what overlaps adds up: the adjoint of `conv`.
 *
 * z[n, i · stride + r · dilation, o] += x[n, i, c] K[r, c, o], then + b[o]. K is (kh×kw×channels×filters).
 *
 * @throws as `conv`; ShapeError where the padding cuts everything off.
 */
export const convTranspose: (
  filters: number,
  size: Each,
  activation?: Activation,
  options?: ConvTransposeOptions,
) => Layer = defineLayer(
  "convTranspose",
  (filters: number, size: Each, activation?: Activation, options: ConvTransposeOptions = {}) => {
    wholeNumber(filters, "convTranspose: the number of filters");
    const { stride = 1, dilation = 1, padding = "valid" } = options;
    return (input, scope) => {
      const rank = placesOf(input, "convTranspose");
      const sizes = eachOf(size, rank, "convTranspose: the size");
      const [steps, gaps] = [eachOf(stride, rank, "the stride"), eachOf(dilation, rank, "the dilation")];
      const kernel = kernelOf(scope, [...sizes, input.shape.at(-1)!, filters], activation, options);
      const [place, position] = [sizes.map((_, i) => `i${i}`), sizes.map((_, i) => `r${i}`)];
      let laid: Tensor = contract(present(input, scope.mask(input), 0), kernel, {
        left: ["n", ...place, "c"],
        right: [...position, "c", "o"],
        output: ["n", ...sizes.flatMap((_, i) => [place[i]!, position[i]!]), "o"],
      });
      const lengths = sizes.map((own, i) => (input.shape[i + 1]! - 1) * steps[i]! + (own - 1) * gaps[i]! + 1);
      for (let i = rank - 1; i >= 0; i--)
        laid = fold(laid, 1 + 2 * i, lengths[i]!, { step: steps[i]!, dilation: gaps[i]! });
      const wanted = input.shape.slice(1, -1).map((length, i) => length * steps[i]!);
      const { low, high } = marginsOf(padding, wanted, sizes, steps, gaps);
      const after = padding === "same" ? lengths.map((length, i) => length - low[i]! - wanted[i]!) : high;
      if (lengths.some((length, i) => length - low[i]! - after[i]! < 1))
        throw new ShapeError("convTranspose: the padding leaves nothing", {
          expected: `less than half of the places along each axis, ${lengths.join("×")}`,
          found: String(padding),
        });
      const cut = around(
        laid,
        low.map((own) => -own),
        after.map((own) => -own),
      );
      return finished(cut, scope, activation, options);
    };
  },
);
