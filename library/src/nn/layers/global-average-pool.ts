import { mean } from "../../graph/functions.ts";
import { defineLayer, type Layer } from "../network.ts";
import { placesOf } from "./_windows.ts";

/** The mean over all places of a row, channel by channel: (n×h×w×c) and (n×t×c) become (n×c). */
export const globalAveragePool: () => Layer = defineLayer("globalAveragePool", () => (input) => {
  const rank = placesOf(input, "globalAveragePool");
  return mean(
    input,
    Array.from({ length: rank }, (_, i) => i + 1),
  );
});
