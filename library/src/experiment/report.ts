import type { Finding } from "../data/findings.ts";
import type { LeftOut, Preparation } from "../data/prepare.ts";
import type { Task } from "../data/task.ts";
import type { Comparison } from "../evaluation/comparison.ts";
import type { Importance } from "../evaluation/importance.ts";
import type { CurvePoint } from "../runtime/checkpoint.ts";
import type { Summary } from "../runtime/summary.ts";
import { version } from "../util/version.ts";
import { bestPoint, type Caveat, caveatsOf } from "./caveats.ts";

/** Where the rows came from. */
export interface ReportSource {
  readonly file: string;
  readonly rows: number;
  readonly columns: number;
  readonly encoding: string;
  readonly delimiter: string;
  readonly decimal: "." | ",";
  /** The SHA-256 of the file's bytes, in hexadecimal digits, where it is known. */
  readonly sha256?: string;
}

/** Which rows were learned from, and which were kept. */
export interface ReportSplit {
  /** By chance; by chance within each class; or in whole groups. */
  readonly method: "random" | "stratified" | "grouped";
  readonly training: number;
  readonly validation: number;
  /** The rows that the results were found on. */
  readonly test: number;
  /** The column whose equal values stayed together. */
  readonly group?: string;
  /** How many folds were trained, where every row was a test row once. */
  readonly folds?: number;
}

/** One thing that was predicted. */
export interface TargetResult {
  readonly target: string;
  readonly task: Task;
  /** Holds the worst errors too. */
  readonly comparison: Comparison;
  /** What each column is worth for the headline metric; absent where it was not asked for. */
  readonly importance?: Importance;
}

/** Everything that a run tells, as plain data: `library/schemas/report.schema.json` describes it. */
export interface Report {
  readonly format: 1;
  readonly versions: { readonly chainrule: string; readonly node?: string };
  readonly source: ReportSource;
  /** The options of the run, by name. */
  readonly configuration: Readonly<Record<string, string | number | boolean | null>>;
  /** The command that does it again. */
  readonly command?: string;
  readonly seeds: Readonly<Record<string, number>>;
  readonly split: ReportSplit;
  readonly network: {
    readonly inputs: number;
    readonly layers: readonly {
      readonly name: string;
      readonly shape: readonly number[];
      readonly parameters: number;
    }[];
    readonly parameters: number;
  };
  readonly findings: readonly Finding[];
  readonly leftOut: readonly LeftOut[];
  readonly results: readonly TargetResult[];
  readonly curve: readonly CurvePoint[];
  /** The epoch whose weights were kept; null where there was no validation. */
  readonly best: { readonly epoch: number; readonly validation: number } | null;
  readonly caveats: readonly Caveat[];
  /** Commands that exist; RUN stands for the folder of the run, FILE for a table. */
  readonly next: readonly string[];
  /** The only part that differs from run to run. */
  readonly times: { readonly finished: string; readonly seconds: number };
}

/** What a report is made of. */
export interface ReportFacts
  extends Pick<Report, "source" | "configuration" | "seeds" | "split" | "findings" | "results" | "curve" | "times"> {
  readonly leftOut: Preparation["leftOut"];
  readonly summary: Summary;
  readonly command?: string;
  readonly next?: readonly string[];
  /** The version of Node, where there is one. */
  readonly node?: string;
}

/** Commands for a run that has ended. */
const usual: readonly string[] = [
  "chainrule predict RUN FILE",
  "chainrule evaluate RUN FILE",
  "chainrule summary RUN",
  "chainrule explain RUN --row 1",
];

/** Puts together what a run tells, and what must be known of it. */
export function reportOf(facts: ReportFacts): Report {
  const { source, configuration, command, seeds, split, findings, results, curve, times, leftOut, summary } = facts;
  const best = bestPoint(curve);
  return {
    format: 1,
    versions: { chainrule: version, ...(facts.node === undefined ? {} : { node: facts.node }) },
    source,
    configuration,
    ...(command === undefined ? {} : { command }),
    seeds,
    split,
    network: {
      inputs: summary.inputs,
      layers: summary.layers.map(({ name, shape, parameterCount }) => ({ name, shape, parameters: parameterCount })),
      parameters: summary.parameterCount,
    },
    findings,
    leftOut,
    results: results.map((result) => ({ ...result, task: plainTask(result.task) })),
    curve,
    best: best?.validation === undefined ? null : { epoch: best.epoch, validation: best.validation },
    caveats: caveatsOf({ findings, curve, results }),
    next: facts.next ?? usual,
    times,
  };
}

/** What a reader needs of a task. */
function plainTask(task: Task): Task {
  const { target } = task;
  if (task.kind === "regression") return { kind: task.kind, target, mean: task.mean, deviation: task.deviation };
  return { kind: task.kind, target, classes: task.classes };
}
