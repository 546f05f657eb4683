import { type Answer, type Confusion, confusion } from "./_confusion.ts";

export type { Answer, Confusion };

/** How often each class (rows) got each answer (columns), for given classes or all that occur, in order. */
export function confusionMatrix(
  truth: readonly Answer[],
  answers: readonly Answer[],
  classes?: readonly Answer[],
): Confusion {
  return confusion(truth, answers, classes);
}
