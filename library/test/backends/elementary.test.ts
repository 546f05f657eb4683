import { describe, expect, test } from "vitest";
import { native } from "../../src/backends/native/session.node.ts";
import { canFuse } from "../../src/backends/wasm/link.ts";
import { wasm } from "../../src/backends/wasm/session.ts";
import type { Operation } from "../../src/expr/operation.ts";
import * as operations from "../../src/expr/operations/index.ts";
import { state } from "../../src/graph/functions.ts";
import { randomStream } from "../../src/util/random.ts";
import { fromBits, ulp } from "../expr/float32.ts";
import { hasCompiler } from "./_native.ts";

const count = 100_000;
const special = [0, -0, 1, -1, Infinity, -Infinity, NaN, 2 ** -149, -(2 ** -149), 2 ** -126, 3.4028234663852886e38];

/** Numbers of every size, and many of the sizes that occur in networks. */
function numbers(): Float32Array {
  const random = randomStream(7, 1);
  return Float32Array.from({ length: count }, (_, i) => {
    if (i < special.length) return special[i]!;
    if (i % 3 === 0) return fromBits(random.integer(2 ** 32));
    return (i % 3 === 1 ? 4 : 100) * (2 * random.uniform() - 1);
  });
}

test("the engine of the tests rounds products and sums together", () => {
  expect(canFuse()).toBe(true);
});

describe.each([
  ["wasm, rounded together", async () => wasm()],
  ["wasm, portable", async () => wasm({ portable: true })],
  ...(hasCompiler ? ([["native", () => native()]] as const) : []),
] as const)("compiled elementary functions keep the budgets of their lowerings: %s", (_, made) => {
  const lowered = Object.values(operations).filter(
    (value): value is Operation =>
      "symbol" in value &&
      (value as Operation).lowering !== undefined &&
      (value as Operation).arity === 1 &&
      !["sin", "cos"].includes((value as Operation).symbol),
  );
  test.each(lowered.map((operation) => [operation.symbol, operation] as const))("%s", async (_symbol, operation) => {
    const xs = numbers();
    const session = (await made()).open();
    const executable = await session.load({ outputs: { y: operation(state("x", [count]) as never) as never } });
    session.write("x", xs);
    const ys = executable.run(1)["y"]!;
    session.dispose();
    let worst = { ulps: 0, x: 0, want: 0, got: 0 };
    xs.forEach((x, i) => {
      const [want, got] = [operation.evaluate(x), ys[i]!];
      if (Object.is(Math.fround(want), got)) return;
      const edge = Math.min(Math.abs(want), Math.abs(got)) > 3.402822e38;
      const apart = edge ? 1 : Math.abs(want - got) / ulp(want);
      const ulps = Number.isNaN(want) && Number.isNaN(got) ? 0 : Number.isNaN(apart) ? Infinity : apart;
      if (ulps > worst.ulps) worst = { ulps, x, want, got };
    });
    expect(worst.ulps, JSON.stringify(worst)).toBeLessThanOrEqual(operation.lowering!.ulp!);
  });
});
