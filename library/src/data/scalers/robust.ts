import { divisor, quantileOf, type Scaler } from "./_scaler.ts";

/** By what lies in the middle, so that outliers do not matter: (x − median)/(upper quartile − lower quartile). */
export const robust: Scaler = (values) => {
  const sorted = Float64Array.from(values).sort();
  const spread = quantileOf(sorted, 0.75) - quantileOf(sorted, 0.25);
  return { shift: quantileOf(sorted, 0.5), scale: divisor(spread) };
};
