import { describe, expect, test } from "vitest";
import type { Derivation } from "../../src/explain/derivation.ts";
import { explainStep } from "../../src/explain/explain.ts";
import { toText } from "../../src/explain/render/text.ts";
import type { StepFacts } from "../../src/explain/step-graph.ts";
import { sizeOf } from "../../src/graph/shape.ts";
import { sigmoid } from "../../src/nn/activations/sigmoid.ts";
import { tanh } from "../../src/nn/activations/tanh.ts";
import { clipByNorm } from "../../src/nn/clipping.ts";
import { batchNorm } from "../../src/nn/layers/batch-norm.ts";
import { dense } from "../../src/nn/layers/dense.ts";
import { dropout } from "../../src/nn/layers/dropout.ts";
import type { Loss } from "../../src/nn/losses/_loss.ts";
import { binaryCrossEntropy } from "../../src/nn/losses/binary-cross-entropy.ts";
import { crossEntropy } from "../../src/nn/losses/cross-entropy.ts";
import { meanSquaredError } from "../../src/nn/losses/mean-squared-error.ts";
import { sumSquaredError } from "../../src/nn/losses/sum-squared-error.ts";
import { type Network, sequential } from "../../src/nn/network.ts";
import { adam } from "../../src/nn/optimizers/adam.ts";
import { sgd } from "../../src/nn/optimizers/sgd.ts";
import { l1 } from "../../src/nn/regularizers/l1.ts";
import { l2 } from "../../src/nn/regularizers/l2.ts";
import { maxNorm } from "../../src/nn/regularizers/max-norm.ts";
import { cosine } from "../../src/nn/schedules/cosine.ts";
import { lbfgs } from "../../src/nn/solvers/lbfgs.ts";
import { type PastStep, pastStep } from "../../src/runtime/past-step.ts";
import type { Examples, TrainOptions } from "../../src/runtime/train.ts";
import { randomStream } from "../../src/util/random.ts";

const rowCount = 23;
const random = randomStream(9, 3);
const inputs = Float64Array.from({ length: rowCount * 3 }, () => random.normal());
const signs = Float64Array.from({ length: rowCount }, () => random.integer(2));
const weights = Float64Array.from({ length: rowCount }, (_, i) => [1, 0.25, 3, 0.5][i % 4]!);

/** What explains a step that has happened. */
function factsOf(network: Network, examples: Examples, options: TrainOptions, past: PastStep): StepFacts {
  const { rows, weights: own, layerState, slots, rate, draw: step, update, carried, solved } = past;
  return {
    network,
    rows: {
      rowCount: rows.length,
      inputs: [...rows].flatMap((row) => [0, 1, 2].map((i) => examples.inputs[row * 3 + i]!)),
      targets: [...rows].map((row) => examples.targets[row]!),
      ...(examples.weights === undefined ? {} : { weights: [...rows].map((row) => examples.weights![row]!) }),
    },
    ...(rate === undefined ? {} : { rate }),
    ...{ weights: own, layerState, slots, step, update, mode: "training", loss: options.loss },
    ...(carried === undefined ? {} : { carried }),
    ...(options.clip === undefined ? {} : { clip: options.clip }),
    ...("advance" in options.optimizer ? {} : { optimizer: options.optimizer }),
    ...(solved === undefined ? {} : { solved }),
    seed: options.seed!,
  };
}

/** The new parameters of a derivation side by side, or the old ones where none is updated. */
function nextOf(derivation: Derivation, network: Network, old: Float64Array): Float64Array {
  const out = old.slice();
  for (const { name, shape, offset } of network.parameters([3])) {
    const own = derivation.steps.find((one) => one.sentence.key === "givenParameter" && one.label === name)!;
    const made = derivation.steps.filter(
      (one) =>
        (one.sentence.key === "update" || one.sentence.key === "constraint") &&
        JSON.stringify(one.sentence.of) === JSON.stringify(own.name),
    );
    if (made.length > 0) out.set(made.at(-1)!.values.subarray(0, sizeOf(shape)), offset);
  }
  return out;
}

const held = { regularizer: l2(0.01), constraint: maxNorm(1.3) };
const networks: readonly (readonly [string, (outputs: number) => Network])[] = [
  ["dense", (outputs) => sequential(dense(4, tanh, held), dense(outputs, sigmoid, { regularizer: l1(0.01) }))],
  ["dropout", (outputs) => sequential(dense(5, tanh), dropout(0.3), dense(outputs, sigmoid))],
  ["batch norm", (outputs) => sequential(dense(4, tanh, { bias: false }), batchNorm(), dense(outputs, sigmoid))],
];
const losses: readonly (readonly [string, Loss, number])[] = [
  ["a mean", binaryCrossEntropy, 1],
  ["squares", meanSquaredError, 1],
  ["a sum", sumSquaredError, 1],
  ["a divisor of its own", crossEntropy({ from: "logits", targets: "indices", classWeights: [1, 3] }), 2],
];

describe("steps with row weights and micro-batches: the derived update is the engine's", () => {
  for (const [i, [name, make]] of networks.entries())
    for (const [k, [kind, loss, outputs]] of losses.entries())
      for (const [weighted, accumulate] of [
        [true, 1],
        [false, 3],
        [true, 2],
      ] as const)
        test(`${name}, ${kind}, ${weighted ? "weighted rows" : "rows alike"}, ${accumulate} micro-batches`, async () => {
          const network = make(outputs);
          const examples: Examples = { inputs, targets: signs, rowCount, ...(weighted ? { weights } : {}) };
          const options: TrainOptions = {
            loss,
            optimizer: (i + k) % 2 === 0 ? sgd({ learningRate: 0.05, momentum: 0.9 }) : adam({ learningRate: 0.01 }),
            schedule: cosine({ total: 20 }),
            clip: clipByNorm(0.8),
            epochs: 6,
            batch: 5,
            accumulate,
            seed: k,
          };
          const lasts: boolean[] = [];
          for (const step of [1, 4, 8]) {
            const past = await pastStep(network, examples, options, step);
            const derived = explainStep(factsOf(network, examples, options, past));
            const after = await pastStep(network, examples, options, step + 1);
            const next = nextOf(derived, network, past.weights);
            next.forEach((value, at) => {
              const own = after.weights[at]!;
              expect(Math.abs(value - own), `step ${step}, weight ${at}`).toBeLessThan(
                1e-4 * Math.max(1, Math.abs(own)),
              );
            });
            const { last = true } = past.carried ?? {};
            lasts.push(last);
            if (!last) {
              expect(after.weights).toEqual(past.weights);
              expect(derived.lossAfter).toBeUndefined();
              expect(toText(derived, { width: 400 })).toMatch(/the update comes with the last micro-batch/);
              // What is carried on is what the engine carries.
              for (const { name: parameter, shape, offset } of network.parameters([3])) {
                const own = derived.steps.find((one) => one.label === parameter)!;
                const sum = derived.steps.find(
                  (one) =>
                    one.sentence.key === "accumulated" && JSON.stringify(one.sentence.of) === JSON.stringify(own.name),
                )!;
                for (let at = 0; at < sizeOf(shape); at++)
                  expect(sum.values[at]!).toBeCloseTo(after.carried!.gradient[offset + at]!, 4);
              }
              const count = derived.steps.find((one) => one.sentence.key === "accumulatedCount");
              if (loss.reduction === "mean") expect(count!.values[0]).toBeCloseTo(after.carried!.count, 4);
            } else if (accumulate > 1) expect(after.carried!.gradient.every((value) => value === 0)).toBe(true);
            if (weighted) expect(toText(derived, { width: 400 })).toMatch(/ω: what each row counts/);
          }
          if (accumulate > 1) expect(new Set(lasts).size).toBe(2);
        });
});

describe("iterations of a solver: the derived weights are the engine's bit for bit", () => {
  const solvable: readonly (readonly [string, Network])[] = [
    ["one parameter", sequential(dense(1, sigmoid, { bias: false }))],
    ["dense", sequential(dense(3, tanh, { regularizer: l2(0.02) }), dense(1, sigmoid))],
    ["dropout", sequential(dense(4, tanh), dropout(0.2), dense(1, sigmoid))],
  ];
  for (const [name, network] of solvable)
    for (const weighted of [false, true])
      for (const backend of ["wasm", "reference"] as const)
        test(`${name}, ${weighted ? "weighted rows, " : ""}${backend}`, async () => {
          const examples: Examples = { inputs, targets: signs, rowCount, ...(weighted ? { weights } : {}) };
          const options: TrainOptions = {
            ...{ loss: binaryCrossEntropy, optimizer: lbfgs({ history: 4 }), epochs: 20, seed: 3, backend },
            portable: weighted,
          };
          let searched = 0;
          for (const step of [1, 2, 4, 6]) {
            const past = await pastStep(network, examples, options, step);
            const derived = explainStep(factsOf(network, examples, options, past));
            const after = await pastStep(network, examples, options, step + 1);
            expect(past.solved!.next, `step ${step}`).toEqual(after.weights);
            expect(nextOf(derived, network, past.weights), `step ${step}`).toEqual(after.weights);
            const of = (key: string) => derived.steps.find(({ sentence }) => sentence.key === key)!;
            if (past.solved!.search.taken === undefined) {
              // Where nothing further down is found any more, the weights stay.
              expect(after.weights).toEqual(past.weights);
              continue;
            }
            const { sentence } = of("solverLength");
            if (sentence.key !== "solverLength") expect.fail();
            searched += sentence.trials.length;
            expect(sentence.trials.map((trial) => trial.step)).toContain(sentence.taken);
            // The gradient that the solver was given is that of the derivation, in the engine's numbers.
            const own = derived.steps.filter((one) => {
              const from = derived.steps.find(({ id }) => id === one.gradientOf);
              return from?.sentence.key === "givenParameter" && one.rule.kind !== "nothing";
            });
            const sorted = (list: Iterable<number>): number[] => [...list].sort((a, b) => a - b);
            const given = sorted(of("solverGradient").values);
            sorted(own.flatMap(({ values }) => [...values])).forEach((value, i) => {
              expect(value).toBeCloseTo(given[i]!, 4);
            });
            // As many α as steps are remembered, and in text every letter of the recursion.
            const text = toText(derived, { width: 300 });
            const remembered = Math.min(4, step - 1);
            if (Object.keys(past.solved!.memory).length === 2 * remembered)
              for (let i = 1; i <= remembered; i++) expect(text).toMatch(new RegExp(`α${"₀₁₂₃₄"[i]} = `));
            expect(text).toMatch(/w′ = w \+ |W¹′ = /);
          }
          expect(searched).toBeGreaterThanOrEqual(3);
        });
});
