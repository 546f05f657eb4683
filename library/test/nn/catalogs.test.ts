import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { reference } from "../../src/backends/reference/session.ts";
import { wasm } from "../../src/backends/wasm/session.ts";
import { differentiate as slopeOf } from "../../src/expr/differentiate.ts";
import { evaluate } from "../../src/expr/evaluate.ts";
import { variable } from "../../src/expr/expr.ts";
import type { Operation } from "../../src/expr/operation.ts";
import { differentiate } from "../../src/graph/differentiate.ts";
import { evaluate as valueOf } from "../../src/graph/evaluate.ts";
import * as g from "../../src/graph/index.ts";
import { sizeOf } from "../../src/graph/shape.ts";
import * as activations from "../../src/nn/activations/index.gen.ts";
import * as initializers from "../../src/nn/initializers/index.gen.ts";
import { type Loss, lossOf } from "../../src/nn/losses/_loss.ts";
import * as losses from "../../src/nn/losses/index.gen.ts";
import { randomStream } from "../../src/util/random.ts";

/** A record, or what a function of options makes without any. */
function record<T>(value: unknown, isRecord: (value: unknown) => boolean, ...given: unknown[]): T {
  return (isRecord(value) ? value : (value as (...given: unknown[]) => T)(...given)) as T;
}
const isOperation = (value: unknown): value is Operation => typeof value === "function" && "arity" in value;
/** The records of a catalog, without what defines them. */
const recordsOf = (catalog: object): [string, unknown][] =>
  Object.entries(catalog).filter(([name]) => !name.startsWith("define"));
const elementwise = recordsOf(activations)
  .map(([name, value]) => {
    const made: unknown = isOperation(value) || "symbol" in (value as object) ? value : (value as () => unknown)();
    return [name, made] as const;
  })
  .filter((entry): entry is readonly [string, Operation] => isOperation(entry[1]));

describe("every elementwise activation", () => {
  test("they are all here", () => expect(elementwise.length).toBeGreaterThanOrEqual(31));
  for (const [name, f] of elementwise) {
    const formula = f(variable("x"));
    const slope = slopeOf(formula, "x");
    test(`${name}: the derivative is what central differences give, away from kinks`, () => {
      fc.assert(
        fc.property(fc.double({ min: -12, max: 12, noNaN: true }), (at) => {
          const h = 1e-5;
          fc.pre((f.kinks ?? []).every((kink) => Math.abs(at - kink) > 2 * h));
          const numeric = (f(at + h) - f(at - h)) / (2 * h);
          const exact = evaluate(slope, { x: at });
          // A slope that bends at this very point costs h.
          expect(Math.abs(exact - numeric)).toBeLessThan(2 * h * Math.max(1, Math.abs(exact)));
        }),
      );
    });
    test(`${name}: formula and stable form are equal, the computed one is finite over float32`, () => {
      fc.assert(
        fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), (at) => {
          const value = f(at);
          const grows = f.symbol === "exponential" || f.symbol === "squareplus";
          if (!grows) expect(Number.isFinite(value), `at ${at}: ${value}`).toBe(true);
          if (f.formula === undefined || Math.abs(at) > 15) return;
          const taught = evaluate(f.formula(variable("x")), { x: at });
          // The taught form may lose digits by cancellation; 1e-9 of what is subtracted stays.
          expect(Math.abs(taught - value)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(value)));
        }),
      );
    });
  }
  test("compiled, they give the reference's numbers and slopes", async () => {
    const points = [-90, -20, -5, -3, -1.5, -0.7, -0.1, 0, 0.1, 0.7, 1.5, 3, 5, 20, 80].map(Math.fround);
    const input = g.state("x", [points.length]);
    const outputs = Object.fromEntries(
      elementwise.flatMap(([name, f]) => {
        const y = f(input);
        return [[name, y] as const, [`∂${name}`, differentiate(g.sum(y), [input])[0]!] as const];
      }),
    );
    const results = await Promise.all(
      [reference(), wasm()].map(async (backend) => {
        const session = backend.open();
        const executable = await session.load({ outputs });
        session.write("x", points);
        return executable.run(1);
      }),
    );
    for (const name of Object.keys(outputs))
      results[0]![name]!.forEach((value, i) => {
        const found = results[1]![name]![i]!;
        const close = Object.is(Math.fround(value), found) || Math.abs(found - value) <= 2e-6 + 2e-5 * Math.abs(value);
        if (!close) expect.fail(`${name} at ${points[i]}: ${value}, found ${found}`);
      });
  });
});

describe("activations of whole rows", () => {
  const rows = g.tensor([
    [1, 2, -1, 0.5],
    [0, 0, 3, 3],
  ]);
  test("sparsemax is the nearest point of the simplex", () => {
    expect([...valueOf(activations.sparsemax(rows))].map((v) => Math.round(v * 1e12) / 1e12)).toEqual([
      0, 1, 0, 0, 0, 0, 0.5, 0.5,
    ]);
    fc.assert(
      fc.property(fc.array(fc.double({ min: -3, max: 3, noNaN: true }), { minLength: 1, maxLength: 6 }), (z) => {
        const p = [...valueOf(activations.sparsemax(g.tensor(z, [1, z.length])))];
        expect(p.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 10);
        // Nearest: one threshold for all, positive shares are z − τ, the others have z ≤ τ.
        const threshold = z[p.indexOf(Math.max(...p))]! - Math.max(...p);
        p.forEach((value, i) => expect(value).toBeCloseTo(Math.max(0, z[i]! - threshold), 10));
      }),
    );
  });
  test("softmin, GLU and maxout", () => {
    const softmin = [...valueOf(activations.softmin(rows))];
    expect(softmin[2]! / softmin[0]!).toBeCloseTo(Math.exp(2), 12);
    expect([...valueOf(activations.glu(rows))].map((v) => v.toFixed(6))).toEqual(
      [1 / (1 + Math.E), 2 / (1 + Math.exp(-0.5)), 0, 0].map((v) => v.toFixed(6)),
    );
    expect([...valueOf(activations.maxout(2)(rows))]).toEqual([2, 0.5, 0, 3]);
    expect(() => activations.glu(g.tensor([[1, 2, 3]]))).toThrow(/cannot be halved; found \(1×3\)/);
    expect(() => activations.maxout(3)(rows)).toThrow(/divided by 3/);
  });
});

describe("every loss", () => {
  const isLoss = (value: unknown): boolean => typeof value === "object" && value !== null && "values" in value;
  const random = randomStream(8, 0);
  const draw = (count: number, value: () => number): Float64Array => Float64Array.from({ length: count }, value);
  const shares = (rows: number, classes: number): Float64Array => {
    const all = draw(rows * classes, () => 0.1 + random.uniform());
    for (let row = 0; row < rows; row++) {
      const part = all.subarray(row * classes, (row + 1) * classes);
      const total = part.reduce((sum, value) => sum + value, 0);
      part.forEach((value, i) => {
        part[i] = value / total;
      });
    }
    return all;
  };
  /** Losses of pairs, triples, class numbers and sequences: the shape of predictions, and the targets of four rows. */
  const unlike: Readonly<
    Record<string, { readonly prediction: readonly number[]; readonly target: readonly number[] }>
  > = {
    marginRanking: { prediction: [4, 2], target: [1, -1, 1, -1] },
    negativeLogLikelihood: { prediction: [4, 3], target: [2, 0, 1, 2] },
    gaussianNegativeLogLikelihood: { prediction: [4, 4], target: [0.3, 1.1, -0.4, 0.2, 0.9, -1, 0.5, 0.1] },
    gaussianKullbackLeibler: { prediction: [4, 4], target: [0, 0, 0, 0] },
    triplet: { prediction: [4, 6], target: [0, 0, 0, 0] },
    contrastive: { prediction: [4, 4], target: [1, 0, 1, 0] },
    cosineEmbedding: { prediction: [4, 4], target: [1, -1, 1, -1] },
    ctc: { prediction: [4, 5, 3], target: [1, 2, 1, 1, 2, 0, 0, 0] },
  };
  for (const [name, value] of recordsOf(losses)) {
    const loss = record<Loss>(value, isLoss);
    test(`${name}: its convention is data, and its gradient is what central differences give`, () => {
      expect(["mean", "sum"]).toContain(loss.reduction);
      expect(typeof loss.half).toBe("boolean");
      const own = unlike[name];
      const shape = own?.prediction ?? [4, 3];
      const width = shape.at(-1)!;
      const count = sizeOf(shape);
      const positive =
        ["sigmoid", "softmax", "softplus"].includes(loss.output) || name === "gaussianNegativeLogLikelihood";
      const at =
        loss.output === "softmax"
          ? shares(4, width)
          : draw(count, () => (positive ? 0.1 + 0.8 * random.uniform() : random.normal()));
      const classes =
        ["softmax", "sigmoid"].includes(loss.output) || name.includes("inge") || name === "binaryCrossEntropyLogits";
      const y =
        own?.target ??
        (name === "kullbackLeibler"
          ? shares(4, width)
          : classes
            ? Float64Array.from({ length: count }, (_, i) => (i % width === Math.floor(i / width) % width ? 1 : 0))
            : draw(count, () => 0.2 + random.uniform()));
      const prediction = g.input("p", shape);
      const scalar = lossOf(loss, prediction, g.tensor(y, [4, y.length / 4]));
      expect(scalar.shape).toEqual([]);
      const [gradient] = differentiate(scalar, [prediction]);
      const exact = valueOf(gradient!, new Map([[prediction, at]]));
      at.forEach((_, i) => {
        const h = 1e-6;
        const moved = (by: number): number =>
          valueOf(scalar, new Map([[prediction, at.map((v, k) => (k === i ? v + by : v))]]))[0]!;
        const numeric = (moved(h) - moved(-h)) / (2 * h);
        expect(Math.abs(exact[i]! - numeric), `element ${i}`).toBeLessThan(1e-6 * Math.max(1, Math.abs(numeric)));
      });
    });
  }
  test("known values", () => {
    const one = (loss: Loss, p: number[][], y: number[][]): number =>
      valueOf(lossOf(loss, g.tensor(p), g.tensor(y)))[0]!;
    expect(one(losses.meanSquaredError, [[1, 3]], [[0, 1]])).toBe(2.5);
    expect(one(losses.sumSquaredError, [[1, 3]], [[0, 1]])).toBe(5);
    expect(one(losses.meanAbsolutePercentageError, [[1.5]], [[2]])).toBe(25);
    expect(one(losses.meanSquaredLogarithmicError, [[Math.E - 1]], [[0]])).toBeCloseTo(1, 15);
    expect(one(losses.quantile(0.9), [[1, 3]], [[2, 2]])).toBeCloseTo((0.9 + 0.1) / 2, 15);
    expect(one(losses.hinge, [[0.5, 0.5]], [[1, 0]])).toBe(1);
    expect(one(losses.squaredHinge, [[0.5, 0.5]], [[1, -1]])).toBe((0.25 + 2.25) / 2);
    expect(one(losses.categoricalHinge, [[0.2, 0.7, 0.1]], [[1, 0, 0]])).toBeCloseTo(1.5, 15);
    expect(one(losses.dice({ smooth: 0 }), [[1, 1, 0]], [[1, 0, 0]])).toBeCloseTo(1 / 3, 15);
    expect(one(losses.cosine, [[1, 0]], [[0, 2]])).toBe(1);
    const offset = Math.hypot(3 - 1e-6, 4 - 1e-6);
    expect(one(losses.contrastive({ margin: 6 }), [[0, 0, 3, 4]], [[1]])).toBeCloseTo(offset ** 2 / 2, 12);
    expect(one(losses.contrastive({ margin: 6 }), [[0, 0, 3, 4]], [[0]])).toBeCloseTo((6 - offset) ** 2 / 2, 12);
    expect(one(losses.contrastive({ margin: 2 }), [[0, 0, 3, 4]], [[0]])).toBe(0);
    expect(one(losses.cosineEmbedding(), [[1, 0, 0, 2]], [[1]])).toBe(1);
    expect(one(losses.cosineEmbedding({ margin: 0.25 }), [[1, 0, 2, 0]], [[-1]])).toBe(0.75);
    expect(one(losses.gaussianKullbackLeibler, [[2, 0, Math.log(3), 0]], [[0]])).toBeCloseTo(
      (4 + 3 - Math.log(3) - 1) / 2,
      14,
    );
    expect(() => one(losses.contrastive(), [[1, 2, 3]], [[1]])).toThrow(/divided into 2 vectors.*3 outputs/);
    expect(one(losses.binaryFocal({ gamma: 2 }), [[0.9]], [[1]])).toBeCloseTo(-0.01 * Math.log(0.9), 15);
    expect(one(losses.categoricalFocal({ gamma: 0 }), [[0.3, 0.7]], [[0, 1]])).toBeCloseTo(-Math.log(0.7), 15);
  });
});

describe("connectionist temporal classification", () => {
  const random = randomStream(3, 3);
  const [n, steps, classes] = [6, 5, 3] as const;
  const logits = Array.from({ length: n }, () =>
    Array.from({ length: steps }, () => Array.from({ length: classes }, () => 2 * random.normal())),
  );
  /** −ln of the summed probability of all ways to say labels: every sequence of classes, repeats joined, blanks left out. */
  const slow = (rows: readonly number[][], labels: readonly number[], blank: number): number => {
    const shares = rows.map((row) => {
      const powers = row.map(Math.exp);
      return powers.map((power) => power / powers.reduce((a, b) => a + b));
    });
    let total = 0;
    for (let code = 0; code < classes ** rows.length; code++) {
      const path = rows.map((_, t) => Math.floor(code / classes ** t) % classes);
      const said = path.filter((one, t) => one !== path[t - 1] && one !== blank);
      if (said.join() === labels.join()) total += path.reduce((product, one, t) => product * shares[t]![one]!, 1);
    }
    return -Math.log(total);
  };
  const valuesOf = (loss: Loss, targets: readonly number[][], mask?: readonly number[][]): number[] => [
    ...valueOf(loss.values(g.tensor(logits), g.tensor(targets), mask === undefined ? undefined : g.tensor(mask))),
  ];
  for (const blank of [0, 1])
    test(`sums over all ways to say the labels, blank ${blank}, whatever steps there are`, () => {
      const [a, b] = [0, 1, 2].filter((one) => one !== blank) as [number, number];
      const labels = [[a, b, a], [b, b], [a], [], [a, b], [b, a, b]];
      const filled = labels.map((row) => [...row, ...new Array<number>(3 - row.length).fill(blank)]);
      const mask = [
        [1, 1, 1, 1, 1],
        [1, 1, 1, 1, 0],
        [0, 0, 1, 1, 1],
        [1, 1, 0, 0, 0],
        [1, 0, 1, 0, 1],
        [1, 1, 1, 0, 0],
      ];
      valuesOf(losses.ctc({ blank }), filled).forEach((value, row) =>
        expect(value).toBeCloseTo(slow(logits[row]!, labels[row]!, blank), 10),
      );
      valuesOf(losses.ctc({ blank, perLabel: true }), filled, mask).forEach((value, row) => {
        const there = logits[row]!.filter((_, t) => mask[row]![t] === 1);
        expect(value).toBeCloseTo(slow(there, labels[row]!, blank) / Math.max(1, labels[row]!.length), 10);
      });
    });
  test("labels that do not fit into the steps cost ∞, or nothing and give no gradient", () => {
    // Two equal labels need a blank between; 9 is no class.
    const targets = [[1, 1, 1, 1], [1, 2, 0, 0], [9, 0, 0, 0], ...new Array<number[]>(3).fill([0, 0, 0, 0])];
    const infinite = valuesOf(losses.ctc(), targets);
    expect(infinite.map(Number.isFinite)).toEqual([false, true, false, true, true, true]);
    const prediction = g.input("p", [n, steps, classes]);
    const loss = lossOf(losses.ctc({ zeroInfinity: true }), prediction, g.tensor(targets));
    const bindings = new Map([[prediction, logits.flat(2)]]);
    const possible = infinite.filter(Number.isFinite);
    expect(valueOf(loss, bindings)[0]!).toBeCloseTo(possible.reduce((a, b) => a + b) / n, 12);
    const gradient = valueOf(differentiate(loss, [prediction])[0]!, bindings);
    infinite.forEach((value, row) => {
      const own = [...gradient.slice(row * steps * classes, (row + 1) * steps * classes)];
      expect(own.every(Number.isFinite)).toBe(true);
      expect(own.some((slope) => slope !== 0)).toBe(Number.isFinite(value));
    });
  });
  test("needs time", () => {
    expect(() => lossOf(losses.ctc(), g.input("p", [4, 3]), g.tensor([[1], [1], [1], [1]]))).toThrow(/no time/);
  });
});

describe("every initializer", () => {
  const made = recordsOf(initializers).map(
    ([name, value]) => [name, record<initializers_>(value, (one) => "made" in (one as object), 0.5)] as const,
  );
  type initializers_ = (shape: readonly number[], random: ReturnType<typeof randomStream>) => Float64Array;
  const moments = (values: Float64Array): [number, number] => {
    const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
    return [mean, values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length];
  };
  for (const [name, fill] of made)
    test(`${name} fills a shape, and depends on its stream alone`, () => {
      const shape = [40, 30];
      const values = fill(shape, randomStream(3, 1));
      expect(values.length).toBe(sizeOf(shape));
      expect(values.every(Number.isFinite)).toBe(true);
      expect(fill(shape, randomStream(3, 1))).toEqual(values);
    });
  test("variances are those of the papers", () => {
    const shape = [200, 100];
    for (const [fill, variance] of [
      [initializers.glorotUniform, 2 / 300],
      [initializers.glorotNormal, 2 / 300],
      [initializers.heUniform, 2 / 200],
      [initializers.heNormal, 2 / 200],
      [initializers.lecunUniform, 1 / 200],
      [initializers.lecunNormal, 1 / 200],
    ] as const) {
      const [mean, found] = moments(fill(shape, randomStream(1, 1)));
      expect(Math.abs(mean)).toBeLessThan(5 * Math.sqrt(variance / 20_000));
      expect(Math.abs(found / variance - 1)).toBeLessThan(0.06);
    }
    const limits = initializers.truncatedNormal(1, 0.1)([10_000], randomStream(1, 1));
    expect(limits.every((v) => Math.abs(v - 1) <= 0.2)).toBe(true);
  });
  test("orthogonal rows or columns, and a diagonal", () => {
    for (const [rows, columns] of [
      [5, 3],
      [3, 5],
      [4, 4],
    ] as const) {
      const w = initializers.orthogonal(2)([rows, columns], randomStream(2, 2));
      const byColumn = rows >= columns;
      const count = Math.min(rows, columns);
      const at = (vector: number, k: number): number =>
        byColumn ? w[k * columns + vector]! : w[vector * columns + k]!;
      for (let i = 0; i < count; i++)
        for (let j = 0; j < count; j++) {
          let dot = 0;
          for (let k = 0; k < Math.max(rows, columns); k++) dot += at(i, k) * at(j, k);
          expect(dot).toBeCloseTo(i === j ? 4 : 0, 12);
        }
    }
    expect([...initializers.identity()([2, 3], randomStream(0, 0))]).toEqual([1, 0, 0, 0, 1, 0]);
  });
});
