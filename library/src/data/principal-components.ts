import { ArgumentError } from "../util/errors.ts";

/** Directions of greatest variance, largest first. */
export interface PrincipalComponents {
  /** The mean of each column. */
  readonly mean: Float64Array;
  /** Unit vectors; the element of greatest size is positive. */
  readonly components: readonly Float64Array[];
  /** The variance along each (divided by n − 1), and its share of the whole. */
  readonly variance: Float64Array;
  readonly share: Float64Array;
}

/** Eigenvalues and eigenvectors (columns of `vectors`) of a symmetric matrix, by Jacobi's rotations. */
function eigen(matrix: Float64Array, n: number): { values: Float64Array; vectors: Float64Array } {
  const a = matrix.slice();
  const v = Float64Array.from({ length: n * n }, (_, i) => (i % (n + 1) === 0 ? 1 : 0));
  for (let sweep = 0; sweep < 100; sweep++) {
    let outside = 0;
    let whole = 0;
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) {
        whole += a[i * n + j]! ** 2;
        if (i !== j) outside += a[i * n + j]! ** 2;
      }
    if (outside <= 1e-32 * whole) break;
    for (let p = 0; p < n; p++)
      for (let q = p + 1; q < n; q++) {
        const b = a[p * n + q]!;
        if (b === 0) continue;
        const theta = (a[q * n + q]! - a[p * n + p]!) / (2 * b);
        const t = (theta >= 0 ? 1 : -1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
        const c = 1 / Math.sqrt(t * t + 1);
        const s = t * c;
        const turn = (m: Float64Array, first: number, second: number): void => {
          const [x, y] = [m[first]!, m[second]!];
          m[first] = c * x - s * y;
          m[second] = s * x + c * y;
        };
        for (let k = 0; k < n; k++) turn(a, k * n + p, k * n + q);
        for (let k = 0; k < n; k++) turn(a, p * n + k, q * n + k);
        for (let k = 0; k < n; k++) turn(v, k * n + p, k * n + q);
      }
  }
  return { values: Float64Array.from({ length: n }, (_, i) => a[i * n + i]!), vectors: v };
}

/** The principal components of rows (one after the other, `width` numbers each). Source: Pearson 1901, Hotelling 1933. */
export function principalComponents(values: ArrayLike<number>, width: number): PrincipalComponents {
  const rows = values.length / width;
  if (!Number.isInteger(rows) || rows < 2)
    throw new ArgumentError("principalComponents: there must be two rows at least", {
      found: `${values.length} numbers`,
    });
  const mean = new Float64Array(width);
  for (let i = 0; i < values.length; i++) mean[i % width]! += values[i]! / rows;
  const covariance = new Float64Array(width * width);
  for (let row = 0; row < rows; row++)
    for (let i = 0; i < width; i++)
      for (let j = 0; j < width; j++)
        covariance[i * width + j]! +=
          ((values[row * width + i]! - mean[i]!) * (values[row * width + j]! - mean[j]!)) / (rows - 1);
  const { values: variances, vectors } = eigen(covariance, width);
  const order = Array.from(variances.keys()).sort((a, b) => variances[b]! - variances[a]!);
  const components = order.map((k) => {
    const vector = Float64Array.from({ length: width }, (_, i) => vectors[i * width + k]!);
    const largest = vector.reduce((best, value) => (Math.abs(value) > Math.abs(best) ? value : best), 0);
    return largest < 0 ? vector.map((value) => -value) : vector;
  });
  const variance = Float64Array.from(order, (k) => Math.max(0, variances[k]!));
  const total = variance.reduce((sum, value) => sum + value, 0);
  return { mean, components, variance, share: variance.map((value) => (total === 0 ? 0 : value / total)) };
}
