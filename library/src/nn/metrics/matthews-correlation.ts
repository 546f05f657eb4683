import { type Answer, confusion, ratio, tallies } from "./_confusion.ts";

/**
 * The correlation of truth and answers: 1 perfect, 0 as good as chance, −1 all wrong.
 *
 * Source: Matthews 1975; for several classes Gorodkin, Computational Biology and Chemistry 2004.
 */
export function matthewsCorrelation(truth: readonly Answer[], answers: readonly Answer[]): number {
  const each = tallies(confusion(truth, answers));
  const rows = truth.length;
  const total = (pick: (tally: (typeof each)[number]) => number): number => each.reduce((sum, t) => sum + pick(t), 0);
  const covariance = total((t) => t.right) * rows - total((t) => t.answered * t.support);
  const spread = (pick: (tally: (typeof each)[number]) => number): number => rows * rows - total((t) => pick(t) ** 2);
  return ratio(covariance, Math.sqrt(spread((t) => t.answered) * spread((t) => t.support)));
}
