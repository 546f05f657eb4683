import { type Answer, confusion, ratio, tallies } from "./_confusion.ts";

/** The mean over the classes that occur of the share of their rows whose answer is right. */
export function balancedAccuracy(truth: readonly Answer[], answers: readonly Answer[]): number {
  const present = tallies(confusion(truth, answers)).filter(({ support }) => support > 0);
  return present.reduce((sum, { right, support }) => sum + ratio(right, support), 0) / present.length;
}
