import { describe, expect, test } from "vitest";
import { padded } from "../../src/data/arrays/sequences.ts";
import { concat, slice } from "../../src/graph/functions.ts";
import { bidirectional } from "../../src/nn/layers/bidirectional.ts";
import { dense } from "../../src/nn/layers/dense.ts";
import { embedding } from "../../src/nn/layers/embedding.ts";
import { lstm } from "../../src/nn/layers/lstm.ts";
import { masking } from "../../src/nn/layers/masking.ts";
import { reshape } from "../../src/nn/layers/reshape.ts";
import { simpleRnn } from "../../src/nn/layers/simple-rnn.ts";
import { contrastive } from "../../src/nn/losses/contrastive.ts";
import { cosineEmbedding } from "../../src/nn/losses/cosine-embedding.ts";
import { crossEntropy } from "../../src/nn/losses/cross-entropy.ts";
import { ctc } from "../../src/nn/losses/ctc.ts";
import { rowAccuracy } from "../../src/nn/metrics/row-accuracy.ts";
import { functional, sequential } from "../../src/nn/network.ts";
import { adam } from "../../src/nn/optimizers/adam.ts";
import { train } from "../../src/runtime/train.ts";
import { randomStream } from "../../src/util/random.ts";
import { hasCompiler } from "../backends/_native.ts";

const backends = ["reference", "wasm", ...(hasCompiler ? (["native"] as const) : [])] as const;
const random = randomStream(2, 9);
const numbers = (count: number): number[] => Array.from({ length: count }, () => random.normal());

describe("losses of sequences and pairs train on every back end, along one curve", () => {
  const spoken = (() => {
    // Each symbol is said for one to three steps, and silence lies between: what is said is to be found out.
    const [symbols, channels] = [3, 3];
    const rows = Array.from({ length: 12 }, () =>
      Array.from({ length: 1 + random.integer(3) }, () => random.integer(symbols)),
    );
    const sequences = rows.map((row) =>
      row.flatMap((symbol) =>
        [...new Array<number>(1 + random.integer(3)).fill(symbol), -1].flatMap((one) =>
          Array.from({ length: channels }, (_, c) => (c === one ? 1 : 0.1) + 0.05 * random.normal()),
        ),
      ),
    );
    const { values, length } = padded(sequences, channels, { padding: -5, at: "start" });
    const targets = rows.flatMap((row) => [0, 1, 2].map((i) => (row[i] === undefined ? 0 : row[i]! + 1)));
    return { length, channels, examples: { inputs: values, targets, rowCount: rows.length } };
  })();
  const tagged = (() => {
    // Whether each symbol is greater than the one before it; 0 fills up.
    const rows = Array.from({ length: 12 }, () =>
      Array.from({ length: 2 + random.integer(4) }, () => 1 + random.integer(4)),
    );
    const { values, length } = padded(rows, 1);
    const labels = padded(
      rows.map((row) => row.map((one, i) => (one > (row[i - 1] ?? 0) ? 1 : 0))),
      1,
    );
    return { length, examples: { inputs: values, targets: labels.values, rowCount: rows.length } };
  })();
  const pairs = (like: number, unlike: number) => {
    const one = dense(2);
    const inputs = numbers(16 * 6);
    const targets = Array.from({ length: 16 }, (_, i) => (i % 2 === 0 ? like : unlike));
    // The first numbers of alike rows have one sign.
    targets.forEach((target, i) => {
      inputs[6 * i + 3] = Math.abs(inputs[6 * i + 3]!) * Math.sign(inputs[6 * i]!) * (target === like ? 1 : -1);
    });
    return {
      network: functional((x, use) => concat([use(one, slice(x, 1, 0, 3)), use(one, slice(x, 1, 3))], -1)),
      examples: { inputs, targets, rowCount: 16 },
    };
  };
  const cases = {
    "connectionist temporal classification": {
      network: sequential(
        reshape([spoken.length, spoken.channels]),
        masking(-5),
        bidirectional(simpleRnn(5, { sequence: true }), simpleRnn(5, { sequence: true })),
        dense(4),
      ),
      examples: spoken.examples,
      loss: ctc(),
      falls: 0.1,
    },
    "a class for every step that is there": {
      network: sequential(embedding(5, 3, { padding: 0 }), lstm(5, { sequence: true }), dense(2)),
      examples: tagged.examples,
      loss: crossEntropy({ from: "logits", targets: "indices" }),
      falls: 0.5,
    },
    "contrastive, on twins": { ...pairs(1, 0), loss: contrastive({ margin: 2 }), falls: 0.7 },
    "cosine embedding, on twins": { ...pairs(1, -1), loss: cosineEmbedding(), falls: 0.5 },
  };
  for (const [name, { network, examples, loss, falls }] of Object.entries(cases))
    test(name, async () => {
      const curves: Record<string, number[]> = {};
      for (const backend of backends) {
        const metrics = loss.name === "crossEntropy" ? { accuracy: rowAccuracy } : {};
        const optimizer = adam({ learningRate: 0.05 });
        const options = { loss, optimizer, epochs: backend === "wasm" ? 40 : 5, batch: 8, seed: 1, backend, metrics };
        const run = train(network, examples, options);
        const curve: number[] = [];
        for await (const progress of run) {
          curve.push(...progress.losses);
          if (progress.epoch === 40 && "accuracy" in metrics) expect(progress.metrics["accuracy"]).toBeGreaterThan(0.9);
        }
        curves[backend] = curve;
      }
      const mean = (list: readonly number[]): number => list.reduce((a, b) => a + b) / list.length;
      expect(mean(curves["wasm"]!.slice(-4))).toBeLessThan(falls * mean(curves["wasm"]!.slice(0, 2)));
      // Rounding grows along a training; its beginning is the same.
      for (const curve of Object.values(curves))
        curve.slice(0, 10).forEach((value, i) => expect(value).toBeCloseTo(curves["reference"]![i]!, 3));
    });
});
