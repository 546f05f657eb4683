import { lessEqual } from "../../expr/operations/less-equal.ts";
import { max } from "../../expr/operations/max.ts";
import { mul } from "../../expr/operations/mul.ts";
import { select } from "../../expr/operations/select.ts";
import { sub } from "../../expr/operations/sub.ts";
import { defineLoss, type Loss } from "./_loss.ts";

/** The mean of max(0, 1 − y ŷ) for y = 1 or −1 (0 counts as −1). */
export const hinge: Loss = defineLoss({
  name: "hinge",
  reduction: "mean",
  half: false,
  predictions: "scores",
  output: "tanh",
  values: (prediction, target) => max(0, sub(1, mul(select(lessEqual(target, 0), -1, 1), prediction))),
});
