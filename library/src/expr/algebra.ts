import { constant, type Expr } from "./expr.ts";
import type { Identity, Operation } from "./operation.ts";
import { add } from "./operations/add.ts";
import { div } from "./operations/div.ts";
import { exp } from "./operations/exp.ts";
import { log } from "./operations/log.ts";
import { mul } from "./operations/mul.ts";
import { neg } from "./operations/neg.ts";
import { pow } from "./operations/pow.ts";
import { sub } from "./operations/sub.ts";

type Side<E> = (x: Expr, y: Expr, z: Expr) => E;

const identities = (...list: readonly [from: Side<Expr>, to: Side<Expr | number>][]): readonly Identity[] =>
  list.map(([from, to]) => ({
    kind: "algebraic",
    from: (x, y, z) => from(x!, y!, z!),
    to: (x, y, z) => to(x!, y!, z!),
  }));

/**
 * The identities over the real numbers that formulas are shown with, by operation. They stand here and not in the
 * operations' records, because they name other operations, and whoever multiplies need not load powers.
 */
export const algebra: ReadonlyMap<Operation, readonly Identity[]> = new Map([
  [
    add,
    identities(
      [(x) => add(x, 0), (x) => x],
      [(x) => sub(x, x), () => 0],
      [(x) => add(x, x), (x) => mul(2, x)],
      [(x, y) => add(x, sub(y, x)), (_, y) => y],
    ),
  ],
  [
    mul,
    identities(
      [(x) => mul(x, 0), () => 0],
      [(x, y) => mul(x, neg(y)), (x, y) => neg(mul(x, y))],
      [(x) => mul(x, x), (x) => pow(x, 2)],
    ),
  ],
  [
    div,
    identities(
      [(x, y) => div(neg(x), y), (x, y) => neg(div(x, y))],
      [(x) => div(0, x), () => 0],
      [(x) => div(x, x), () => 1],
      [(x, y) => div(mul(x, y), y), (x) => x],
    ),
  ],
  [
    pow,
    identities(
      [(x) => pow(1, x), () => 1],
      [(x, y, z) => mul(pow(x, y), pow(x, z)), (x, y, z) => pow(x, add(y, z))],
      [(x, y) => mul(x, pow(x, y)), (x, y) => pow(x, add(1, y))],
    ),
  ],
  [exp, identities([(x, y) => mul(exp(x), exp(y)), (x, y) => exp(add(x, y))], [() => exp(constant(0)), () => 1])],
  [log, identities([() => log(constant(1)), () => 0], [(x) => exp(log(x)), (x) => x])],
]);
