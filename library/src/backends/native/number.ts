/** A number as C writes it exactly: in hexadecimal, with the suffix `f` where it is a float. */
export function cNumber(value: number, wide: boolean): string {
  const suffix = wide ? "" : "f";
  if (Number.isNaN(value)) return `__builtin_nan${suffix}("")`;
  const sign = value < 0 || Object.is(value, -0) ? "-" : "";
  if (!Number.isFinite(value)) return `${sign}__builtin_inf${suffix}()`;
  const bits = new BigUint64Array(Float64Array.of(Math.abs(value)).buffer)[0]!;
  const exponent = Number(bits >> 52n);
  const digits = (bits & ((1n << 52n) - 1n)).toString(16).padStart(13, "0");
  return exponent === 0 ? `${sign}0x0.${digits}p-1022${suffix}` : `${sign}0x1.${digits}p${exponent - 1023}${suffix}`;
}
