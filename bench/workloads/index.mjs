// Everything that is timed. A measurement says how it is named, what kind of problem it is (a contestant takes part in the
// kinds that it names), how seconds become a figure, and which numbers go in and must come out.
import { coldStart } from "./cold-start.mjs";
import { compiling, memory } from "./costs.mjs";
import { inference } from "./inference.mjs";
import { products } from "./products.mjs";
import { streams } from "./streams.mjs";
import { training } from "./training.mjs";

export const measurements = [...training, ...products, ...inference, ...coldStart, ...streams, ...compiling, ...memory];

export const measurementOf = (id) => measurements.find((measurement) => measurement.id === id);

/** Workloads that are not timed yet, with the reason. */
export const leftOut = {
  W5: "LeNet: not timed yet",
};
