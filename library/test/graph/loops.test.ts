import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { wasm } from "../../src/backends/wasm/session.ts";
import * as x from "../../src/expr/operations/index.ts";
import { differentiate } from "../../src/graph/differentiate.ts";
import { evaluate, evaluateAll } from "../../src/graph/evaluate.ts";
import * as g from "../../src/graph/index.ts";
import { cumulativeProduct, cumulativeSum, product, scan } from "../../src/graph/loops.ts";
import { sizeOf } from "../../src/graph/shape.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { randomStream } from "../../src/util/random.ts";

type Loss = (inputs: readonly Tensor[]) => Tensor;

/** First and second derivatives along a random direction, against central differences of what is one order below. */
function checkDerivatives(shapes: readonly (readonly number[])[], loss: Loss, seed = 1): void {
  const random = randomStream(seed, 0);
  const inputs = shapes.map((shape, i) => g.input(`x${i}`, shape));
  const draw = (): Float64Array[] =>
    shapes.map((shape) => Float64Array.from({ length: sizeOf(shape) }, () => random.normal()));
  const [at, direction] = [draw(), draw()];
  const bindings = (h: number) =>
    new Map(inputs.map((input, i) => [input, at[i]!.map((value, k) => value + h * direction[i]![k]!)] as const));
  const along = (scalar: Tensor): Tensor =>
    differentiate(scalar, inputs)
      .map((part, i) => g.sum(x.mul(part, g.tensor(direction[i]!, shapes[i]))))
      .reduce((a, b) => x.add(a, b));
  const value = loss(inputs);
  const first = along(value);
  const second = along(first);
  for (const [exact, below] of [
    [first, value],
    [second, first],
  ] as const) {
    const found = evaluate(exact, bindings(0))[0]!;
    const h = 1e-5;
    const [above, under] = [evaluate(below, bindings(h))[0]!, evaluate(below, bindings(-h))[0]!];
    expect(Math.abs(found - (above - under) / (2 * h))).toBeLessThan(2e-5 * Math.max(1, Math.abs(found)));
  }
}

/** A sum that treats every element differently, and is curved. */
const weighed = (t: Tensor): Tensor => {
  const weights = g.tensor(
    Array.from({ length: sizeOf(t.shape) }, (_, i) => Math.sin(i + 1)),
    t.shape,
  );
  return g.sum(x.mul(weights, x.tanh(x.mul(t, t))));
};

describe("scan", () => {
  const values = g.tensor([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  test("carries, stacks and collects, forwards and backwards", () => {
    const zero = g.tensor([0, 0]);
    const step = ([total]: readonly Tensor[], [v]: readonly Tensor[]) => ({
      carries: [x.add(total!, v!)],
      outputs: [x.mul(total!, v!)],
    });
    const forward = scan(step, [zero], { sequences: [values] });
    expect([...evaluate(forward.carries[0]!)]).toEqual([9, 12]);
    expect([...evaluate(forward.stacked[0]!)]).toEqual([1, 2, 4, 6, 9, 12]);
    expect([...evaluate(forward.outputs[0]!)]).toEqual([0, 0, 3, 8, 20, 36]);
    const backward = scan(step, [zero], { sequences: [values], reverse: true });
    expect([...evaluate(backward.stacked[0]!)]).toEqual([9, 12, 8, 10, 5, 6]);
    expect([...evaluate(backward.carries[0]!)]).toEqual([9, 12]);
  });
  test("no steps give the first carries back", () => {
    const empty = scan(([a]) => ({ carries: [x.mul(a!, 2)] }), [g.tensor([3])], { length: 0 });
    expect([...evaluate(empty.carries[0]!)]).toEqual([3]);
    expect(empty.stacked[0]!.shape).toEqual([0, 1]);
  });
  test("sums and products along any axis", () => {
    expect([...evaluate(cumulativeSum(values, 1))]).toEqual([1, 3, 3, 7, 5, 11]);
    expect([...evaluate(cumulativeProduct(values, 0))]).toEqual([1, 2, 3, 8, 15, 48]);
    expect([...evaluate(product(values, -1))]).toEqual([2, 12, 30]);
  });
  test("the gradient of a product is right where factors are 0", () => {
    const t = g.input("t", [4]);
    const [gradient] = differentiate(product(t, 0), [t]);
    expect([...evaluate(gradient!, new Map([[t, [2, 0, 3, 5]]]))]).toEqual([0, 30, 0, 0]);
    expect([...evaluate(gradient!, new Map([[t, [2, 0, 0, 5]]]))]).toEqual([0, 0, 0, 0]);
  });
  for (const reverse of [false, true]) {
    const name = reverse ? "backwards" : "forwards";
    // Two carries, an output, a constant that is a product of an input, and the last carry used by itself.
    const body = (a: Tensor, c: Tensor, element: Tensor, [, w, b]: readonly Tensor[]) => {
      const next = x.tanh(x.add(g.matmul(x.add(a, element), x.mul(w!, 0.5)), b!));
      return { carries: [next, x.add(c, x.mul(next, a))] as const, output: x.mul(next, element) };
    };
    const shapes = [[4, 2, 3], [3, 3], [3], [2, 3]];
    const looped: Loss = (inputs) => {
      const { carries, stacked, outputs } = scan(
        ([a, c], [element]) => {
          const { carries: next, output } = body(a!, c!, element!, inputs);
          return { carries: next, outputs: [output] };
        },
        [inputs[3]!, g.full([2, 3], 0.5)],
        { sequences: [inputs[0]!], reverse },
      );
      return x.add(weighed(carries[1]!), x.add(weighed(stacked[0]!), weighed(outputs[0]!)));
    };
    const unrolled: Loss = (inputs) => {
      let [a, c] = [inputs[3]!, g.full([2, 3], 0.5)];
      const seen: Tensor[] = [];
      const outputs: Tensor[] = [];
      for (let step = 0; step < 4; step++) {
        const t = reverse ? 3 - step : step;
        const element = g.reshape(g.slice(inputs[0]!, 0, t, t + 1), [2, 3]);
        const { carries, output } = body(a, c, element, inputs);
        [a, c] = carries;
        seen[t] = a;
        outputs[t] = output;
      }
      return x.add(weighed(c), x.add(weighed(g.stack(seen)), weighed(g.stack(outputs))));
    };
    test(`derivatives, first and second, of a recurrent layer, ${name}`, () => checkDerivatives(shapes, looped));
    test(`a loop gives what its steps written one after the other give, ${name}`, () => {
      const inputs = shapes.map((shape, i) => g.input(`x${i}`, shape));
      const random = randomStream(5, 0);
      const bindings = new Map(
        inputs.map((t) => [t, Float64Array.from({ length: sizeOf(t.shape) }, () => random.normal())]),
      );
      const all = (loss: Loss): Tensor[] => {
        const value = loss(inputs);
        const first = differentiate(value, inputs);
        const second = differentiate(
          first.map((part) => g.sum(x.mul(part, part))).reduce((p, q) => x.add(p, q)),
          inputs,
        );
        return [value, ...first, ...second];
      };
      const [found, wanted] = [evaluateAll(all(looped), bindings), evaluateAll(all(unrolled), bindings)];
      wanted.forEach((values, i) => {
        values.forEach((value, k) => {
          expect(Math.abs(found[i]![k]! - value)).toBeLessThan(1e-10 * Math.max(1, Math.abs(value)));
        });
      });
    });
  }
  test("a loop inside a loop", () => {
    checkDerivatives([[3, 2], [2]], ([xs, w]) => {
      const { carries } = scan(
        ([a], [element]) => ({ carries: [x.add(x.mul(a!, 0.5), product(g.stack([a!, x.sin(element!), w!]), 0))] }),
        [g.tensor([0.3, -0.4])],
        { sequences: [xs!] },
      );
      return weighed(carries[0]!);
    });
  });
  test("index sequences pick rows", () => {
    checkDerivatives([[5, 2]], ([table]) => {
      const { carries } = scan(
        ([a], [i]) => ({ carries: [x.mul(x.add(a!, g.gather(table!, i!)), 0.9)] }),
        [g.tensor([1, 1])],
        { sequences: [g.tensor([4, 0, 4], [3], "index")] },
      );
      return weighed(carries[0]!);
    });
  });
  test("what does not fit is refused", () => {
    expect(() => scan(([a]) => ({ carries: [a!] }), [g.tensor(0)], {})).toThrow(/how many steps/);
    expect(() => scan(([a]) => ({ carries: [g.stack([a!, a!])] }), [g.tensor(0)], { length: 2 })).toThrow(
      /a carry changes its shape; expected \(\); found \(2\)/,
    );
  });
  test("is compiled: forwards and backwards, nested, with carries, outputs, constants and gradients", async () => {
    for (const [length, rows, width, seed] of [
      [1, 1, 1, 1],
      [2, 3, 5, 2],
      [7, 4, 9, 3],
      [5, 17, 33, 4],
    ] as const) {
      const sequence = g.input("sequence", [length, rows, width]);
      const weights = g.input("weights", [width, width]);
      const first = g.input("first", [rows, width]);
      const looped = (reverse: boolean) =>
        scan(
          ([h, c], [element]) => {
            const next = x.sin(x.add(g.matmul(h!, weights), element!));
            const cell = x.add(x.mul(c!, 0.5), x.mul(next, h!));
            return { carries: [next, cell], outputs: [g.sum(cell, 1), x.mul(next, element!)] };
          },
          [first, x.mul(first, 2)],
          { sequences: [sequence], reverse },
        );
      const inner = scan(
        ([total], [element]) => {
          const run = cumulativeSum(x.mul(element!, total!), 0);
          return { carries: [x.add(total!, x.mul(0.1, run))], outputs: [run] };
        },
        [first],
        { sequences: [g.transpose(g.transpose(sequence))] },
      );
      const losses = [false, true].map((reverse) => {
        const { carries, stacked, outputs } = looped(reverse);
        return [...carries, ...stacked, ...outputs].map(weighed).reduce((a, b) => x.add(a, b));
      });
      losses.push([...inner.carries, ...inner.outputs].map(weighed).reduce((a, b) => x.add(a, b)));
      const inputs = [sequence, weights, first];
      const outputs: Record<string, Tensor> = {};
      losses.forEach((loss, i) => {
        outputs[`loss${i}`] = loss;
        differentiate(loss, inputs).forEach((part, k) => {
          outputs[`d${i}${k}`] = part;
        });
      });
      const random = randomStream(seed, 3);
      const values = new Map(
        inputs.map((t) => [
          t,
          Float64Array.from({ length: sizeOf(t.shape) }, () => Math.fround(random.normal() / Math.sqrt(width))),
        ]),
      );
      const given = { sequence: values.get(sequence)!, weights: values.get(weights)!, first: values.get(first)! };
      const wanted = evaluateAll(Object.values(outputs), values);
      for (const threads of [1, 2]) {
        const session = wasm({ threads }).open();
        const found = await (await session.load({ outputs }, { maximumSteps: 2 })).start(2, given);
        Object.keys(outputs).forEach((name, i) => {
          const size = wanted[i]!.length;
          wanted[i]!.forEach((value, at) => {
            // Both steps give the same: nothing is carried from one to the next.
            for (const step of [0, 1])
              expect(Math.abs(found[name]![step * size + at]! - value), name).toBeLessThan(
                2e-4 * (1 + Math.abs(value)),
              );
          });
        });
        session.dispose();
      }
    }
  });
});

describe("window and fold", () => {
  test("windows with steps and gaps", () => {
    const t = g.tensor([0, 1, 2, 3, 4, 5, 6]);
    expect([...evaluate(g.window(t, 0, 3, { step: 2 }))]).toEqual([0, 1, 2, 2, 3, 4, 4, 5, 6]);
    expect([...evaluate(g.window(t, 0, 2, { step: 3, dilation: 3 }))]).toEqual([0, 3, 3, 6]);
    expect([
      ...evaluate(
        g.fold(
          g.tensor([
            [1, 2, 3],
            [10, 20, 30],
          ]),
          0,
          5,
          { step: 2 },
        ),
      ),
    ]).toEqual([1, 2, 13, 20, 30]);
    expect(() => g.window(t, 0, 8)).toThrow(/does not fit/);
    expect(() => g.fold(g.tensor([[1, 2]]), 0, 5)).toThrow(/do not fit the length/);
  });
  const size = fc.integer({ min: 1, max: 3 });
  test("fold is the adjoint of window, for any sizes", () => {
    fc.assert(
      fc.property(size, size, size, fc.integer({ min: 7, max: 10 }), fc.nat(), (k, step, dilation, length, seed) => {
        const options = { step, dilation };
        const a = g.input("a", [2, length, 2]);
        const windows = g.window(a, 1, k, options);
        const random = randomStream(seed, 1);
        const numbers = (n: number): Float64Array => Float64Array.from({ length: n }, () => random.normal());
        const [p, q] = [numbers(sizeOf(a.shape)), numbers(sizeOf(windows.shape))];
        const folded = g.fold(g.tensor(q, windows.shape), 1, length, options);
        const [w, f] = evaluateAll([windows, folded], new Map([[a, p]]));
        const dot = (u: ArrayLike<number>, v: ArrayLike<number>): number =>
          Array.from(u).reduce((sum, value, i) => sum + value * v[i]!, 0);
        expect(dot(w!, q)).toBeCloseTo(dot(p, f!), 9);
      }),
    );
  });
  test("derivatives, first and second, of a convolution", () => {
    checkDerivatives(
      [
        [2, 6, 5, 2],
        [3, 2, 2, 3],
      ],
      ([image, kernel]) => {
        const rows = g.window(image!, 1, 3, { step: 2 });
        const both = g.window(rows, 3, 2, { dilation: 2 });
        return weighed(g.contract(both, kernel!, "n y r x c i, r c i o -> n y x o"));
      },
    );
  });
  test("folds are compiled, of products and of anything else, for any sizes", async () => {
    const session = wasm().open();
    let cases = 0;
    for (const k of [1, 2, 3, 5])
      for (const step of [1, 2, 3])
        for (const dilation of [1, 2])
          for (const length of [9, 11]) {
            const options = { step, dilation };
            const a = g.input("a", [2, length, 3]);
            const [kernel, other] = [g.input("kernel", [k, 3, 4]), g.input("other", [2, length, 3])];
            // The gradient of a convolution is a fold of a product, that of a pooling one of something else.
            const convolved = weighed(g.contract(g.window(a, 1, k, options), kernel, "n i k c, k c o -> n i o"));
            const swapped = weighed(g.contract(kernel, g.window(a, 1, k, options), "k c o, n i k c -> n o i"));
            const pooled = weighed(g.maximum(g.window(x.mul(a, other), 1, k, options), 2));
            const outputs = Object.fromEntries(
              [convolved, swapped, pooled].map((loss, i) => [`g${i}`, differentiate(loss, [a])[0]!]),
            );
            const random = randomStream(cases++, 2);
            const numbers = (t: Tensor): Float64Array =>
              Float64Array.from({ length: sizeOf(t.shape) }, () => Math.fround(random.normal()));
            const values = new Map([a, kernel, other].map((t) => [t, numbers(t)]));
            const given = { a: values.get(a)!, kernel: values.get(kernel)!, other: values.get(other)! };
            const executable = await session.load({ outputs });
            const found = executable.run(1, given);
            const wanted = evaluateAll(Object.values(outputs), values);
            wanted.forEach((numbersWanted, i) => {
              numbersWanted.forEach((value, at) => {
                expect(Math.abs(found[`g${i}`]![at]! - value)).toBeLessThan(1e-5 * (1 + Math.abs(value)));
              });
            });
          }
    session.dispose();
  });
  test("a window is compiled as a view", async () => {
    const t = g.input("t", [3, 9]);
    const output = g.contract(g.window(t, 1, 4, { step: 2 }), g.tensor([1, 2, 3, 4]), "n i k, k -> n i");
    const session = wasm().open();
    const values = Float64Array.from({ length: 27 }, (_, i) => i % 7);
    const found = (await session.load({ outputs: { output } })).run(1, { t: values })["output"]!;
    expect([...found]).toEqual([...evaluate(output, new Map([[t, values]]))]);
  });
});
