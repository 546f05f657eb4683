import { add } from "../../expr/operations/add.ts";
import { matmul } from "../../graph/functions.ts";
import { label } from "../../graph/tensor.ts";
import { ArgumentError } from "../../util/errors.ts";
import type { Initializer } from "../initializers/_initializer.ts";
import { glorotUniform } from "../initializers/glorot-uniform.ts";
import { heUniform } from "../initializers/he-uniform.ts";
import { zeros } from "../initializers/zeros.ts";
import { type Activation, defineLayer, type Layer } from "../network.ts";

/** Options of a dense layer. */
export interface DenseOptions {
  /** Whether b is added; yes unless said otherwise. */
  readonly bias?: boolean;
  readonly initializer?: Initializer;
}

/**
 * Every output is a weighted sum of all inputs: a = f(x W + b), x (n×d), W (d×units), b (units).
 *
 * W begins He-uniform before rectifiers and Glorot-uniform otherwise; b begins at 0.
 */
export function dense(units: number, activation?: Activation, options: DenseOptions = {}): Layer {
  if (!Number.isInteger(units) || units < 1)
    throw new ArgumentError("dense: the number of units is wrong", {
      expected: "a whole number ≥ 1",
      found: String(units),
    });
  const { bias = true } = options;
  const name = activation?.symbol ?? "identity";
  const initializer = options.initializer ?? (/elu|Elu/.test(name) ? heUniform : glorotUniform);
  return defineLayer({
    name: `dense ${units} ${name}`,
    description: { layer: "dense", units, activation: name, bias },
    parameters: (rowShape) => [
      { name: "weights", shape: [rowShape.at(-1)!, units], initializer },
      ...(bias ? [{ name: "bias", shape: [units], initializer: zeros }] : []),
    ],
    apply: (input, parameters) => {
      const product = matmul(input, parameters["weights"]!);
      const z = label(bias ? add(product, parameters["bias"]!) : product, "z");
      return activation === undefined ? z : activation(z);
    },
  });
}
