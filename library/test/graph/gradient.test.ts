import fc from "fast-check";
import { expect, test } from "vitest";
import { reference } from "../../src/backends/reference/session.ts";
import { wasm } from "../../src/backends/wasm/session.ts";
import * as x from "../../src/expr/operations/index.ts";
import { differentiate } from "../../src/graph/differentiate.ts";
import { gradient, gradientOf, hessian, jacobian } from "../../src/graph/gradient.ts";
import * as g from "../../src/graph/index.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { sigmoid } from "../../src/nn/activations/sigmoid.ts";
import { ShapeError, TraceError } from "../../src/util/errors.ts";

test("gradients of functions of numbers, vectors and matrices", () => {
  const [dx, dy] = gradient((p, q) => x.mul(p!, x.sin(q!)))(1, 2) as [number, number];
  expect(dx).toBeCloseTo(Math.sin(2), 14);
  expect(dy).toBeCloseTo(Math.cos(2), 14);
  expect(
    gradient((w) => g.sum(x.mul(w!, w!)))([
      [1, 2],
      [3, 4],
    ])[0],
  ).toEqual([
    [2, 4],
    [6, 8],
  ]);
});

test("a gradient inside a function: second derivatives", () => {
  const cube = (t: Tensor): Tensor => x.mul(t, x.mul(t, t));
  const second = gradientOf((t) => gradientOf((u) => cube(u!))(t!)[0]!);
  const [value] = gradient((t) => second(t!)[0]!)(2) as [number];
  expect(value).toBeCloseTo(6, 12);
});

test("Jacobian and Hessian", () => {
  const rows = jacobian((p) => g.softmax(p!))([0.1, -0.3, 0.7]);
  const s = [0.1, -0.3, 0.7].map(Math.exp);
  const total = s.reduce((a, b) => a + b, 0);
  rows.forEach((row, i) => {
    row.forEach((value, j) => {
      const [p, q] = [s[i]! / total, s[j]! / total];
      expect(value).toBeCloseTo(i === j ? p * (1 - p) : -p * q, 12);
    });
  });
  const rosenbrock = (p: Tensor): Tensor => {
    const [a, b] = [0, 1].map((i) => g.reshape(g.slice(p, 0, i, i + 1), []));
    const valley = x.sub(b!, x.mul(a!, a!));
    const along = x.sub(1, a!);
    return x.add(x.mul(100, x.mul(valley, valley)), x.mul(along, along));
  };
  const h = hessian((p) => rosenbrock(p!))([-1.2, 1]);
  expect(h[0]![0]).toBeCloseTo(1330, 8);
  expect(h[0]![1]).toBeCloseTo(480, 8);
  expect(h[1]![0]).toBeCloseTo(480, 8);
  expect(h[1]![1]).toBeCloseTo(200, 8);
});

test("mistakes are named", () => {
  expect(() => g.matmul(g.tensor([[1, 2]]), g.tensor([[1, 2]]))).toThrow(/matmul.*\(1×2\) and \(1×2\)/);
  expect(() => gradient((p) => p!)([1, 2])).toThrow(ShapeError);
  expect(() => gradient((p) => ((p as unknown as number) > 0 ? p! : p!))(1)).toThrow(TraceError);
});

/** Random graphs over two states: maps, products, reductions and views, each used again. */
const operations = [
  (p: Tensor, q: Tensor): Tensor => x.add(p, x.tanh(q)),
  (p: Tensor, q: Tensor): Tensor => x.mul(sigmoid(p), q),
  (p: Tensor, q: Tensor): Tensor => g.matmul(p, g.transpose(g.matmul(p, x.mul(q, 0.1)))),
  (p: Tensor): Tensor => g.softmax(p),
  (p: Tensor, q: Tensor): Tensor => x.sub(p, g.mean(q, 0)),
  (p: Tensor, q: Tensor): Tensor => x.max(p, g.sum(q, 1, { keep: true })),
  (p: Tensor): Tensor => g.slice(p, 0, undefined, undefined, -1),
  (p: Tensor): Tensor => g.transpose(p),
  (p: Tensor, q: Tensor): Tensor => g.slice(g.concat([p, q], 1), 1, 1, p.shape[1]! + 1),
];

test("random graphs and their gradients: compiled as in the reference", async () => {
  const choice = fc.record({ operation: fc.nat(operations.length - 1), p: fc.nat(20), q: fc.nat(20) });
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 9 }),
      fc.array(choice, { minLength: 1, maxLength: 8 }),
      async (n, plan) => {
        const a = g.state("a", [n, n]);
        const b = g.state("b", [n, n]);
        const nodes = [a, b];
        for (const { operation, p, q } of plan)
          nodes.push(operations[operation]!(nodes[p % nodes.length]!, nodes[q % nodes.length]!));
        const loss = g.mean(x.mul(nodes.at(-1)!, 1));
        const [da, db] = differentiate(loss, [a, b]);
        const results: Record<string, Float32Array | Float64Array>[] = [];
        for (const backend of [reference(), wasm()]) {
          const session = backend.open();
          const executable = await session.load({ outputs: { loss, da: da!, db: db! } });
          for (const name of session.names())
            session.write(
              name,
              Float32Array.from({ length: n * n }, (_, i) => Math.sin(i * 1.7 + name.charCodeAt(0))),
            );
          results.push(executable.run(1));
        }
        for (const name of ["loss", "da", "db"])
          results[0]![name]!.forEach((value, i) => {
            expect(Math.abs(results[1]![name]![i]! - value)).toBeLessThanOrEqual(1e-4 * Math.max(1, Math.abs(value)));
          });
      },
    ),
    { numRuns: 150 },
  );
});
