import { minMax as scaler } from "../scalers/min-max.ts";
import type { Encoder } from "./_encoder.ts";
import { scaledEncoder } from "./_scaled.ts";

/** From 0 for the smallest to 1 for the greatest; a missing cell counts as the median. */
export const minMax: Encoder = scaledEncoder("min-max", scaler);
