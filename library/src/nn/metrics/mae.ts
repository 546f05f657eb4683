/** The mean of |y − ŷ|, in the unit of y. */
export function mae(truth: ArrayLike<number>, answers: ArrayLike<number>): number {
  return Array.from(truth).reduce((sum, y, i) => sum + Math.abs(y - answers[i]!), 0) / truth.length;
}
