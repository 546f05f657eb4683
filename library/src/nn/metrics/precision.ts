import { type Answer, type AverageOptions, averaged, ratio } from "./_confusion.ts";

/** Of the rows that were called a class, the share that are of it; 0 where none were called so. */
export function precision(truth: readonly Answer[], answers: readonly Answer[], options: AverageOptions = {}): number {
  return averaged(truth, answers, options, ({ right, answered }) => ratio(right, answered));
}
