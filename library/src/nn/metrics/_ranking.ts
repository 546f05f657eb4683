/** A step of a threshold from high to low: how many rows of each kind have a score of at least `score`. */
export interface Threshold {
  readonly score: number;
  readonly truePositives: number;
  readonly falsePositives: number;
}

/** The counts at every different score, highest first. */
export function thresholds(truth: ArrayLike<number>, scores: ArrayLike<number>): readonly Threshold[] {
  const order = Array.from({ length: truth.length }, (_, i) => i).sort((a, b) => scores[b]! - scores[a]!);
  const steps: Threshold[] = [];
  let [truePositives, falsePositives] = [0, 0];
  order.forEach((row, i) => {
    if (truth[row] === 1) truePositives++;
    else falsePositives++;
    if (i + 1 === order.length || scores[order[i + 1]!] !== scores[row])
      steps.push({ score: scores[row]!, truePositives, falsePositives });
  });
  return steps;
}
