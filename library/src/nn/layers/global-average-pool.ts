import { reshape } from "../../graph/functions.ts";
import { defineLayer, type Layer } from "../network.ts";
import { meanOf } from "./_masks.ts";
import { placesOf } from "./_windows.ts";

/** The mean over all places of a row, channel by channel: (n×h×w×c) and (n×t×c) become (n×c). */
export const globalAveragePool: () => Layer = defineLayer("globalAveragePool", () => (input, scope) => {
  const axes = Array.from({ length: placesOf(input, "globalAveragePool") }, (_, i) => i + 1);
  return reshape(meanOf(input, axes, scope.mask(input)), [input.shape[0]!, input.shape.at(-1)!]);
});
