import { divisor, type Scaler } from "./_scaler.ts";

/** Mean 0 and standard deviation 1 (divided by n): (x − mean)/deviation. */
export const standardize: Scaler = (values) => {
  const list = Array.from(values);
  const mean = list.reduce((sum, value) => sum + value, 0) / list.length;
  const variance = list.reduce((sum, value) => sum + (value - mean) ** 2, 0) / list.length;
  return { shift: mean, scale: divisor(Math.sqrt(variance), mean) };
};
