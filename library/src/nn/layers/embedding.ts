import { gather, toIndex } from "../../graph/functions.ts";
import { wholeNumber } from "../../util/whole-number.ts";
import type { Initializer } from "../initializers/_initializer.ts";
import { normal } from "../initializers/normal.ts";
import { defineLayer, type Layer } from "../network.ts";

/**
 * A learned vector for each of `count` symbols: whole numbers 0 … count − 1 (n×k) become vectors (n×k×size).
 *
 * The vectors begin normal with deviation 1.
 */
export const embedding: (count: number, size: number, options?: { readonly initializer?: Initializer }) => Layer =
  defineLayer(
    "embedding",
    (count: number, size: number, { initializer = normal(0, 1) }: { readonly initializer?: Initializer } = {}) => {
      wholeNumber(count, "embedding: the number of symbols");
      wholeNumber(size, "embedding: the size of a vector");
      return (input, scope) => {
        const vectors = scope.parameter("vectors", [count, size], { initializer });
        return gather(vectors, input.type === "index" ? input : toIndex(input));
      };
    },
  );
