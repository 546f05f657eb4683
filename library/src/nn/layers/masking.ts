import { notEqual } from "../../expr/operations/not-equal.ts";
import { maximum, stopGradient } from "../../graph/functions.ts";
import { defineLayer, type Layer } from "../network.ts";
import { present } from "./_masks.ts";
import { alongTime } from "./_time.ts";

/**
 * Steps of rows (n×t×c) whose channels all hold `padding` are not there: sequences of different lengths in one batch.
 *
 * The layers behind it see a mask, as long as rows and steps stay: `simpleRnn`, `lstm` and `gru` keep what they carry over
 * such a step, so that the last output is that of the last step that is there; `bidirectional` walks back over the others
 * alone; `attention` gives them no share; pools over the whole row, normalizations and `positionalEncoding` do not count
 * them; convolutions read zeros there. Loss and metrics leave them out. What comes out of this layer holds 0 there.
 *
 * @throws ShapeError where rows have no time.
 * @example
 * const { values, length } = padded(sequences, 3, { padding: -1 });
 * sequential(reshape([length, 3]), masking(-1), lstm(16), dense(1));
 */
export const masking: (padding?: number) => Layer = defineLayer("masking", (padding = 0) => (input, scope) => {
  alongTime(input, "masking");
  const mask = stopGradient(maximum(notEqual(input, padding), -1));
  return scope.masked(present(input, mask, 0), mask);
});
