import { evaluate } from "../../src/graph/evaluate.ts";
import { tensor } from "../../src/graph/functions.ts";
import { sizeOf } from "../../src/graph/shape.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import type { Layer, Mode } from "../../src/nn/network.ts";
import { trace } from "../../src/nn/trace.ts";
import { randomStream } from "../../src/util/random.ts";

type Numbers = readonly number[];
const random = randomStream(5, 5);

/** Normal numbers for a shape. */
export const drawn = (shape: Numbers): number[] => Array.from({ length: sizeOf(shape) }, () => random.normal());

/** What a layer makes of rows with drawn parameters, and these. */
export function run(
  layer: Layer,
  rows: Tensor,
  mode: Mode = "inference",
): {
  readonly values: number[];
  readonly shape: Numbers;
  readonly parameters: Readonly<Record<string, { readonly shape: Numbers; readonly values: number[] }>>;
} {
  const parameters: Record<string, { shape: Numbers; values: number[] }> = {};
  const { output } = trace(layer, rows, {
    mode,
    parameter: ({ name, shape }) => {
      parameters[name] = { shape, values: drawn(shape) };
      return tensor(parameters[name].values, shape);
    },
    state: ({ shape }) => tensor(drawn(shape), shape),
    random: (shape) =>
      tensor(
        drawn(shape).map(() => random.uniform()),
        shape,
      ),
  });
  return { values: [...evaluate(output)], shape: output.shape, parameters };
}
