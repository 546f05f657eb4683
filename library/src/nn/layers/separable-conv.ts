import { wholeNumber } from "../../util/whole-number.ts";
import { type Activation, defineLayer, type Layer } from "../network.ts";
import type { Each } from "./_windows.ts";
import { conv } from "./conv.ts";
import { type DepthwiseConvOptions, depthwiseConv } from "./depthwise-conv.ts";

/**
 * A convolution in two: over the places in every channel by itself, then over the channels at every place.
 *
 * It has size · channels + channels · filters weights instead of their product. Source: Chollet, Xception, CVPR 2017.
 *
 * @throws as `conv`.
 */
export const separableConv: (
  filters: number,
  size: Each,
  activation?: Activation,
  options?: DepthwiseConvOptions,
) => Layer = defineLayer(
  "separableConv",
  (filters: number, size: Each, activation?: Activation, options: DepthwiseConvOptions = {}) => {
    wholeNumber(filters, "separableConv: the number of filters");
    const { stride, padding, dilation, multiplier, ...own } = options;
    const windows = { stride, padding, dilation, multiplier };
    const given = Object.fromEntries(Object.entries(windows).filter(([, value]) => value !== undefined));
    const places = depthwiseConv(size, undefined, { ...own, ...given, bias: false });
    const channels = conv(filters, 1, activation, own);
    return (input, scope) => scope.use(channels, scope.use(places, input));
  },
);
