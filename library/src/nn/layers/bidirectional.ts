import { concat, slice } from "../../graph/functions.ts";
import { sameShape, shapeText } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { ShapeError } from "../../util/errors.ts";
import { defineLayer, type Layer } from "../network.ts";
import { alongTime } from "./_time.ts";

const backwards = (input: Tensor): Tensor => slice(input, 1, undefined, undefined, -1);

/**
 * Two layers on the time of each row (n×t×c), the second from the end to the beginning; their outputs side by side.
 *
 * Where they give the output of every step, those of the second are turned round, so that equal times meet. Of rows with a
 * mask the second walks back over the steps that are there.
 * @throws ShapeError where rows have no time, or one layer gives the output of every step and the other does not.
 * Source: Schuster and Paliwal, 1997.
 *
 * @example
 * sequential(reshape([32, 16]), bidirectional(lstm(32), lstm(32)), dense(1));
 */
export const bidirectional: (forward: Layer, backward: Layer) => Layer = defineLayer(
  "bidirectional",
  (forward: Layer, backward: Layer) => (input, scope) => {
    alongTime(input, "bidirectional");
    const first = scope.use(forward, input);
    const mask = scope.mask(input);
    const turned = backwards(input);
    const second = scope.use(backward, mask === undefined ? turned : scope.masked(turned, backwards(mask)));
    if (!sameShape(first.shape.slice(0, -1), second.shape.slice(0, -1)))
      throw new ShapeError("bidirectional: the layers do not fit each other", {
        expected: "every step's output of both, or the last one's of both",
        found: `${shapeText(first.shape)} and ${shapeText(second.shape)}`,
      });
    return concat([first, second.shape.length === 3 ? backwards(second) : second], -1);
  },
);
