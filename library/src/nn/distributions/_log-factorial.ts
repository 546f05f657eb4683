import type { Expr } from "../../expr/expr.ts";
import { defineFunction } from "../../expr/function.ts";
import type { Operation } from "../../expr/operation.ts";
import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { log } from "../../expr/operations/log.ts";
import { mul } from "../../expr/operations/mul.ts";
import { sub } from "../../expr/operations/sub.ts";

const shift = 10;
/** Coefficients of 1/z, 1/z³, … in Stirling's series. */
const stirling = [1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360];

/** ln k! = ln Γ(k + 1) for k > −1, by Stirling's series at z = k + 10; exact to about 10⁻¹³. */
export const logFactorial: Operation = defineFunction({
  symbol: "logFactorial",
  arity: 1,
  formula: (k) => {
    const z = add(k!, shift);
    // Γ(k + 10) = (k + 1)(k + 2) … (k + 9) Γ(k + 1).
    let product: Expr = add(k!, 1);
    for (let i = 2; i < shift; i++) product = mul(product, add(k!, i));
    const inverse = div(1, z);
    const square = mul(inverse, inverse);
    const series = stirling.reduceRight<Expr | number>(
      (sum, c) => add(c, mul(square, sum as Expr)) as Expr | number,
      0,
    );
    const body = add(sub(mul(sub(z, 0.5), log(z)), z), add(0.5 * Math.log(2 * Math.PI), mul(inverse, series as Expr)));
    return sub(body, log(product));
  },
});
