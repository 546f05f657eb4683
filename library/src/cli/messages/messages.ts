import type { LeftOut } from "../../data/prepare.ts";
import type { ColumnKind } from "../../data/table.ts";
import type { Task } from "../../data/task.ts";

/** Where new rows differ from those of the training. */
export interface NoveltyFacts {
  readonly column: string;
  readonly count: number;
  readonly examples: string;
  readonly lines: string;
  readonly range: string;
}

/** Which rows teach and which test. */
export interface SplitFacts {
  readonly training: number;
  readonly validation: number;
  readonly test: number;
  readonly seed: number;
  readonly folds: number | undefined;
  readonly testFile: string | undefined;
  readonly group: string | undefined;
}

/** The texts of the command line; every language has all of them, or it does not compile. */
export interface Messages {
  readonly source: (facts: {
    rows: number;
    columns: number;
    encoding: string;
    delimiter: string;
    decimal: string;
  }) => string;
  readonly kinds: Readonly<Record<ColumnKind, string>>;
  readonly kindCount: (facts: { kind: ColumnKind; count: number }) => string;
  /** Words in front of lines, all of them as wide as the widest. */
  readonly verbs: Readonly<
    Record<"reading" | "columns" | "leftOut" | "split" | "network" | "training" | "searching" | "saved", string>
  >;
  readonly task: (facts: { target: string; kind: Task["kind"]; classes: number }) => string;
  readonly columns: (facts: { kinds: string; tasks: string; inputs: number }) => string;
  readonly leftOut: (facts: LeftOut) => string;
  readonly split: (facts: SplitFacts) => string;
  readonly network: (facts: { layers: string; parameters: string | undefined }) => string;
  readonly training: (facts: {
    optimizer: string;
    loss: string;
    rate: number | undefined;
    batch: number;
    epochs: number;
    patience: number | undefined;
  }) => string;
  readonly encoder: (facts: { column: string; encoder: string; inputs: number }) => string;
  /** What is explained: which rows of which run, and the optimizer's state. */
  readonly explained: (facts: { folder: string; line: number; fresh: boolean }) => string;
  readonly rebuilt: (facts: { folder: string; step: number; epoch: number; lines: string; alone: boolean }) => string;
  readonly notInBatch: (facts: { line: number; step: number; lines: string }) => string;
  readonly plot: {
    readonly slope: string;
    readonly tangent: string;
    readonly secant: (facts: { delta: string }) => string;
    readonly slice: (facts: { name: string; value: string }) => string;
    readonly plane: string;
    readonly noPlot: string;
    readonly noSvg: string;
  };
  /** What the view frame by frame says. */
  readonly scrubber: {
    readonly head: (facts: { phase: string; frame: number; last: number; depth: number }) => string;
    /** The keys, line by line. */
    readonly keys: readonly string[];
    readonly foot: string;
    readonly longer: (facts: { from: number; to: number; of: number }) => string;
    readonly goTo: (facts: { typed: string }) => string;
    readonly noFrame: (facts: { frame: string; last: number }) => string;
    readonly working: string;
    readonly noNext: string;
  };
  readonly noFormula: (facts: { name: string }) => string;
  readonly noRow: (facts: { row: string; rows: number }) => string;
  readonly gradients: (facts: {
    method: "all" | "sampled";
    checked: number;
    total: number;
    rows: number;
    passed: boolean;
    kinks: number;
    rounding: number;
  }) => string;
  readonly worstGradient: (facts: { parameter: string; exact: string; numeric: string; finding: string }) => string;
  readonly wrongFunction: (facts: { symbol: string; ratio: string }) => string;
  readonly fold: (facts: { done: number; folds: number }) => string;
  readonly trial: (facts: { number: number; settings: string; epochs: number; score: string; left: number }) => string;
  readonly bestTrial: (facts: { number: number; settings: string; score: string }) => string;
  readonly noTrial: string;
  readonly exported: (facts: { path: string; rows: number; difference: string }) => string;
  readonly rejected: (facts: { count: number; path: string }) => string;
  readonly predictedRows: (facts: { rows: number }) => string;
  readonly epoch: string;
  readonly trainLoss: string;
  readonly validationLoss: string;
  readonly best: string;
  readonly rowsPerSecond: string;
  readonly eta: string;
  /** Compiled C was worth it but not possible. */
  readonly withoutNative: (facts: { reason: string }) => string;
  readonly resuming: (facts: { folder: string; epoch: number }) => string;
  readonly interrupted: (facts: { folder: string; command: string }) => string;
  readonly summary: {
    readonly inputs: string;
    readonly layer: string;
    readonly shape: string;
    readonly parameters: string;
    readonly work: string;
    readonly total: (facts: { parameters: number; bytes: number; multiplyAdds: number }) => string;
  };
  readonly runs: {
    readonly head: readonly string[];
    readonly same: string;
    readonly configuration: string;
    readonly curve: string;
    readonly metrics: string;
    readonly others: (facts: { count: number }) => string;
  };
  readonly missed: (facts: { metric: string; value: number; limit: number; lower: boolean }) => string;
  readonly newCategories: (facts: NoveltyFacts) => string;
  readonly outOfRange: (facts: NoveltyFacts) => string;
}
