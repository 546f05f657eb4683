import type { Loss } from "../nn/losses/_loss.ts";
import type { Advice, Phase } from "../util/errors.ts";

/** What advice is chosen by. */
export interface Symptoms {
  readonly phase: Phase;
  readonly value: number;
  /** The largest absolute values: of the operation's operands, the batch's inputs, all weights, and the gradient. */
  readonly largest: number;
  readonly largestInput: number;
  readonly largestWeight: number;
  readonly largestGradient: number;
  /** The operation as text. */
  readonly formula: string;
  readonly loss: Loss;
}

/** From here on numbers count as large: standardized inputs and the weights of working networks stay far below. */
const large = 1e3;
/** From here on a gradient is to blame for an update, not the rate. */
const steep = 1e6;

/**
 * Advice by a fixed rule, the first that fits:
 *
 * 1. inputs beyond 10³: scale the inputs;
 * 2. in an update: clip the gradient where it is beyond 10⁶, else lower the learning rate;
 * 3. weights beyond 10³, so that earlier steps were too long: lower the learning rate;
 * 4. a logarithm in a loss of probabilities: use a loss on logits;
 * 5. a gradient of numbers beyond 10³: clip the gradient;
 * 6. an overflow in a layer: scale the inputs;
 * 7. anything else (0/0, the root of a negative number, a slope without end): check the data.
 */
export function adviceFor(symptoms: Symptoms): Advice {
  const { phase, value, largest, largestInput, largestWeight, largestGradient, formula, loss } = symptoms;
  if (largestInput > large) return "scale the inputs";
  if (phase === "update") return largestGradient > steep ? "clip the gradient" : "lower the learning rate";
  if (largestWeight > large) return "lower the learning rate";
  if (loss.predictions === "probabilities" && phase !== "forward" && /\blog/.test(formula))
    return "use a loss on logits";
  if (phase === "backward" && largest > large) return "clip the gradient";
  if (phase === "forward" && !Number.isNaN(value)) return "scale the inputs";
  return "check the data";
}
