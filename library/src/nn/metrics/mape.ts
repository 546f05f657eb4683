/** The mean of |y − ŷ|/|y|, as a share (0.1 is 10 %); |y| counts as at least 2⁻⁵². */
export function mape(truth: ArrayLike<number>, answers: ArrayLike<number>): number {
  const part = (y: number, i: number): number => Math.abs(y - answers[i]!) / Math.max(Math.abs(y), Number.EPSILON);
  return Array.from(truth).reduce((sum, y, i) => sum + part(y, i), 0) / truth.length;
}
