import { divisor, type Scaler } from "./_scaler.ts";

/** From 0 for the smallest to 1 for the greatest: (x − min)/(max − min). */
export const minMax: Scaler = (values) => {
  const list = Array.from(values);
  const least = list.reduce((a, b) => Math.min(a, b), Infinity);
  const greatest = list.reduce((a, b) => Math.max(a, b), -Infinity);
  return { shift: least, scale: divisor(greatest - least, greatest) };
};
