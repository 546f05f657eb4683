import { describe, expect, test } from "vitest";
import { reference } from "../../src/backends/reference/session.ts";
import type { Backend } from "../../src/compiler/step.ts";
import { padded } from "../../src/data/arrays/sequences.ts";
import { mul } from "../../src/expr/operations/mul.ts";
import { differentiate } from "../../src/graph/differentiate.ts";
import { evaluate } from "../../src/graph/evaluate.ts";
import * as g from "../../src/graph/index.ts";
import { sizeOf } from "../../src/graph/shape.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import * as l from "../../src/nn/layers/index.gen.ts";
import { type Loss, lossOf } from "../../src/nn/losses/_loss.ts";
import { crossEntropy } from "../../src/nn/losses/cross-entropy.ts";
import { ctc } from "../../src/nn/losses/ctc.ts";
import { dice } from "../../src/nn/losses/dice.ts";
import { meanSquaredError } from "../../src/nn/losses/mean-squared-error.ts";
import { rowAbsoluteError } from "../../src/nn/metrics/row-absolute-error.ts";
import { rowAccuracy } from "../../src/nn/metrics/row-accuracy.ts";
import { functional, type Layer, sequential } from "../../src/nn/network.ts";
import { trace } from "../../src/nn/trace.ts";
import { randomStream } from "../../src/util/random.ts";
import { compiledBackends } from "../backends/_native.ts";

type Numbers = readonly number[];
const random = randomStream(6, 1);
const channels = 3;
/** Sequences of different lengths; none of their steps is all −9, which fills them up. */
const lengths = [4, 1, 6, 3];
const sequences = lengths.map((length) => Array.from({ length: length * channels }, () => random.normal()));

interface Computed {
  /** The output, and the gradients of Σ output · weights for the input and the parameters. */
  readonly tensors: Readonly<Record<string, Tensor>>;
  /** The numbers of rows and parameters, by the names of the states that hold them. */
  readonly numbers: ReadonlyMap<Tensor, Numbers>;
  readonly mask: Tensor | undefined;
}

/** A layer on rows, its parameters being states whose numbers depend on their order alone. */
function computed(
  layer: Layer,
  name: string,
  [shape, values]: readonly [shape: Numbers, values: ArrayLike<number>],
  weightsOf: (shape: Numbers) => Numbers,
  mode: "training" | "inference" = "inference",
): Computed {
  const rows = g.state(`${name} rows`, shape);
  const numbers = new Map<Tensor, Numbers>([[rows, Array.from(values)]]);
  const parameters: Tensor[] = [];
  const { output, mask } = trace(layer, rows, {
    mode,
    parameter: (parameter) => {
      const leaf = g.state(`${name} ${parameter.name}`, parameter.shape);
      const own = randomStream(7, parameters.length);
      parameters.push(leaf);
      numbers.set(
        leaf,
        Array.from({ length: sizeOf(parameter.shape) }, () => 0.5 * own.normal()),
      );
      return leaf;
    },
    state: (state) => g.full(state.shape, state.initial),
    random: () => {
      throw new Error("no chance here");
    },
  });
  const scalar = g.sum(mul(output, g.tensor(weightsOf(output.shape), output.shape)));
  const gradients = differentiate(scalar, [rows, ...parameters]);
  const named = gradients.map((gradient, i) => [i === 0 ? "input" : `parameter ${i}`, gradient] as const);
  return { tensors: { output, ...Object.fromEntries(named) }, numbers, mask };
}

const same = { padding: "same" } as const;
const layers: Readonly<Record<string, Layer>> = {
  simpleRnn: l.simpleRnn(4),
  "lstm, every step": l.lstm(4, { sequence: true }),
  "stacked, the last step": sequential(l.lstm(3, { sequence: true }), l.gru(4)),
  "both directions, the last step": l.bidirectional(l.gru(2), l.lstm(3)),
  "both directions, every step": l.bidirectional(
    l.lstm(2, { sequence: true }),
    l.gru(2, { sequence: true, recurrentBias: false }),
  ),
  transformer: sequential(
    l.dense(4),
    l.positionalEncoding(),
    l.transformerEncoder(4, 2, 5),
    l.transformerEncoder(4, 2, 3, { causal: true }),
  ),
  pools: l.concatenate(l.globalAveragePool(), l.globalMaxPool()),
  "convolutions, pools and norms": sequential(
    l.conv(4, 3, undefined, same),
    l.maxPool(3, { stride: 1, ...same }),
    l.instanceNorm(),
    l.groupNorm(2),
    l.depthwiseConv(3, undefined, same),
    l.convTranspose(2, 3, undefined, same),
  ),
};

describe("a padded batch gives the numbers of each sequence alone, values and gradients", () => {
  /** The weights of a row's outputs: the same for a sequence alone and in a batch. */
  const weightsFor = (row: number, size: number): number[] => {
    const own = randomStream(11, row);
    return Array.from({ length: size }, () => own.normal());
  };
  const cases = (["start", "end"] as const).flatMap((at) => {
    const { values, mask, length } = padded(sequences, channels, { at, padding: -9 });
    return Object.entries(layers).map(([name, layer]) => {
      const batch = computed(
        sequential(l.masking(-9), layer),
        `${name} at the ${at}`,
        [[lengths.length, length, channels], values],
        (shape) =>
          lengths.flatMap((own, row) => {
            const width = shape.at(-1)!;
            if (shape.length === 2) return weightsFor(row, width);
            const filled = new Array<number>(length * width).fill(0);
            const first = at === "start" ? 0 : length - own;
            weightsFor(row, own * width).forEach((value, i) => {
              filled[first * width + i] = value;
            });
            return filled;
          }),
      );
      const wanted: Record<string, number[]> = {};
      sequences.forEach((sequence, row) => {
        const one = computed(layer, name, [[1, lengths[row]!, channels], sequence], (shape) =>
          weightsFor(row, sizeOf(shape)),
        );
        // Outputs and gradients of inputs lie side by side, gradients of parameters add up.
        for (const [key, tensor] of Object.entries(one.tensors)) {
          const found = [...evaluate(tensor, one.numbers)];
          const before = wanted[key];
          if (before === undefined) wanted[key] = found;
          else if (key.startsWith("parameter")) wanted[key] = found.map((value, i) => value + before[i]!);
          else before.push(...found);
        }
      });
      return { name: `${name} at the ${at}`, batch, wanted, mask };
    });
  });
  const isPart = (batch: Computed, key: string): boolean =>
    key === "input" || (key === "output" && batch.tensors["output"]!.shape.length === 3);

  test("a mask goes as far as rows and steps stay", () => {
    for (const { batch, mask } of cases) {
      expect(batch.mask !== undefined).toBe(isPart(batch, "output"));
      if (batch.mask !== undefined) expect([...evaluate(batch.mask, batch.numbers)]).toEqual([...mask]);
    }
  });
  const backends: (readonly [string, () => Promise<Backend>])[] = [
    ["reference", async () => reference()],
    ...compiledBackends.filter(([name]) => name === "wasm" || name === "native"),
  ];
  for (const [backend, open] of backends)
    test(`in every layer that knows steps, on ${backend}`, async () => {
      // The loops and the attention are compiled; the others are sums and choices of what is there.
      const compiled = [
        "stacked, the last step at the end",
        "both directions, every step at the start",
        "transformer at the end",
      ];
      const chosen = cases.filter(({ name }) => backend === "reference" || compiled.includes(name));
      expect(chosen.length).toBeGreaterThanOrEqual(compiled.length);
      const session = (await open()).open();
      const outputs = Object.fromEntries(
        chosen.flatMap(({ name, batch }) => Object.entries(batch.tensors).map(([key, t]) => [`${name}: ${key}`, t])),
      );
      const executable = await session.load({ outputs });
      for (const { batch } of chosen)
        for (const [leaf, numbers] of batch.numbers)
          session.write((leaf.attributes as { readonly name: string }).name, numbers);
      const results = executable.run(1);
      session.dispose();
      const digits = backend === "reference" ? 10 : 4;
      for (const { name, batch, wanted, mask } of chosen)
        for (const [key, numbers] of Object.entries(wanted)) {
          const all = [...results[`${name}: ${key}`]!];
          const width = all.length / mask.length;
          const isThere = (i: number): boolean => !isPart(batch, key) || mask[Math.floor(i / width)] === 1;
          const found = all.filter((_, i) => isThere(i));
          expect(found.length, `${name}: ${key}`).toBe(numbers.length);
          found.forEach((value, i) => expect(value, `${name}: ${key}[${i}]`).toBeCloseTo(numbers[i]!, digits));
          // What is not there has no gradient at all.
          if (key === "input") expect(all.filter((value, i) => !isThere(i) && value !== 0)).toEqual([]);
        }
    });
});

describe("losses and metrics leave out what is not there", () => {
  const { values, mask, length } = padded(sequences, channels, { at: "start", padding: -9 });
  const shape = [lengths.length, length, channels];
  const rows = g.tensor(values, shape);
  const there = g.tensor(mask, shape.slice(0, 2));
  const targets = Float64Array.from({ length: values.length }, () => random.normal());
  const classes = Float64Array.from({ length: mask.length }, () => random.integer(channels));
  const one = (tensor: Tensor): number => evaluate(tensor)[0]!;
  const alone = (loss: Loss, all: ArrayLike<number>): number[] =>
    sequences.map((sequence, row) => {
      const [first, width] = [row * length, all.length / mask.length];
      const own = Array.from(all).slice(first * width, (first + lengths[row]!) * width);
      const prediction = g.tensor(sequence, [1, lengths[row]!, channels]);
      return one(lossOf({ ...loss, reduction: "sum" }, prediction, g.tensor(own, [1, own.length])));
    });
  const flat = (all: Float64Array): Tensor => g.tensor(all, [lengths.length, all.length / lengths.length]);
  const total = (list: Numbers): number => list.reduce((sum, value) => sum + value, 0);
  const steps = total(lengths);
  const byNumber = crossEntropy({ from: "logits", targets: "indices" });

  test("a mean is one over the steps that are there, with weights of rows too", () => {
    expect(one(lossOf(meanSquaredError, rows, flat(targets), undefined, there))).toBeCloseTo(
      total(alone(meanSquaredError, targets)) / (steps * channels),
      12,
    );
    expect(one(lossOf(byNumber, rows, flat(classes), undefined, there))).toBeCloseTo(
      total(alone(byNumber, classes)) / steps,
      12,
    );
    const weights = [2, 0, 0.5, 1];
    expect(one(lossOf(byNumber, rows, flat(classes), g.tensor(weights), there))).toBeCloseTo(
      total(alone(byNumber, classes).map((value, row) => value * weights[row]!)) /
        total(lengths.map((own, row) => own * weights[row]!)),
      12,
    );
    const weighted = crossEntropy({ from: "logits", targets: "indices", classWeights: [1, 2, 3] });
    const counted = mask.map((isThere, i) => isThere * (1 + classes[i]!));
    expect(one(lossOf(weighted, rows, flat(classes), undefined, there))).toBeCloseTo(
      total(alone(weighted, classes)) / total([...counted]),
      12,
    );
    // One that joins the steps of a row is told which there are.
    const labels = g.tensor([1, 2, 1, 0, 2, 1, 0, 0], [4, 2]);
    const each = sequences.map((sequence, row) =>
      one(ctc().values(g.tensor(sequence, [1, lengths[row]!, channels]), g.slice(labels, 0, row, row + 1))),
    );
    expect(one(lossOf(ctc(), rows, labels, undefined, there))).toBeCloseTo(total(each) / 4, 12);
    expect(() => lossOf(dice(), rows, flat(targets), undefined, there)).toThrow(/dice cannot weigh steps/);
  });

  test("row metrics are means over the steps of a row", () => {
    const right = mask.map((isThere, i) => {
      const own = [...values].slice(i * channels, (i + 1) * channels);
      return isThere * Number(own.indexOf(Math.max(...own)) === classes[i]);
    });
    const shares = (each: ArrayLike<number>): number[] =>
      lengths.map((own, row) => total(Array.from(each).slice(row * length, (row + 1) * length)) / own);
    expect([...evaluate(rowAccuracy(rows, flat(classes), there))]).toEqual(shares(right));
    const errors = mask.map(
      (isThere, i) =>
        (isThere * total([0, 1, 2].map((c) => Math.abs(values[i * channels + c]! - targets[i * channels + c]!)))) / 3,
    );
    [...evaluate(rowAbsoluteError(rows, flat(targets), there))].forEach((value, row) =>
      expect(value).toBeCloseTo(shares(errors)[row]!, 12),
    );
  });

  test("batch norm takes its statistics from the steps that are there", () => {
    const numbers = computed(
      sequential(l.masking(-9), l.batchNorm()),
      "norm",
      [shape, values],
      (size) => new Array<number>(sizeOf(size)).fill(0),
      "training",
    );
    const joined = computed(
      l.batchNorm(),
      "norm",
      [[1, steps, channels], sequences.flat()],
      (size) => new Array<number>(sizeOf(size)).fill(0),
      "training",
    );
    const found = [...evaluate(numbers.tensors["output"]!, numbers.numbers)];
    const wanted = [...evaluate(joined.tensors["output"]!, joined.numbers)];
    found
      .filter((_, i) => mask[Math.floor(i / channels)] === 1)
      .forEach((value, i) => expect(value).toBeCloseTo(wanted[i]!, 10));
  });
});

describe("where a mask comes from", () => {
  test("an embedding's padding: a vector of zeros that learns nothing, and steps that are not there", () => {
    const symbols = [3, 1, 0, 0, 2, 2, 1, 0];
    const made = computed(l.embedding(4, 2, { padding: 0 }), "symbols", [[2, 4], symbols], (shape) =>
      Array.from({ length: sizeOf(shape) }, (_, i) => i + 1),
    );
    const output = [...evaluate(made.tensors["output"]!, made.numbers)];
    const vectors = [...made.numbers.values()][1]!;
    expect(output).toEqual(symbols.flatMap((k) => (k === 0 ? [0, 0] : vectors.slice(2 * k, 2 * k + 2))));
    expect([...evaluate(made.mask!, made.numbers)]).toEqual([1, 1, 0, 0, 1, 1, 1, 0]);
    const gradient = [...evaluate(made.tensors["parameter 1"]!, made.numbers)];
    expect(gradient).toEqual([0, 0, 3 + 13, 4 + 14, 9 + 11, 10 + 12, 1, 2]);
    // A number that is none of the symbols may fill up, too.
    const outside = l.embedding(4, 2, { padding: -1 });
    const none = computed(
      outside,
      "symbols",
      [
        [1, 2],
        [-1, 3],
      ],
      () => [1, 1, 1, 1],
    );
    expect([...evaluate(none.tensors["output"]!, none.numbers)].slice(0, 2)).toEqual([0, 0]);
  });
  test("one's own, in a network as a function; what does not fit is said", () => {
    const head = l.lstm(2);
    const network = functional((x, use, scope) =>
      use(head, scope.masked(g.reshape(x, [1, 3, 1]), g.tensor([[1, 1, 0]]))),
    );
    const own = computed(
      network,
      "own",
      [
        [1, 3],
        [0.4, -1, 7],
      ],
      () => [1, 1],
    );
    const short = computed(
      sequential(l.reshape([2, 1]), head),
      "own",
      [
        [1, 2],
        [0.4, -1],
      ],
      () => [1, 1],
    );
    const valuesOf = (made: Computed): number[] => [...evaluate(made.tensors["output"]!, made.numbers)];
    expect(valuesOf(own)).toEqual(valuesOf(short));
    const wrong = functional((x, use, scope) => use(head, scope.masked(g.reshape(x, [1, 3, 1]), g.tensor([[1, 1]]))));
    expect(() =>
      computed(
        wrong,
        "wrong",
        [
          [1, 3],
          [1, 2, 3],
        ],
        () => [1, 1],
      ),
    ).toThrow(/a mask does not fit/);
    expect(() =>
      computed(
        l.masking(),
        "flat",
        [
          [1, 3],
          [1, 2, 3],
        ],
        () => [1],
      ),
    ).toThrow(/no time to go along/);
  });
});
