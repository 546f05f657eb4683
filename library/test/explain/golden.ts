import type { Derivation } from "../../src/explain/derivation.ts";
import { explainStep } from "../../src/explain/explain.ts";
import type { StepFacts } from "../../src/explain/step-graph.ts";
import { sigmoid } from "../../src/nn/activations/sigmoid.ts";
import { dense } from "../../src/nn/layers/dense.ts";
import { binaryCrossEntropy } from "../../src/nn/losses/binary-cross-entropy.ts";
import { type Network, sequential } from "../../src/nn/network.ts";
import { sgd } from "../../src/nn/optimizers/sgd.ts";

/** A 2-3-1 network of sigmoids without biases on four rows: the worked example that explanations are held to. */
export const network: Network = sequential(dense(3, sigmoid, { bias: false }), dense(1, sigmoid, { bias: false }));

export const facts: StepFacts = {
  network,
  rows: { inputs: [0.2, 0.5, 0.6, 0.3, 0.4, 0.9, 0.8, 0.7], targets: [0, 0, 1, 1], rowCount: 4 },
  weights: [0.1, 0.4, 0.7, 0.3, 0.2, 0.6, 0.5, 0.3, 0.8],
  loss: binaryCrossEntropy,
  optimizer: sgd({ learningRate: 0.5 }),
};

export const golden: Derivation = explainStep(facts);

/** Known numbers, by frame and name. */
export const known: Readonly<Record<string, readonly number[]>> = {
  "1 Z¹": [0.17, 0.18, 0.44],
  "5 ŷ": [0.71530078, 0.72263556, 0.73479508, 0.74107989],
  "7 L": [0.78663886],
  "9 ∂L/∂W²": [0.11881237, 0.12280325, 0.13232113],
  "13 ∂L/∂W¹": [0.0083365, 0.00499218, 0.01393327, 0.00500399, 0.00305348, 0.00963807],
  "17 L′": [0.76441621],
};
