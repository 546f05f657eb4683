import { gelu } from "../activations/gelu.ts";
import { type Activation, defineLayer, type Layer, sequential } from "../network.ts";
import { type AttentionOptions, attention } from "./attention.ts";
import { dense } from "./dense.ts";
import { dropout } from "./dropout.ts";
import { layerNorm } from "./layer-norm.ts";
import { residual } from "./residual.ts";

/** Options of an encoder block. */
export interface TransformerEncoderOptions extends Pick<AttentionOptions, "causal"> {
  /** The share of numbers dropped behind each half, 0 ≤ rate < 1; 0 unless said otherwise. */
  readonly dropout?: number;
  /** The activation between; GELU unless said otherwise. */
  readonly activation?: Activation;
  /** Whether normalization comes behind what is added, as in the first transformers; before it unless said otherwise. */
  readonly normalizeAfter?: boolean;
}

/**
 * A block of a transformer on rows n×t×size: x + attention(norm(x)), then x + f(norm(x)), where f is dense(hidden) and dense(size).
 *
 * Source: Vaswani et al., 2017; Xiong et al., ICML 2020, for where the normalization stands.
 *
 * @throws as `attention` and `dense`.
 * @example
 * sequential(embedding(64, 32), positionalEncoding(), transformerEncoder(32, 4, 64, { causal: true }), dense(64, softmax));
 */
export const transformerEncoder: (
  size: number,
  heads: number,
  hidden: number,
  options?: TransformerEncoderOptions,
) => Layer = defineLayer(
  "transformerEncoder",
  (size: number, heads: number, hidden: number, options: TransformerEncoderOptions = {}) => {
    const { causal = false, dropout: rate = 0, activation = gelu, normalizeAfter = false } = options;
    const drops = rate === 0 ? [] : [dropout(rate)];
    const half = (...layers: readonly Layer[]): readonly Layer[] =>
      normalizeAfter ? [residual(...layers), layerNorm()] : [residual(layerNorm(), ...layers)];
    const block = sequential(
      ...half(attention(heads, { causal }), ...drops),
      ...half(dense(hidden, activation), dense(size), ...(rate === 0 ? [] : [dropout(rate)])),
    );
    return (input, scope) => scope.use(block, input);
  },
);
