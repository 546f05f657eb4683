/** A number with as many digits as matter: three decimals, fewer for large ones; never −0. */
export function shown(value: number): string {
  const size = Math.abs(value);
  if (size >= 1e7 || (size > 0 && size < 5e-4)) return value.toExponential(2);
  const text = value.toFixed(size >= 10_000 ? 0 : size >= 100 ? 1 : 3);
  return withoutSignOfZero(text);
}

/** How numbers of one kind are written, all with the same decimals: about four digits for the largest. */
export function shownLike(values: readonly number[]): (value: number) => string {
  const largest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (largest >= 1e7 || (largest > 0 && largest < 1e-6)) return (value) => value.toExponential(2);
  const power = largest === 0 ? 0 : Math.floor(Math.log10(largest));
  const decimals = power >= -2 ? Math.max(0, Math.min(3, 3 - power)) : 2 - power;
  return (value) => withoutSignOfZero(value.toFixed(decimals));
}

/** A number that rounds to 0 without a sign. */
export function withoutSignOfZero(text: string): string {
  return /^-[0.]+$/.test(text) ? text.slice(1) : text;
}

/** A value as it may stand in a file: a number of the target with at most seven digits, or a name. */
export function plainValue(value: string | number): string {
  return typeof value === "number" ? String(Number(value.toPrecision(7))) : value;
}

/** Whether positive values span so much that only a logarithmic axis shows them all. */
export function isWide(values: readonly number[]): boolean {
  const [low, high] = values.reduce(([a, b], v) => [Math.min(a, v), Math.max(b, v)], [Infinity, 0]);
  return low > 0 && high / low >= 30;
}
