import type { Tensor } from "../graph/tensor.ts";
import type { Clipping } from "./clipping.ts";
import type { LayerState, Parameter } from "./network.ts";
import type { Optimizer } from "./optimizers/_optimizer.ts";

/** A loss that is lowered, and what is moved for it: the graph of one `minimize`. */
export interface Move {
  readonly name: string;
  readonly optimizer: Optimizer;
  /** The loss as it was written, with what the regularizers of the network add. */
  readonly loss: Tensor;
  /** The parameters that are moved. */
  readonly moved: readonly Parameter[];
  readonly clip: Clipping | undefined;
  /** The arenas of the optimizer's slots before. */
  readonly slots: Readonly<Record<string, Tensor>>;
  readonly which: number;
}

/** A parameter or kept number of a network as it was at some point of a step. */
export interface Seen {
  readonly name: string;
  readonly record: Parameter | LayerState;
  readonly kind: "parameter" | "state";
  readonly view: Tensor;
}

/** One step of several networks as graph, with the numbers that it begins with: what `explainTogether` explains. */
export interface TogetherStep {
  readonly rowCount: number;
  readonly networks: readonly string[];
  readonly rows: readonly { readonly name: string; readonly leaf: Tensor }[];
  readonly moves: readonly Move[];
  readonly applied: readonly { readonly network: string; readonly output: Tensor }[];
  readonly seen: readonly Seen[];
  readonly bindings: ReadonlyMap<Tensor, ArrayLike<number>>;
  /** How many steps there have been, this one included. */
  readonly step: number;
}
