import { add } from "../../expr/operations/add.ts";
import { matmul } from "../../graph/functions.ts";
import { label } from "../../graph/tensor.ts";
import { wholeNumber } from "../../util/whole-number.ts";
import type { Initializer } from "../initializers/_initializer.ts";
import { glorotUniform } from "../initializers/glorot-uniform.ts";
import { heUniform } from "../initializers/he-uniform.ts";
import { zeros } from "../initializers/zeros.ts";
import { type Activation, defineLayer, type Layer } from "../network.ts";
import type { Constraint, Regularizer } from "../regularizers/_regularizer.ts";

/** Options of a dense layer. */
export interface DenseOptions {
  /** Whether b is added; yes unless said otherwise. */
  readonly bias?: boolean;
  /** How W begins. */
  readonly initializer?: Initializer;
  /** How b begins; zeros unless said otherwise. */
  readonly biasInitializer?: Initializer;
  /** What W adds to the loss. */
  readonly regularizer?: Regularizer;
  /** What W is held to after every step. */
  readonly constraint?: Constraint;
}

/**
 * Every output is a weighted sum of all inputs: a = f(x W + b), x (n×d), W (d×units), b (units).
 *
 * W begins He-uniform before rectifiers and Glorot-uniform otherwise; b begins at 0.
 *
 * @throws ArgumentError where the number of units is no whole number ≥ 1.
 */
export const dense: (units: number, activation?: Activation, options?: DenseOptions) => Layer = defineLayer(
  "dense",
  (units: number, activation?: Activation, options: DenseOptions = {}) => {
    wholeNumber(units, "dense: the number of units");
    const { bias = true, biasInitializer = zeros, regularizer, constraint } = options;
    const name = typeof activation === "function" ? activation.symbol : activation?.name;
    const initializer = options.initializer ?? (/elu/i.test(name ?? "") ? heUniform : glorotUniform);
    return (input, scope) => {
      const shape = [input.shape.at(-1)!, units];
      const product = matmul(input, scope.parameter("weights", shape, { initializer, regularizer, constraint }));
      const offset = bias ? scope.parameter("bias", [units], { initializer: biasInitializer }) : undefined;
      const z = label(offset === undefined ? product : add(product, offset), "z");
      return activation === undefined ? z : scope.use(activation, z);
    };
  },
);
