import { maximum } from "../../graph/functions.ts";
import { defineLayer, type Layer } from "../network.ts";
import { placesOf } from "./_windows.ts";

/** The greatest number over all places of a row, channel by channel: (n×h×w×c) and (n×t×c) become (n×c). */
export const globalMaxPool: () => Layer = defineLayer("globalMaxPool", () => (input) => {
  const rank = placesOf(input, "globalMaxPool");
  return maximum(
    input,
    Array.from({ length: rank }, (_, i) => i + 1),
  );
});
