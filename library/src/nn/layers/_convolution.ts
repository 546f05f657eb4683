import { add } from "../../expr/operations/add.ts";
import { mul } from "../../expr/operations/mul.ts";
import { contract, reshape, sum } from "../../graph/functions.ts";
import { label, type Tensor } from "../../graph/tensor.ts";
import type { Initializer } from "../initializers/_initializer.ts";
import { glorotUniform } from "../initializers/glorot-uniform.ts";
import { heUniform } from "../initializers/he-uniform.ts";
import { zeros } from "../initializers/zeros.ts";
import type { Activation, Scope } from "../network.ts";
import type { Constraint, Regularizer } from "../regularizers/_regularizer.ts";
import { type WindowsOptions, windowsOf } from "./_windows.ts";

/** What the layers of convolution have in common. */
export interface KernelOptions {
  /** Whether b is added; yes unless said otherwise. */
  readonly bias?: boolean;
  /** How the kernel begins. */
  readonly initializer?: Initializer;
  /** How b begins; zeros unless said otherwise. */
  readonly biasInitializer?: Initializer;
  /** What the kernel adds to the loss. */
  readonly regularizer?: Regularizer;
  /** What the kernel is held to after every step. */
  readonly constraint?: Constraint;
}

/** The kernel of a layer: He-uniform before rectifiers and Glorot-uniform otherwise, unless said otherwise. */
export function kernelOf(
  scope: Scope,
  shape: readonly number[],
  activation: Activation | undefined,
  { initializer, regularizer, constraint }: KernelOptions,
): Tensor {
  const name = typeof activation === "function" ? activation.symbol : activation?.name;
  const begins = initializer ?? (/elu/i.test(name ?? "") ? heUniform : glorotUniform);
  return scope.parameter("kernel", shape, { initializer: begins, regularizer, constraint });
}

/** z = sums + b, and a = f(z). */
export function finished(
  sums: Tensor,
  scope: Scope,
  activation: Activation | undefined,
  { bias = true, biasInitializer = zeros }: KernelOptions,
): Tensor {
  const offset = bias ? scope.parameter("bias", [sums.shape.at(-1)!], { initializer: biasInitializer }) : undefined;
  const z = label(offset === undefined ? sums : add(sums, offset), "z");
  return activation === undefined ? z : scope.use(activation, z);
}

/**
 * Every window times the kernel, summed: y[n, i, o] = Σ x[n, i · stride + r · dilation, c] K[r, c, o].
 *
 * `kernel` is (positions × channels of a group × filters); with `groups` each group of channels has its own filters.
 */
export function convolved(input: Tensor, kernel: Tensor, options: WindowsOptions, groups = 1): Tensor {
  const sizes = kernel.shape.slice(0, -2);
  const [inner, filters] = kernel.shape.slice(-2) as [number, number];
  const { tensor, places } = windowsOf(input, sizes, options);
  const shape = [input.shape[0]!, ...places.map((axis) => tensor.shape[axis]!), filters];
  const [place, position] = [sizes.map((_, i) => `i${i}`), sizes.map((_, i) => `r${i}`)];
  const windowNames = ["n", ...sizes.flatMap((_, i) => [place[i]!, position[i]!])];
  if (groups === 1)
    return contract(tensor, kernel, {
      left: [...windowNames, "c"],
      right: [...position, "c", "o"],
      output: ["n", ...place, "o"],
    });
  const each = filters / groups;
  const divided = reshape(tensor, [...tensor.shape.slice(0, -1), groups, inner]);
  const own = reshape(kernel, [...sizes, inner, groups, each]);
  if (inner === 1 && each === 1) {
    // One channel to one filter: no product of matrices, but sums of products side by side.
    const flat = reshape(own, [...sizes.flatMap((size) => [1, size]), groups]);
    return reshape(
      sum(
        mul(tensor, flat),
        places.map((axis) => axis + 1),
      ),
      shape,
    );
  }
  const product = contract(divided, own, {
    left: [...windowNames, "g", "c"],
    right: [...position, "c", "g", "o"],
    output: ["n", ...place, "g", "o"],
  });
  return reshape(product, shape);
}
