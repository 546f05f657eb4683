/** 1 − Σ(y − ŷ)²/Σ(y − ȳ)²: 1 is perfect, 0 as good as the mean; 1 or 0 where y does not vary. */
export function r2(truth: ArrayLike<number>, answers: ArrayLike<number>): number {
  const values = Array.from(truth);
  const mean = values.reduce((sum, y) => sum + y, 0) / values.length;
  const left = values.reduce((sum, y, i) => sum + (y - answers[i]!) ** 2, 0);
  const all = values.reduce((sum, y) => sum + (y - mean) ** 2, 0);
  return all === 0 ? (left === 0 ? 1 : 0) : 1 - left / all;
}
