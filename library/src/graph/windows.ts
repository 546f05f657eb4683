import { apply } from "./build.ts";
import { fold as foldPrimitive, window as windowPrimitive } from "./primitives/window.ts";
import { axisOf } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/** How windows lie on an axis. */
export interface WindowOptions {
  /** From one window to the next; 1 unless said otherwise. */
  readonly step?: number;
  /** From one position of a window to the next; 1 unless said otherwise. */
  readonly dilation?: number;
}

/** Every place where a window of `size` fits on an axis: the axis becomes two, places and positions. */
export function window(input: Tensor, axis: number, size: number, options: WindowOptions = {}): Tensor {
  const { step = 1, dilation = 1 } = options;
  return apply(windowPrimitive, [input], { axis: axisOf(axis, input.shape.length, "window"), size, step, dilation });
}

/** Windows (two axes, from `axis` on) laid on an axis of `length` and added up where they overlap. */
export function fold(windows: Tensor, axis: number, length: number, options: WindowOptions = {}): Tensor {
  const { step = 1, dilation = 1 } = options;
  const size = windows.shape[axis + 1]!;
  return apply(foldPrimitive, [windows], { axis, size, step, dilation, length });
}
