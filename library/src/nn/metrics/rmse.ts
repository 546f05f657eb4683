/** The root of the mean of (y − ŷ)², in the unit of y. */
export function rmse(truth: ArrayLike<number>, answers: ArrayLike<number>): number {
  return Math.sqrt(Array.from(truth).reduce((sum, y, i) => sum + (y - answers[i]!) ** 2, 0) / truth.length);
}
