import { expect, test } from "vitest";
import { add } from "../../src/expr/operations/add.ts";
import { mul } from "../../src/expr/operations/mul.ts";
import { tanh } from "../../src/expr/operations/tanh.ts";
import { differentiate } from "../../src/graph/differentiate.ts";
import { evaluateAll } from "../../src/graph/evaluate.ts";
import { input, matmul, sum } from "../../src/graph/functions.ts";
import { cumulativeProduct, scan } from "../../src/graph/loops.ts";
import { scan as scanPrimitive } from "../../src/graph/primitives/scan.ts";
import { sizeOf } from "../../src/graph/shape.ts";
import { ancestors, type Tensor } from "../../src/graph/tensor.ts";
import { unrolled } from "../../src/graph/unroll.ts";
import { randomStream } from "../../src/util/random.ts";

const random = randomStream(5, 0);
const bindings = new Map<Tensor, Float64Array>();
const drawn = (...shape: number[]): Tensor => {
  const leaf = input(`x${bindings.size}`, shape);
  bindings.set(
    leaf,
    Float64Array.from({ length: sizeOf(shape) }, () => random.normal()),
  );
  return leaf;
};

/** Two carries and an output; `length` elements, from either end. */
function loop(
  length: number,
  reverse: boolean,
): { readonly results: readonly Tensor[]; readonly leaves: readonly Tensor[] } {
  const [first, other, sequence, weights] = [drawn(2, 3), drawn(2, 3), drawn(length, 2, 3), drawn(3, 3)] as const;
  const { carries, stacked, outputs } = scan(
    ([a, b], [x]) => {
      const next = tanh(add(matmul(a!, weights), x!));
      return { carries: [next, mul(b!, next)], outputs: [add(next, b!)] };
    },
    [first, other],
    { sequences: [sequence], reverse },
  );
  return { results: [...carries, ...stacked, ...outputs], leaves: [first, other, sequence, weights] };
}

/** A loop in a loop: products of the numbers up to each one, carried on. */
function nested(): { readonly results: readonly Tensor[]; readonly leaves: readonly Tensor[] } {
  const [first, sequence] = [drawn(3), drawn(4, 3)] as const;
  const { stacked } = scan(([a], [x]) => ({ carries: [cumulativeProduct(add(a!, x!))] }), [first], {
    sequences: [sequence],
  });
  return { results: stacked, leaves: [first, sequence] };
}

test.each([
  ["forwards", loop(4, false)],
  ["backwards", loop(3, true)],
  ["one step", loop(1, false)],
  ["a loop in a loop", nested()],
])("%s: written out, a loop and its derivative have the same values", (_, { results, leaves }) => {
  const total = results.map((result) => sum(mul(result, result))).reduce((whole, part) => add(whole, part));
  const derivative = differentiate(total, leaves);
  const written = unrolled([...results, total, ...derivative]);
  const fresh = [...results.map(written), ...differentiate(written(total), leaves), ...derivative.map(written)];
  expect(ancestors(fresh).some(({ primitive }) => primitive === scanPrimitive)).toBe(false);
  const wanted = evaluateAll([...results, ...derivative, ...derivative], bindings);
  evaluateAll(fresh, bindings).forEach((values, i) => {
    expect(values.length).toBe(wanted[i]!.length);
    values.forEach((value, k) => {
      expect(value).toBeCloseTo(wanted[i]![k]!, 10);
    });
  });
});

test("the nodes of a turn know which one it is", () => {
  const { results } = loop(3, true);
  const [last] = results.map(unrolled(results));
  expect(last!.moment).toMatchObject({ at: 1, of: 3, carried: { turn: 3, which: 0 } });
});
