import { notEqual } from "../../expr/operations/not-equal.ts";
import { select } from "../../expr/operations/select.ts";
import { gather, stopGradient, toIndex } from "../../graph/functions.ts";
import { wholeNumber } from "../../util/whole-number.ts";
import type { Initializer } from "../initializers/_initializer.ts";
import { normal } from "../initializers/normal.ts";
import { defineLayer, type Layer } from "../network.ts";
import { present } from "./_masks.ts";

/** Options of an embedding. */
export interface EmbeddingOptions {
  /** How the vectors begin; normal with deviation 1 unless said otherwise. */
  readonly initializer?: Initializer;
  /**
   * The number that fills sequences up: its vector is 0 and learns nothing, and its steps are not there for the layers
   * behind (see `masking`). It may lie outside of 0 … count − 1.
   */
  readonly padding?: number;
}

/** A learned vector for each of `count` symbols: whole numbers 0 … count − 1 (n×k) become vectors (n×k×size). */
export const embedding: (count: number, size: number, options?: EmbeddingOptions) => Layer = defineLayer(
  "embedding",
  (count: number, size: number, { initializer = normal(0, 1), padding }: EmbeddingOptions = {}) => {
    wholeNumber(count, "embedding: the number of symbols");
    wholeNumber(size, "embedding: the size of a vector");
    return (input, scope) => {
      const vectors = scope.parameter("vectors", [count, size], { initializer });
      const pick = (symbols: typeof input) => gather(vectors, symbols.type === "index" ? symbols : toIndex(symbols));
      if (padding === undefined) return pick(input);
      const mask = stopGradient(notEqual(input, padding));
      return scope.masked(present(pick(select(mask, input, 0)), mask, 0), mask);
    };
  },
);
