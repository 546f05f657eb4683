import { divisor, type Scaler } from "./_scaler.ts";

/** By the greatest size, so that zeros stay zeros: x/max|x|. */
export const maxAbsolute: Scaler = (values) => ({
  shift: 0,
  scale: divisor(Array.from(values).reduce((most, value) => Math.max(most, Math.abs(value)), 0)),
});
