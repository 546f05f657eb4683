import type { Expr } from "../expr/expr.ts";
import type { ContractNames } from "../graph/primitive.ts";
import type { FoldAttributes } from "../graph/primitives/window.ts";
import type { Shape } from "../graph/shape.ts";
import type { Moment, Tensor } from "../graph/tensor.ts";
import type { Inseparable, RowShares } from "./contributions.ts";
import type { EngineGraph, EngineLine } from "./engine.ts";
import type { CheckedPartial } from "./gradient-check.ts";
import type { Name } from "./name.ts";
import type { Placement } from "./placement.ts";
import type { Sentence } from "./sentences/sentence.ts";
import type { ThroughTime } from "./through-time.ts";

/** The part of a training step that a line belongs to. */
export type Phase = "data" | "forward" | "loss" | "backward" | "update";

/** What a quantity is that nothing computes: it was given. */
export type Role =
  | "input"
  | "target"
  | "weight"
  | "parameter"
  | "state"
  | "slot"
  | "carried"
  | "engine"
  | "length"
  | "scalar"
  | "draw"
  | "constant"
  | "index";

/** How a result comes from its operands. Formulas are in `a0`, `a1` … for the operands, element by element. */
export type Rule =
  | { readonly kind: "given"; readonly role: Role }
  | { readonly kind: "map"; readonly formula: Expr }
  | { readonly kind: "contract"; readonly names: ContractNames }
  | {
      readonly kind: "reduce";
      readonly reduction: "sum" | "max";
      readonly axes: readonly number[];
      /** A sum is multiplied by it: 1/n makes a mean. */
      readonly factor: number;
    }
  /** Windows laid on their places; what overlaps is added. They lie along one axis after the other. */
  | { readonly kind: "overlap"; readonly folds: readonly FoldAttributes[] }
  /** The second operand where the number of the first one is the greatest along the axes, the third; 0 elsewhere. */
  | { readonly kind: "won"; readonly axes: readonly number[]; readonly ties: "shared" | "first" }
  /** Operands one after the other along an axis. */
  | { readonly kind: "join"; readonly axis: number }
  /** The primitive does what its name says: gather, pad, scatter-add … */
  | { readonly kind: "primitive"; readonly primitive: string }
  /** The bias that is not there, or another line that says that nothing happens. */
  | { readonly kind: "nothing" }
  /** The loss once more, with the new weights. */
  | { readonly kind: "again"; readonly before: number; readonly predictedDrop: number };

/** A quantity as a step uses it. */
export interface Operand {
  /** The step whose result it is. */
  readonly step: string;
  /** Its shape where it is used: stretched or turned quantities differ from their step's. */
  readonly shape: Shape;
  readonly transposed: boolean;
  /** The numbers in this shape, last axis fastest. */
  readonly values: Float64Array;
  /** For every number the place in the step's result that it comes from; NaN for what lies around that result. */
  readonly places: () => Float64Array;
  /** The same as a rule, axis by axis of the step's result, where it is one. */
  readonly placement?: Placement | undefined;
}

/** A second form of a result that is equal to it: what the long chain becomes when factors cancel. */
export interface ShortForm {
  readonly formula: Expr;
  readonly operands: readonly Operand[];
  /** The lines from the long chain to the short form, each equal to the one before. */
  readonly lines: readonly {
    readonly formula: Expr;
    readonly operands: readonly Operand[];
    readonly reason: Sentence;
  }[];
}

/** One line of a derivation: a rule applied to quantities, and what comes out. */
export interface DerivationStep {
  readonly id: string;
  readonly phase: Phase;
  /** The frame it is shown in, counted from 0. */
  readonly frame: number;
  readonly name: Name;
  /** Where in the network: `layer 2 (dense 1 sigmoid)`. */
  readonly layer: string | undefined;
  readonly label: string | undefined;
  readonly rule: Rule;
  readonly operands: readonly Operand[];
  readonly shape: Shape;
  /** float64, last axis fastest. */
  readonly values: Float64Array;
  /** The steps whose results it uses. */
  readonly parents: readonly string[];
  /** For a gradient: the forward step that it belongs to, by the chain rule. */
  readonly gradientOf: string | undefined;
  /** The turn of a loop that it belongs to. */
  readonly moment?: Moment | undefined;
  /** Whether its axes are those of a parameter rather than rows first. */
  readonly isParameterLike: boolean;
  /** Whether it is a vector with one number for each example, which stands upright beside rows. */
  readonly isPerExample: boolean;
  readonly sentence: Sentence;
  readonly short: ShortForm | undefined;
  /** For a line as taught: the equal form that the engine computes, where it has one. */
  readonly stable?: ShortForm | undefined;
  /** For the gradient of a parameter, where asked for: one of its numbers checked by differences. */
  readonly check?: CheckedPartial | undefined;
  /** Where asked for: what the engine computes here; it may come to what follows on a shorter way. */
  readonly engine?: EngineLine | "skipped" | undefined;
  /** For the gradient of a parameter, where asked for: what each row of the batch adds to it. */
  readonly shares?: RowShares | Inseparable | undefined;
  /** For the gradient of what a loop carries: how it comes back from later turns, for one row. */
  readonly throughTime?: ((row: number) => ThroughTime | undefined) | undefined;
  /** The node of the graph, for computing the step again. */
  readonly node: Tensor | undefined;
}

/** One training step as worked mathematics: every text, page and file that explains it is a rendering of this. */
export interface Derivation {
  readonly steps: readonly DerivationStep[];
  readonly frameCount: number;
  readonly rowCount: number;
  /** Whether layers learn (dropout drops, batch norm uses the batch) or only look. */
  readonly mode: "training" | "inference";
  /** Whether the forms as taught were finite; otherwise the stable ones that the engine computes are shown. */
  readonly form: "taught" | "stable";
  /** The loss before and after the update; after is absent without an optimizer. */
  readonly loss: number;
  readonly lossAfter: number | undefined;
  /** α‖∇L‖² and its like: Σ gradient · (old − new weight). */
  readonly predictedDrop: number | undefined;
  /** What the next step begins with, where an optimizer has made an update; each as long as all parameters. */
  readonly after:
    | { readonly weights: Float64Array; readonly slots: Readonly<Record<string, Float64Array>> }
    | undefined;
  /** The graph that the engine computes, line by line, for comparing. */
  readonly engineGraph: () => EngineGraph;
}
