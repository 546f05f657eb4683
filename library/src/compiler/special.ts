import { ancestors, type Tensor } from "../graph/tensor.ts";
import { isCommon } from "./cluster.ts";
import type { Compilation } from "./compile.ts";
import type { emitPanels } from "./contract/panels.ts";
import type { Step } from "./step.ts";

/** Makes nodes simpler, given the results of a step or of a loop's turn; what it gives finds a node's simpler form. */
export type Simplify = (results: readonly Tensor[]) => (result: Tensor) => Tensor;

/**
 * How nodes are compiled that need kernels of their own: loops over time, windows that are folded, paddings, and sums by
 * index. Many networks have none of them and do not load this.
 */
export interface Special {
  /** By the name of the primitive: what writes the kernels of a node. */
  readonly emit: ReadonlyMap<string, (node: Tensor, compilation: Compilation) => void>;
  /** Copies a right operand of products that all turns of a loop find the same. */
  readonly emitPanels: typeof emitPanels;
  /** A step before its nodes are made simpler. */
  readonly prepared: (step: Step) => Step;
  /** What makes nodes simpler one by one; `turns` does the same for the turns of a loop. */
  readonly simplifying: (turns: Simplify) => (node: Tensor) => Tensor;
  /** Whether a node is computed inside of the one that alone uses it. */
  readonly absorbs: (node: Tensor, user: Tensor) => boolean;
}

/** What compiles the special nodes of a step; nothing where it has none. */
export async function specialOf({ outputs, updates = [] }: Step): Promise<Special | undefined> {
  const nodes = ancestors([...Object.values(outputs), ...updates.flat()]);
  return nodes.every(isCommon) ? undefined : (await import("./special-kernels.ts")).special;
}
