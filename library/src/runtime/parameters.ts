import { build } from "../graph/build.ts";
import { reshape } from "../graph/functions.ts";
import { sizeOf } from "../graph/shape.ts";
import { label, type Tensor } from "../graph/tensor.ts";
import type { Parameter } from "../nn/network.ts";

/** The parameters as views of one arena, labeled W¹, b¹ … */
export function parameterViews(arena: Tensor, parameters: readonly Parameter[]): Tensor[] {
  return parameters.map(({ shape, offset, name }) => {
    const flat = build.slice(arena, { start: [offset], size: [sizeOf(shape)], step: [1] });
    return label(reshape(flat, shape), name);
  });
}
