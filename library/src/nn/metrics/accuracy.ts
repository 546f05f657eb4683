/** The share of rows whose answer is right. */
export function accuracy(truth: readonly (string | number)[], answers: readonly (string | number)[]): number {
  return truth.filter((value, i) => value === answers[i]).length / truth.length;
}
