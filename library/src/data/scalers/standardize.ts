import { divisor, type Scaler } from "./_scaler.ts";

/** Mean 0 and standard deviation 1 (divided by n): (x − mean)/deviation. */
export const standardize: Scaler = (values) => {
  const { length } = values;
  let sum = 0;
  for (let i = 0; i < length; i++) sum += values[i]!;
  const mean = sum / length;
  let squares = 0;
  for (let i = 0; i < length; i++) squares += (values[i]! - mean) ** 2;
  return { shift: mean, scale: divisor(Math.sqrt(squares / length), mean) };
};
