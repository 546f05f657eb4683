import { divisor, type Scaler } from "./_scaler.ts";
import { quantilesIn } from "./_selection.ts";

/** By what lies in the middle, so that outliers do not matter: (x − median)/(upper quartile − lower quartile). */
export const robust: Scaler = (values) => {
  const [lower, median, upper] = quantilesIn(Float64Array.from(values), [0.25, 0.5, 0.75]) as [number, number, number];
  return { shift: median, scale: divisor(upper - lower) };
};
