import type { Tensor } from "../../graph/tensor.ts";
import type { Made } from "../made.ts";

/** What a parameter adds to the loss: a scalar of its values. */
export type Regularizer = ((weights: Tensor) => Tensor) & { readonly made: Made };

/** What a parameter is held to: its values after a step, made allowed. */
export type Constraint = ((weights: Tensor) => Tensor) & { readonly made: Made };

/** Makes a kind of regularizer; files find it again by its name. */
export function defineRegularizer<A extends readonly unknown[]>(
  name: string,
  make: (...given: A) => (weights: Tensor) => Tensor,
): (...given: A) => Regularizer {
  return (...given) => Object.assign(make(...given), { made: { kind: "regularizer" as const, name, given } });
}

/** Makes a kind of constraint; files find it again by its name. */
export const defineConstraint: <A extends readonly unknown[]>(
  name: string,
  make: (...given: A) => (weights: Tensor) => Tensor,
) => (...given: A) => Constraint = defineRegularizer;
