import { type Answer, type AverageOptions, averaged, ratio } from "./_confusion.ts";

/** The harmonic mean of precision and recall, 2 right/(answered + there). */
export function f1(truth: readonly Answer[], answers: readonly Answer[], options: AverageOptions = {}): number {
  return averaged(truth, answers, options, ({ right, answered, support }) => ratio(2 * right, answered + support));
}
