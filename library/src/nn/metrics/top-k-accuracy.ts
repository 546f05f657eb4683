/** The share of rows whose true class number is among the k likeliest; of equal probabilities the last classes win. */
export function topKAccuracy(truth: ArrayLike<number>, probabilities: ArrayLike<number>, k = 5): number {
  const classes = probabilities.length / truth.length;
  const hits = Array.from(truth, (y, row): number => {
    const own = probabilities[row * classes + y]!;
    let ahead = 0;
    for (let c = 0; c < classes; c++) {
      const other = probabilities[row * classes + c]!;
      if (other > own || (other === own && c > y)) ahead++;
    }
    return ahead < k ? 1 : 0;
  });
  return hits.reduce((sum, hit) => sum + hit, 0) / truth.length;
}
