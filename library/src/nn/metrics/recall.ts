import { type Answer, type AverageOptions, averaged, ratio } from "./_confusion.ts";

/** Of the rows of a class, the share that were called so; 0 where there are none. */
export function recall(truth: readonly Answer[], answers: readonly Answer[], options: AverageOptions = {}): number {
  return averaged(truth, answers, options, ({ right, support }) => ratio(right, support));
}
