import { standardize as scaler } from "../scalers/standardize.ts";
import type { Encoder } from "./_encoder.ts";
import { scaledEncoder } from "./_scaled.ts";

/** Mean 0 and standard deviation 1; a missing cell counts as the median. */
export const standardize: Encoder = scaledEncoder("standardize", scaler);
