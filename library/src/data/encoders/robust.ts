import { robust as scaler } from "../scalers/robust.ts";
import type { Encoder } from "./_encoder.ts";
import { scaledEncoder } from "./_scaled.ts";

/** Median 0 and distance of the quartiles 1, whatever the outliers; a missing cell counts as the median. */
export const robust: Encoder = scaledEncoder("robust", scaler);
