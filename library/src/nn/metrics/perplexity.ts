import { ArgumentError } from "../../util/errors.ts";
import { logLoss } from "./log-loss.ts";

/** Options of perplexity. */
export interface PerplexityOptions {
  /** 1 for each symbol that counts, 0 for each that fills up; all count unless said otherwise. */
  readonly mask?: ArrayLike<number>;
}

/**
 * Among how many equally likely symbols a model of sequences is as unsure: e to the mean of −ln of the probability given to
 * each symbol; 1 is certain and right. Truth: symbol numbers, with a row of probabilities each.
 *
 * @throws ArgumentError where the mask has another length, or leaves nothing.
 */
export function perplexity(
  truth: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  { mask }: PerplexityOptions = {},
): number {
  if (mask === undefined) return Math.exp(logLoss(truth, probabilities));
  const classes = probabilities.length / truth.length;
  const counted = Array.from(truth, (_, i) => i).filter((i) => mask[i] === 1);
  if (mask.length !== truth.length || counted.length === 0)
    throw new ArgumentError("perplexity: the mask does not fit", {
      expected: `${truth.length} numbers 0 or 1, not all 0`,
      found: mask.length === truth.length ? "nothing that counts" : `${mask.length} numbers`,
    });
  const rows = counted.flatMap((i) => Array.from({ length: classes }, (_, c) => probabilities[i * classes + c]!));
  return Math.exp(
    logLoss(
      counted.map((i) => truth[i]!),
      rows,
    ),
  );
}
