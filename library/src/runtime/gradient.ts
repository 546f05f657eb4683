import { add } from "../expr/operations/add.ts";
import { differentiate } from "../graph/differentiate.ts";
import { stabilize } from "../graph/stabilize.ts";
import { label, type Tensor } from "../graph/tensor.ts";
import { joined } from "./parameters.ts";

/** A number to lower, and its gradient with respect to parameters, which stand side by side. */
export interface Descent {
  readonly value: Tensor;
  readonly gradient: Tensor;
}

/**
 * A loss, with what the regularizers add, and its gradient with respect to the views of parameters. It is made stable
 * before it is differentiated, so that logarithms of tails stay finite.
 */
export function descent(loss: Tensor, views: readonly Tensor[], penalty?: Tensor): Descent {
  const value = stabilize(penalty === undefined ? loss : add(loss, penalty), views);
  return { value, gradient: label(joined(differentiate(value, views)), "∂L/∂w") };
}
