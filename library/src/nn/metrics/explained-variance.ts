/** 1 − Var(y − ŷ)/Var(y): as R², but a constant offset costs nothing; 1 or 0 where y does not vary. */
export function explainedVariance(truth: ArrayLike<number>, answers: ArrayLike<number>): number {
  const variance = (values: readonly number[]): number => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    return values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  };
  const left = variance(Array.from(truth, (y, i) => y - answers[i]!));
  const all = variance(Array.from(truth));
  return all === 0 ? (left === 0 ? 1 : 0) : 1 - left / all;
}
