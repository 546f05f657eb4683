/**
 * The mean of −ln of the probability given to the truth; probabilities are held within [ε, 1 − ε], ε = 2⁻⁵².
 *
 * Truth: 0 or 1 with one probability a row, or class numbers with a row of probabilities.
 */
export function logLoss(truth: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  const classes = probabilities.length / truth.length;
  const epsilon = Number.EPSILON;
  return (
    Array.from(truth, (y, row) => {
      const p =
        classes === 1 ? (y === 1 ? probabilities[row]! : 1 - probabilities[row]!) : probabilities[row * classes + y]!;
      return -Math.log(Math.min(1 - epsilon, Math.max(epsilon, p)));
    }).reduce((sum, value) => sum + value, 0) / truth.length
  );
}
