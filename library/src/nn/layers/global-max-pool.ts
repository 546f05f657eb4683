import { maximum } from "../../graph/functions.ts";
import { defineLayer, type Layer } from "../network.ts";
import { orZero, present } from "./_masks.ts";
import { placesOf } from "./_windows.ts";

/** The greatest number over all places of a row, channel by channel: (n×h×w×c) and (n×t×c) become (n×c). */
export const globalMaxPool: () => Layer = defineLayer("globalMaxPool", () => (input, scope) => {
  const axes = Array.from({ length: placesOf(input, "globalMaxPool") }, (_, i) => i + 1);
  const mask = scope.mask(input);
  return orZero(maximum(present(input, mask, -Infinity), axes), mask);
});
