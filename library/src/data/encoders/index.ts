import type { Encoder } from "./_encoder.ts";
import { dateParts } from "./date-parts.ts";
import { frequency } from "./frequency.ts";
import { minMax } from "./min-max.ts";
import { oneHot } from "./one-hot.ts";
import { ordinal } from "./ordinal.ts";
import { quantile } from "./quantile.ts";
import { robust } from "./robust.ts";
import { standardize } from "./standardize.ts";

/** Every encoder, by its name in files and on the command line. */
export const encoders: Readonly<Record<string, Encoder>> = Object.fromEntries(
  [standardize, minMax, robust, quantile, oneHot, ordinal, frequency, dateParts].map((one) => [one.kind, one]),
);
