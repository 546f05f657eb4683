import { contract, fold } from "../../graph/functions.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { type Activation, defineLayer, type Layer } from "../network.ts";
import { filterCount, finished, type KernelOptions, kernelOf } from "./_convolution.ts";
import { around, type Each, eachOf, placesOf } from "./_windows.ts";

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
 * @throws as `conv`.
 */
export const convTranspose: (
  filters: number,
  size: Each,
  activation?: Activation,
  options?: ConvTransposeOptions,
) => Layer = defineLayer(
  "convTranspose",
  (filters: number, size: Each, activation?: Activation, options: ConvTransposeOptions = {}) => {
    filterCount("convTranspose", filters);
    const { stride = 1, dilation = 1, padding = "valid" } = options;
    return (input, scope) => {
      const rank = placesOf(input, "convTranspose");
      const sizes = eachOf(size, rank, "convTranspose: the size");
      const [steps, gaps] = [eachOf(stride, rank, "the stride"), eachOf(dilation, rank, "the dilation")];
      const kernel = kernelOf(scope, [...sizes, input.shape.at(-1)!, filters], activation, options);
      const [place, position] = [sizes.map((_, i) => `i${i}`), sizes.map((_, i) => `r${i}`)];
      let laid: Tensor = contract(input, kernel, {
        left: ["n", ...place, "c"],
        right: [...position, "c", "o"],
        output: ["n", ...sizes.flatMap((_, i) => [place[i]!, position[i]!]), "o"],
      });
      const lengths = sizes.map((own, i) => (input.shape[i + 1]! - 1) * steps[i]! + (own - 1) * gaps[i]! + 1);
      for (let i = rank - 1; i >= 0; i--)
        laid = fold(laid, 1 + 2 * i, lengths[i]!, { step: steps[i]!, dilation: gaps[i]! });
      const wanted = input.shape.slice(1, -1).map((length, i) => length * steps[i]!);
      const cuts = lengths.map((length, i) => {
        if (padding === "valid") return [0, 0] as const;
        if (padding === "same") {
          const extra = length - wanted[i]!;
          return [Math.floor(extra / 2), Math.ceil(extra / 2)] as const;
        }
        const own = eachOf(padding, rank, "the padding", 0)[i]!;
        return [own, own] as const;
      });
      const cut = around(
        laid,
        cuts.map(([low]) => -low),
        cuts.map(([, high]) => -high),
      );
      return finished(cut, scope, activation, options);
    };
  },
);
