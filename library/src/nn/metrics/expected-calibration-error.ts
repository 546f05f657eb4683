/** Rows whose confidence falls into one of the equal parts of [0, 1]. */
export interface CalibrationBin {
  readonly from: number;
  readonly to: number;
  readonly count: number;
  /** The mean confidence, and the share of right answers; NaN without rows. */
  readonly confidence: number;
  readonly accuracy: number;
}

/** Confidence (of the likeliest class) and how often it is right. */
function judged(truth: ArrayLike<number>, probabilities: ArrayLike<number>): (readonly [number, boolean])[] {
  const classes = probabilities.length / truth.length;
  return Array.from(truth, (y, row) => {
    if (classes === 1) {
      const p = probabilities[row]!;
      return [Math.max(p, 1 - p), (p >= 0.5 ? 1 : 0) === y] as const;
    }
    let best = 0;
    for (let k = 1; k < classes; k++)
      if (probabilities[row * classes + k]! > probabilities[row * classes + best]!) best = k;
    return [probabilities[row * classes + best]!, best === y] as const;
  });
}

/** Confidence against accuracy in `bins` equal parts of [0, 1]: the reliability diagram. */
export function calibration(
  truth: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  bins = 10,
): readonly CalibrationBin[] {
  const parts = Array.from({ length: bins }, () => ({ count: 0, confidence: 0, right: 0 }));
  for (const [confidence, right] of judged(truth, probabilities)) {
    const part = parts[Math.min(bins - 1, Math.floor(confidence * bins))]!;
    part.count++;
    part.confidence += confidence;
    part.right += right ? 1 : 0;
  }
  return parts.map(({ count, confidence, right }, i) => ({
    from: i / bins,
    to: (i + 1) / bins,
    count,
    confidence: confidence / count,
    accuracy: right / count,
  }));
}

/**
 * How far confidence is from accuracy: Σ (rows in a part/all rows) · |accuracy − confidence| over `bins` parts of [0, 1].
 *
 * Source: Naeini, Cooper, Hauskrecht, AAAI 2015.
 */
export function expectedCalibrationError(
  truth: ArrayLike<number>,
  probabilities: ArrayLike<number>,
  bins = 10,
): number {
  return calibration(truth, probabilities, bins).reduce(
    (sum, { count, accuracy, confidence }) =>
      count === 0 ? sum : sum + (count / truth.length) * Math.abs(accuracy - confidence),
    0,
  );
}
