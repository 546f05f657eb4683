import { describe, expect, test } from "vitest";
import { reference } from "../../src/backends/reference/session.ts";
import { wasm } from "../../src/backends/wasm/session.ts";
import type { Backend, Step } from "../../src/compiler/step.ts";
import * as x from "../../src/expr/operations/index.ts";
import { differentiate } from "../../src/graph/differentiate.ts";
import * as g from "../../src/graph/index.ts";
import { scan } from "../../src/graph/loops.ts";
import type { Shape } from "../../src/graph/shape.ts";
import { sizeOf } from "../../src/graph/shape.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { randomStream } from "../../src/util/random.ts";
import { compiledBackends } from "../backends/_native.ts";

/** Runs a step here and in the reference with the same random inputs and expects the same numbers. */
async function agreement(
  compiled: Backend,
  step: Step,
  inputs: Record<string, ArrayLike<number>> = {},
  tolerance = 2e-5,
): Promise<void> {
  const results = [];
  for (const backend of [reference(), compiled]) {
    const session = backend.open();
    const executable = await session.load(step);
    const random = randomStream(5, 5);
    for (const name of session.names())
      session.write(
        name,
        session.read(name).map(() => Math.fround(random.uniform() * 2 - 1)),
      );
    const outputs = executable.run(1, inputs);
    results.push({ outputs, states: Object.fromEntries(session.names().map((name) => [name, session.read(name)])) });
  }
  const [want, got] = results as [(typeof results)[0], (typeof results)[0]];
  for (const kind of ["outputs", "states"] as const)
    for (const [name, values] of Object.entries(want[kind]))
      values.forEach((value, i) => {
        const found = got[kind][name]![i]!;
        const close = Object.is(value, found) || Math.abs(value - found) <= tolerance * Math.max(1, Math.abs(value));
        if (!close) expect.fail(`${name}[${i}]: expected ${value}, found ${found}`);
      });
}

/** A state for this name and shape, so that steps of many shapes can be put together into one program. */
const s = (name: string, shape: Shape): Tensor => g.state(`${name}[${shape}]`, shape);

/** Outputs of many kinds as one step: compiling C takes a while. */
function together(all: readonly Step["outputs"][]): Step {
  return {
    outputs: Object.fromEntries(
      all.flatMap((outputs, i) => Object.entries(outputs).map(([name, value]) => [`${name} ${i}`, value] as const)),
    ),
  };
}

describe.each(compiledBackends)("compiled steps agree with the reference: %s", (_, made) => {
  const agree = async (...given: Parameters<typeof agreement> extends [Backend, ...infer Rest] ? Rest : never) =>
    agreement(await made(), ...given);
  test("loops over time, with their derivatives", async () => {
    // Enough rows for chunks; one carry is read by the other.
    const [time, rows, width] = [3, 24, 22];
    const [w, u, b] = [s("w", [width, 2 * width]), s("u", [width, 2 * width]), s("b", [2 * width])];
    const first = s("first", [rows, width]);
    const { stacked, carries } = scan(
      ([h, c], [element]) => {
        const z = x.add(element!, x.add(g.matmul(h!, u), b));
        const gate = x.tanh(g.slice(z, 1, 0, width));
        const next = x.add(x.mul(gate, c!), x.tanh(g.slice(z, 1, width, 2 * width)));
        return { carries: [x.mul(gate, x.tanh(next)), next] };
      },
      [first, x.mul(first, 0.5)],
      { sequences: [g.matmul(s("x", [time, rows, width]), w)], reverse: true },
    );
    const loss = g.mean(x.add(x.mul(stacked[0]!, stacked[0]!), carries[1]!));
    const outputs = Object.fromEntries(differentiate(loss, [w, u, b, first]).map((part, i) => [`g${i}`, part]));
    await agree({ outputs: { loss, ...outputs } });
  });
  test("long sums, in chunks, of any shape", async () => {
    const all = (
      [
        [[5000], [0]],
        [[2048], [0]],
        [[3, 4099], [1]],
        [[4099, 3], [0]],
        [
          [70, 5, 71],
          [0, 2],
        ],
        [
          [2, 3000, 2],
          [0, 1, 2],
        ],
      ] as const
    ).map(([shape, axes]) => {
      const t = s("a", shape);
      return { sum: g.sum(x.mul(t, t), axes), again: x.mul(2, g.sum(t, axes)) };
    });
    // Thousands of numbers of both signs: the rounding is that of their sizes, not of their sum.
    await agree(together(all), {}, 2e-4);
  });
  test("a sum of a million equal numbers keeps its digits", async () => {
    const session = (await made()).open();
    const executable = await session.load({ outputs: { total: g.sum(g.state("a", [1_000_001])) } });
    session.write("a", new Float32Array(1_000_001).fill(0.1));
    expect(executable.run(1)["total"]![0]! / 100_000.1).toBeCloseTo(1, 5);
  });
  test("picks by indices that the same step computes", async () => {
    const indices = g.toIndex(x.add(g.toReal(g.indexAlong([2, 3], 0)), g.toReal(g.indexAlong([2, 3], 1))));
    const picked = g.gather(s("a", [5]), indices);
    await agree({ outputs: { picked, indices: g.toReal(indices), both: x.mul(picked, g.toReal(indices)) } });
  });
  const sizes = [0, 1, 2, 3, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 65, 127, 129, 1000];
  test("maps and sums of every size, forwards, backwards and in strides", async () => {
    const all = sizes.flatMap((n): Step["outputs"][] => {
      const y = x.add(x.mul(s("a", [n]), 2), s("b", [n]));
      const column = g.slice(s("c", [n, 3]), 1, 1, 2);
      return [
        { y: x.sqrt(x.abs(y)), sum: g.sum(y), largest: g.maximum(g.concat([y, g.tensor([-1])])) },
        {
          back: x.mul(g.slice(s("a", [n]), 0, undefined, undefined, -1), 3),
          strided: g.reshape(x.mul(column, 2), [n]),
        },
        { third: x.neg(g.slice(s("a", [n]), 0, undefined, undefined, -3)), columns: g.sum(s("c", [n, 3]), [0]) },
      ];
    });
    await agree(together(all));
    await agree(together(sizes.slice(0, 13).map((n) => ({ y: x.tanh(s("a", [n])) }))));
  });
  test("broadcasting", async () => {
    await agree({ outputs: { y: x.mul(s("a", [3, 1, 5]), s("b", [4, 1])) } });
    await agree({ outputs: { y: x.exp(x.add(s("a", [7, 1]), s("b", [9]))) } });
  });
  test("matrix products of awkward sizes, also transposed", async () => {
    const all = (
      [
        [1, 1, 1],
        [4, 8, 8],
        [5, 3, 1],
        [1, 9, 7],
        [17, 33, 10],
        [64, 80, 65],
        [31, 1, 31],
        [3, 0, 2],
      ] as const
    ).map(([n, k, m]) => ({
      plain: g.matmul(s("a", [n, k]), s("b", [k, m])),
      left: g.contract(s("a", [k, n]), s("b", [k, m]), "ki,kj->ij"),
      right: g.contract(s("a", [n, k]), s("b", [m, k]), "ik,jk->ij"),
      many: g.contract(s("a", [2, n, k]), s("b", [2, k, m]), "bik,bkj->bij"),
      turned: g.contract(s("a", [n, k]), s("b", [k, m]), "ik,kj->ji"),
    }));
    await agree(together(all));
  });
  test("long matrix products, in pieces and with copied rows, with what follows them", async () => {
    const all = (
      [
        [33, 1281, 41],
        [19, 1300, 520],
        [50, 131, 64],
        [70, 896, 33],
        [16, 1024, 17],
      ] as const
    ).flatMap(([n, k, m]) => {
      const after = (y: Tensor): Step["outputs"] => ({ y, z: x.max(0, x.add(y, s("c", [m]))) });
      return [
        after(g.matmul(s("a", [n, k]), s("b", [k, m]))),
        after(g.contract(s("a", [k, n]), s("b", [k, m]), "ki,kj->ij")),
        after(g.contract(s("a", [n, k]), s("b", [m, k]), "ik,jk->ij")),
      ];
    });
    await agree(together(all), {}, 2e-4);
    const product = g.matmul(s("a", [19, 1900]), s("b", [1900, 7]));
    await agree({ outputs: { y: x.tanh(x.add(product, s("c", [7]))) } }, {}, 2e-4);
  });
  test("products over several long inner axes, in pieces, with several axes around them", async () => {
    const [left, right] = [s("a", [9, 3, 22, 7, 23]), [22, 9, 23]];
    const all = [5, 13, 40].map((n) => {
      const y = g.contract(left, s("b", [...right, n]), "urvsw,vuwn->rsn");
      return { y, z: x.max(0, x.add(y, s("c", [n]))) };
    });
    const batched = g.contract(s("a", [2, 9, 22, 5, 23]), s("b", [22, 2, 9, 23, 17]), "buvsw,vbuwn->bsn");
    await agree(together([...all, { batched }]), {}, 2e-4);
  });
  test("reductions along every axis", async () => {
    const all = [[0], [1], [2], [0, 1], [1, 2], [0, 2], [0, 1, 2]].flatMap((axes) =>
      [
        [2, 3, 4],
        [5, 1, 7],
        [9, 8, 17],
      ].map((shape) => {
        const a = s("a", shape);
        return { sum: g.sum(a, axes), max: g.maximum(a, axes), mean: g.mean(x.mul(a, a), axes) };
      }),
    );
    await agree(together(all));
  });
  test("views, pads, concatenations, gathers", async () => {
    const a = s("a", [5, 6]);
    const indices = g.tensor([4, 0, 0, 3], [4], "index");
    await agree({
      outputs: {
        reversed: g.slice(a, 0, undefined, undefined, -2),
        turned: x.mul(g.transpose(a), 2),
        flat: g.reshape(g.transpose(a), [30]),
        padded: g.pad(a, { low: [1, -1], high: [0, 2], interior: [1, 0], value: 3 }),
        joined: g.concat([a, x.neg(a)], 1),
        stacked: g.concat([x.exp(a), a], 0),
        rows: g.gather(a, indices, 0),
        columns: g.gather(a, indices, 1),
        added: g.scatterAdd(g.gather(a, indices, 0), indices, 0, 7),
        addedColumns: g.scatterAdd(g.gather(a, indices, 1), indices, 1, 6),
        oneHot: g.oneHot(indices, 5),
        where: g.toReal(g.indexAlong([3, 4], 1)),
      },
    });
  });
  test("softmax, its gradient and its second derivative", async () => {
    const a = s("a", [5, 7]);
    const y = g.sum(x.mul(g.softmax(a), s("b", [5, 7])));
    const [first] = differentiate(y, [a]);
    const [second] = differentiate(g.sum(x.mul(first!, first!)), [a]);
    await agree({ outputs: { y, first: first!, second: second! } });
  });
  test("every operation, in lanes of float32 and float64", async () => {
    const all = Object.values(x).flatMap((operation) => {
      if (!("symbol" in operation)) return [];
      const operands = ["a", "b", "c"].slice(0, operation.arity).map((name) => s(name, [13]));
      const whole = operation.symbol === "ldexp" ? [operands[0]!, x.round(x.mul(operands[1]!, 9))] : operands;
      return [{ [operation.symbol]: operation(...whole) }];
    });
    await agree(together(all), {}, 1e-6);
  });
  test("random numbers are the same", async () => {
    const scalar = (name: string): Tensor => g.input(name, [], "index");
    await agree({ outputs: { y: g.random([3, 7], scalar("seed"), scalar("step"), 9) } }, { seed: [7], step: [3] }, 0);
  });
  test("states change at once, in place or not", async () => {
    const a = s("a", [6]);
    const b = s("b", [6]);
    await agree({
      outputs: { old: g.sum(a) },
      updates: [
        [a, b],
        [b, a],
      ],
    });
    await agree({ outputs: {}, updates: [[a, x.add(a, g.slice(a, 0, undefined, undefined, -1))]] });
    const m = s("m", [6, 6]);
    await agree({ outputs: {}, updates: [[m, g.matmul(m, m)]] });
  });
});

test("a step of a hundred steps is a hundred steps", async () => {
  const w = g.state("w", [9]);
  const rate = g.input("rate", []);
  const loss = g.sum(x.mul(w, w));
  const [gradient] = differentiate(loss, [w]);
  const step: Step = { outputs: { loss }, updates: [[w, x.sub(w, x.mul(rate, gradient!))]], perStep: ["rate"] };
  const session = wasm().open();
  const executable = await session.load(step, { maximumSteps: 100 });
  session.write("w", new Float32Array(9).fill(1));
  const { loss: losses } = executable.run(100, { rate: new Float32Array(100).fill(0.1) });
  expect(losses).toHaveLength(100);
  expect(losses![0]).toBe(9);
  expect(losses![1]).toBeCloseTo(9 * 0.64, 5);
  expect(session.read("w")[0]).toBeCloseTo(0.8 ** 100, 12);
  expect(sizeOf(w.shape)).toBe(9);
});
