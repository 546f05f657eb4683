import type { Answer } from "./_confusion.ts";

/** The share of rows whose answer is right. */
export function accuracy(truth: readonly Answer[], answers: readonly Answer[]): number {
  return truth.filter((value, i) => value === answers[i]).length / truth.length;
}
