import { constant, type Expr } from "../expr.ts";
import { atan64 } from "../float64.ts";
import { between } from "../interval.ts";
import { defineOperation, type Operation } from "../operation.ts";
import { abs } from "./abs.ts";
import { add } from "./add.ts";
import { div } from "./div.ts";
import { equal } from "./equal.ts";
import { less } from "./less.ts";
import { lessEqual } from "./less-equal.ts";
import { mul } from "./mul.ts";
import { neg } from "./neg.ts";
import { select } from "./select.ts";
import { sub } from "./sub.ts";

/** The angle in [−π, π] of the point with ordinate x and abscissa y. */
export const atan2: Operation = defineOperation({
  symbol: "atan2",
  arity: 2,
  evaluate: (x, y) => Math.atan2(x!, y!),
  derivative: ([x, y]) => {
    const square = add(mul(x!, x!), mul(y!, y!));
    return [div(y!, square), neg(div(x!, square))];
  },
  latex: (x, y) => `\\operatorname{atan2}\\left(${x()}, ${y()}\\right)`,
  interval: () => between(-Math.PI, Math.PI),
  javascript: (x, y) => `Math.atan2(${x}, ${y})`,
  lowering: {
    formula: (x, y) => {
      // 1/x tells −0 from 0; two infinities meet at 45°, two zeros at 0°.
      const negative = (v: Expr): Expr => select(less(v, 0), 1, select(equal(v, 0), less(div(1, v), 0), constant(0)));
      const below = negative(x!);
      const left = negative(y!);
      const a = abs(x!);
      const b = abs(y!);
      const ratio = select(equal(a, b), select(equal(a, 0), constant(0), constant(1)), div(a, b));
      // NaN of either operand is kept by adding 0 · both, unless one is infinite.
      const known = select(
        lessEqual(a, constant(Infinity)),
        select(lessEqual(b, constant(Infinity)), constant(0), y!),
        x!,
      );
      const angle = atan64(ratio);
      const turned = select(left, sub(Math.PI, angle), angle);
      return add(select(below, neg(turned), turned), known);
    },
    precision: "float64",
    ulp: 1,
  },
});
