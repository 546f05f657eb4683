import { add } from "../../expr/operations/add.ts";
import { lessEqual } from "../../expr/operations/less-equal.ts";
import { mul } from "../../expr/operations/mul.ts";
import { select } from "../../expr/operations/select.ts";
import { softmax } from "../../graph/composed.ts";
import { contract, indexAlong, matmul, reshape, slice, toReal } from "../../graph/functions.ts";
import { label, type Tensor } from "../../graph/tensor.ts";
import { ArgumentError } from "../../util/errors.ts";
import type { Initializer } from "../initializers/_initializer.ts";
import { glorotUniform } from "../initializers/glorot-uniform.ts";
import { zeros } from "../initializers/zeros.ts";
import { defineLayer, type Layer } from "../network.ts";
import { alongTime } from "./_time.ts";

/** Options of attention. */
export interface AttentionOptions {
  /** Whether a step sees only itself and those before it. */
  readonly causal?: boolean;
  /** How many numbers a head compares; channels/heads unless said otherwise. */
  readonly size?: number;
  /** Whether biases are added; yes unless said otherwise. */
  readonly bias?: boolean;
  /** How the matrices begin; Glorot-uniform unless said otherwise. */
  readonly initializer?: Initializer;
}

/** A score so low that its share is 0; not −∞, so that a step that sees none is still a number. */
const hidden = -1e9;

/**
 * Every step of a row (n×t×c) becomes a mixture of all steps, by how well its query fits their keys, in several heads:
 * y = [softmax(Q Kᵀ/√d) V] W + b, with Q, K, V = x Wq + bq, x Wk + bk, x Wv + bv, d numbers for each head.
 *
 * Wq, Wk, Wv stand side by side in one matrix (c×3·heads·d); W is (heads·d×c). Source: Vaswani et al., 2017.
 *
 * @throws ArgumentError where the heads do not divide the channels and no size is given; ShapeError where rows have no time.
 */
export const attention: (heads: number, options?: AttentionOptions) => Layer = defineLayer(
  "attention",
  (heads: number, { causal = false, size, bias = true, initializer = glorotUniform }: AttentionOptions = {}) =>
    (input, scope) => {
      const [n, length, channels] = alongTime(input, "attention");
      const own = size ?? channels / heads;
      if (!Number.isInteger(heads) || heads < 1 || !Number.isInteger(own) || own < 1)
        throw new ArgumentError("attention: the heads do not fit", {
          expected: `a number that divides ${channels} channels, or a size for each head`,
          found: String(heads),
        });
      const width = heads * own;
      const projected = (what: string, from: Tensor, columns: number): Tensor => {
        const weights = scope.parameter(`${what}Weights`, [from.shape.at(-1)!, columns], { initializer });
        const product = matmul(from, weights);
        return bias ? add(product, scope.parameter(`${what}Bias`, [columns], { initializer: zeros })) : product;
      };
      const all = projected("input", input, 3 * width);
      const [query, key, value] = ["queries", "keys", "values"].map((name, part) =>
        reshape(label(slice(all, -1, part * width, (part + 1) * width), name), [n, length, heads, own]),
      ) as [Tensor, Tensor, Tensor];
      const fits = label(mul(contract(query, key, "n i h d, n j h d -> n h i j"), 1 / Math.sqrt(own)), "scores");
      const [i, j] = [2, 3].map((axis) => toReal(indexAlong(fits.shape, axis))) as [Tensor, Tensor];
      const past = causal ? select(lessEqual(j, i), fits, hidden) : fits;
      const mask = scope.mask(input);
      const seen = mask === undefined ? past : select(reshape(mask, [n, 1, 1, length]), past, hidden);
      const shares = label(softmax(seen, -1), "shares");
      const mixed = label(contract(shares, value, "n h i j, n j h d -> n i h d"), "mixture");
      return projected("output", reshape(mixed, [n, length, width]), channels);
    },
);
