import { expect, test } from "vitest";
import { evaluate } from "../../src/expr/evaluate.ts";
import { variable } from "../../src/expr/expr.ts";
import { javascript } from "../../src/expr/javascript.ts";
import type { Operation } from "../../src/expr/operation.ts";
import * as operations from "../../src/expr/operations/index.ts";
import { parse } from "../../src/expr/parse.ts";
import * as activations from "../../src/nn/activations/index.gen.ts";

const isOperation = (value: unknown): value is Operation => typeof value === "function" && "arity" in value;
const all = [...Object.values(operations), ...Object.values(activations)].filter(isOperation);
const points = [
  -Infinity,
  -1e300,
  -7.5,
  -2,
  -1.5,
  -0.5,
  -1e-310,
  -0,
  0,
  1e-310,
  0.3,
  0.5,
  1,
  2.5,
  3.5,
  8,
  65,
  1e9,
  Infinity,
  Number.NaN,
];

test("every operation and activation, as JavaScript, computes what evaluate computes", () => {
  expect(all.length).toBeGreaterThan(60);
  for (const operation of all) {
    const names = ["x", "y", "z"].slice(0, operation.arity);
    const formula = operation(...names.map(variable));
    const run = new Function(`return ${javascript(formula, names)};`)() as (...values: number[]) => number;
    for (const x of points)
      for (const y of operation.arity > 1 ? points : [0])
        for (const z of operation.arity > 2 ? [-1, 4] : [0]) {
          const wanted = evaluate(formula, { x, y, z });
          const found = run(...[x, y, z].slice(0, operation.arity));
          if (!Object.is(found, wanted))
            expect.fail(`${operation.symbol}(${x}, ${y}, ${z}): ${wanted}, found ${found}`);
        }
  }
});

test("shared parts are computed once, and variables keep their names", () => {
  const x = variable("t1");
  const shared = operations.exp(x);
  const source = javascript(operations.mul(shared, operations.add(shared, -2)));
  expect(source.match(/Math\.exp/g)).toHaveLength(1);
  expect((new Function(`return ${source};`)() as (t: number) => number)(0.5)).toBe(Math.exp(0.5) * (Math.exp(0.5) - 2));
  expect(javascript(parse("(-2) ^ x"))).toBe("(x) => ((-2) ** x)");
  expect(() => javascript(parse("x + y"), ["x"])).toThrow(/no parameter.*found y/);
});
