import { concat, slice } from "../../graph/functions.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { defineLayer, type Layer } from "../network.ts";

const backwards = (input: Tensor): Tensor => slice(input, 1, undefined, undefined, -1);

/**
 * Two layers on the time of each row (n×t×c), the second from the end to the beginning; their outputs side by side.
 *
 * Where they give the output of every step, those of the second are turned round, so that equal times meet.
 * Source: Schuster and Paliwal, 1997.
 *
 * @example
 * sequential(reshape([32, 16]), bidirectional(lstm(32), lstm(32)), dense(1));
 */
export const bidirectional: (forward: Layer, backward: Layer) => Layer = defineLayer(
  "bidirectional",
  (forward: Layer, backward: Layer) => (input, scope) => {
    const first = scope.use(forward, input);
    const second = scope.use(backward, backwards(input));
    const isSequence = second.shape.length === 3 && second.shape[1] === input.shape[1];
    return concat([first, isSequence ? backwards(second) : second], -1);
  },
);
