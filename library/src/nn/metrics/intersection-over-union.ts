import { type Answer, type AverageOptions, averaged, ratio } from "./_confusion.ts";

/**
 * How much the places of a class and those that got it as their answer have in common: right/(answered + there − right), the
 * mean over the classes that occur unless said otherwise (`of` names one). Label maps are given place by place.
 */
export function intersectionOverUnion(
  truth: readonly Answer[],
  answers: readonly Answer[],
  options: AverageOptions = {},
): number {
  return averaged(truth, answers, options, ({ right, answered, support }) => ratio(right, answered + support - right));
}
