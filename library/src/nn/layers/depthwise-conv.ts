import { type Activation, defineLayer, type Layer } from "../network.ts";
import { convolved, finished, type KernelOptions, kernelOf } from "./_convolution.ts";
import { present } from "./_masks.ts";
import { type Each, eachOf, placesOf, type WindowsOptions } from "./_windows.ts";

/** Options of a depthwise convolution. */
export interface DepthwiseConvOptions extends KernelOptions, WindowsOptions {
  /** How many filters each channel has; 1 unless said otherwise. */
  readonly multiplier?: number;
}

/**
 * A convolution in which every channel has filters of its own: z[n, i, c] = Σ x[n, i · stride + r · dilation, c] K[r, c] + b[c].
 *
 * K is (kh×kw×1×channels · multiplier); the filters of one channel stand side by side.
 *
 * @throws as `conv`.
 */
export const depthwiseConv: (size: Each, activation?: Activation, options?: DepthwiseConvOptions) => Layer =
  defineLayer(
    "depthwiseConv",
    (size: Each, activation?: Activation, options: DepthwiseConvOptions = {}) =>
      (input, scope) => {
        const sizes = eachOf(size, placesOf(input, "depthwiseConv"), "depthwiseConv: the size");
        const [multiplier] = eachOf(options.multiplier ?? 1, 1, "depthwiseConv: the multiplier") as [number];
        const channels = input.shape.at(-1)!;
        const kernel = kernelOf(scope, [...sizes, 1, channels * multiplier], activation, options);
        return finished(
          convolved(present(input, scope.mask(input), 0), kernel, options, channels),
          scope,
          activation,
          options,
        );
      },
  );
