import { ArgumentError } from "../../util/errors.ts";
import { wholeNumber } from "../../util/whole-number.ts";
import { type Activation, defineLayer, type Layer } from "../network.ts";
import { convolved, finished, type KernelOptions, kernelOf } from "./_convolution.ts";
import { present } from "./_masks.ts";
import { type Each, eachOf, placesOf, type WindowsOptions } from "./_windows.ts";

/** Options of a convolution. */
export interface ConvOptions extends KernelOptions, WindowsOptions {
  /** Into how many groups channels and filters are divided, each group with kernels of its own; 1 unless said otherwise. */
  readonly groups?: number;
}

/**
 * Every filter slides over the places of a row and weighs what is under it: a = f(x ∗ K + b).
 *
 * z[n, i, o] = Σ x[n, i · stride + r · dilation, c] K[r, c, o] + b[o]: images n×h×w×c with K (kh×kw×c×filters), sequences
 * n×t×c with K (k×c×filters). `size` is that of the window, one number or one for each axis. K begins He-uniform before
 * rectifiers and Glorot-uniform otherwise; b at 0.
 *
 * @throws ArgumentError where filters, size, stride, dilation or groups are no whole numbers ≥ 1; ShapeError where rows have
 * no axes of place, or a window does not fit.
 * @example
 * sequential(reshape([28, 28, 1]), conv(6, 5, relu, { padding: "same" }), maxPool(2), flatten(), dense(10, softmax));
 */
export const conv: (filters: number, size: Each, activation?: Activation, options?: ConvOptions) => Layer = defineLayer(
  "conv",
  (filters: number, size: Each, activation?: Activation, options: ConvOptions = {}) => {
    wholeNumber(filters, "conv: the number of filters");
    const groups = wholeNumber(options.groups ?? 1, "conv: the number of groups");
    return (input, scope) => {
      const sizes = eachOf(size, placesOf(input, "conv"), "conv: the size");
      const channels = input.shape.at(-1)!;
      if (channels % groups !== 0 || filters % groups !== 0)
        throw new ArgumentError("conv: the groups do not fit", {
          expected: `a number that divides ${channels} channels and ${filters} filters`,
          found: String(groups),
        });
      const kernel = kernelOf(scope, [...sizes, channels / groups, filters], activation, options);
      return finished(
        convolved(present(input, scope.mask(input), 0), kernel, options, groups),
        scope,
        activation,
        options,
      );
    };
  },
);
