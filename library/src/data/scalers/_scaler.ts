/** A column shifted and divided: (x − shift)/scale, fitted once and applied to any rows. */
export interface Scaling {
  readonly shift: number;
  readonly scale: number;
}

/** Finds the scaling of a column from its known values; a column that does not vary keeps scale 1. */
export type Scaler = (values: ArrayLike<number>) => Scaling;

/** A scaling applied to a value. */
export function scaled({ shift, scale }: Scaling, value: number): number {
  return (value - shift) / scale;
}

/** A scaling undone. */
export function unscaled({ shift, scale }: Scaling, value: number): number {
  return value * scale + shift;
}

/** A divisor that is never 0: a column without spread is only shifted. */
export function divisor(spread: number, size = 1): number {
  return spread > 10 * Number.EPSILON * Math.abs(size) ? spread : 1;
}

/** The q-quantile of sorted values, in a straight line between neighbors. */
export function quantileOf(sorted: ArrayLike<number>, q: number): number {
  const at = q * (sorted.length - 1);
  const below = Math.floor(at);
  const value = sorted[below]!;
  return at === below ? value : value + (at - below) * (sorted[below + 1]! - value);
}
