import { dense } from "../nn/layers/dense.ts";
import type { Loss } from "../nn/losses/_loss.ts";
import { type Activation, sequential } from "../nn/network.ts";
import { randomStream } from "../util/random.ts";
import type { Derivation, DerivationStep } from "./derivation.ts";
import { explainStep } from "./explain.ts";

/** What a loss is tried on. */
export interface LossSample {
  /** The activation before the loss; none where the loss takes weighted sums as they are. */
  readonly activation?: Activation;
  /** Numbers of a prediction; 1 unless said otherwise. */
  readonly width?: number;
  /** The targets of a row. */
  readonly targets: readonly number[];
}

/** A loss, with its derivatives by the prediction and by what goes into the activation before it. */
export interface LossDescription {
  readonly name: string;
  readonly reduction: "mean" | "sum";
  /** The derivation of one row, in which the lines below stand. */
  readonly derivation: Derivation;
  /** The values before they are reduced, with the stable form beside it where there is one. */
  readonly values: DerivationStep;
  /** ∂L/∂ŷ, and ∂L/∂z where there is an activation; each with its short form, where factors cancel. */
  readonly byPrediction: DerivationStep;
  readonly byWeightedSum: DerivationStep | undefined;
}

/** Describes a loss by the derivation of one row of a network of one layer. */
export function describeLoss(loss: Loss, sample: LossSample): LossDescription {
  const { width = 1, activation, targets } = sample;
  const network = sequential(dense(width, activation));
  const random = randomStream(1, 1);
  const derivation = explainStep({
    network,
    loss,
    rows: { inputs: [0.4, -0.3], targets, rowCount: 1 },
    weights: network.initialize([2], 1).map((w) => w + 0.1 * random.normal()),
  });
  const of = (letter: string): DerivationStep | undefined => {
    const step = derivation.steps.find(({ name, rule }) => name.letter === letter && rule.kind !== "nothing");
    return step === undefined
      ? undefined
      : derivation.steps.find(({ gradientOf, rule }) => gradientOf === step.id && rule.kind !== "nothing");
  };
  const values =
    derivation.steps.find(({ name }) => name.letter === "ℓ") ??
    derivation.steps.find(({ name }) => name.letter === "L")!;
  return {
    name: loss.name,
    reduction: loss.reduction,
    derivation,
    values,
    byPrediction: of("ŷ")!,
    byWeightedSum: activation === undefined ? undefined : of("Z"),
  };
}
