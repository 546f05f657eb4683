/**
 * The mean squared distance of probabilities from the truth: (p − y)² for 0 or 1; summed over classes for class numbers.
 *
 * Source: Brier, Monthly Weather Review 1950.
 */
export function brier(truth: ArrayLike<number>, probabilities: ArrayLike<number>): number {
  const classes = probabilities.length / truth.length;
  let sum = 0;
  for (let row = 0; row < truth.length; row++)
    for (let k = 0; k < classes; k++) {
      const y = classes === 1 ? truth[row]! : truth[row] === k ? 1 : 0;
      sum += (probabilities[row * classes + k]! - y) ** 2;
    }
  return sum / truth.length;
}
