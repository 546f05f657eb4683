import { abs } from "../../expr/operations/abs.ts";
import { add } from "../../expr/operations/add.ts";
import { exp } from "../../expr/operations/exp.ts";
import { log1p } from "../../expr/operations/log1p.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sub } from "../../expr/operations/sub.ts";
import { defineLoss, type Loss } from "./_loss.ts";

/** The mean of ln cosh(ŷ − y), written so that it cannot overflow. */
export const logCosh: Loss = defineLoss({
  name: "logCosh",
  reduction: "mean",
  half: false,
  predictions: "numbers",
  output: "identity",
  values: (prediction, target) => {
    const a = abs(sub(prediction, target));
    return add(a, sub(log1p(exp(mul(-2, a))), Math.LN2));
  },
});
