import type { Finding, FindingCode } from "../data/findings.ts";
import type { Interval } from "../data/intervals.ts";
import type { LeftOut } from "../data/prepare.ts";
import type { Sentence } from "../evaluation/comparison.ts";
import type { NoteReason } from "../evaluation/evaluation.ts";
import type { MetricName } from "../evaluation/metric-names.ts";
import type { Caveat, CaveatCode } from "../experiment/caveats.ts";
import type { ReportSource, ReportSplit } from "../experiment/report.ts";

type Facts<F, Result = string> = (facts: F) => Result;

/** How each caveat is told; a language without one of them does not compile. */
export type CaveatWords = {
  readonly [Code in CaveatCode]: Facts<Extract<Caveat, { readonly code: Code }>>;
};

/** The words of a report in one language, for the terminal and for the page. */
export interface ReportWords {
  readonly language: string;
  readonly result: Facts<{ rows: number; folds?: number | undefined }>;
  readonly resultOf: Facts<{ rows: number }>;
  readonly network: string;
  readonly linear: string;
  readonly mean: string;
  readonly always: Facts<{ answer: string }>;
  readonly interval: string;
  readonly methods: Facts<{ methods: string }>;
  readonly methodNames: Readonly<Record<Interval["method"], string>>;
  readonly metrics: Readonly<Record<MetricName, string>>;
  /** Follows the name of a metric at once. */
  readonly lowerIsBetter: string;
  readonly leftOut: Facts<{ metric: string; reason: string }>;
  readonly reasons: Readonly<Record<NoteReason, string>>;
  readonly sentences: Readonly<Record<Sentence, string>>;
  readonly confusion: {
    readonly title: string;
    readonly threshold: Facts<{ name: string; threshold: string }>;
    readonly predicted: Facts<{ name: string }>;
    readonly truly: Facts<{ name: string }>;
    /** For many classes: the wrong answers that were given most often. */
    readonly most: string;
    readonly truth: string;
    readonly answer: string;
    readonly rows: string;
  };
  readonly classes: {
    readonly title: string;
    readonly name: string;
    readonly precision: string;
    readonly recall: string;
    readonly f1: string;
    readonly support: string;
  };
  readonly calibration: {
    readonly title: string;
    readonly says: string;
    readonly happens: string;
    readonly rows: string;
    readonly error: Facts<{ error: string }>;
    readonly ideal: string;
  };
  readonly curve: {
    readonly title: string;
    readonly epoch: string;
    readonly loss: string;
    readonly logarithmic: string;
    readonly training: string;
    readonly validation: string;
    readonly best: Facts<{ epoch: number }>;
  };
  readonly roc: { readonly title: string; readonly x: string; readonly y: string; readonly chance: string };
  readonly precisionRecall: { readonly title: string; readonly x: string; readonly y: string };
  readonly area: Facts<{ name: string; area: string }>;
  readonly residuals: {
    readonly title: string;
    readonly against: string;
    readonly answer: string;
    readonly residual: string;
    readonly exact: string;
    readonly quantiles: Facts<{ residual: string }>;
    readonly histogram: string;
    readonly from: string;
    readonly to: string;
    readonly rows: string;
  };
  readonly importance: {
    readonly title: string;
    readonly explained: Facts<{ metric: string; rows: number; repeats: number }>;
    readonly column: string;
    readonly drop: string;
    readonly deviation: string;
    readonly more: Facts<{ count: number }>;
  };
  readonly worst: {
    readonly title: string;
    readonly line: string;
    readonly row: string;
    readonly truth: string;
    readonly answer: string;
    readonly sure: string;
    readonly givenToTruth: string;
    readonly residual: string;
    readonly none: string;
  };
  readonly caveats: CaveatWords;
  readonly caveatsTitle: string;
  readonly noCaveats: string;
  readonly next: string;
  /** What only the page says. */
  readonly page: {
    readonly kind: string;
    readonly findings: string;
    readonly noFindings: string;
    readonly dropped: string;
    readonly leftOut: Readonly<Record<LeftOut["reason"], Facts<LeftOut>>>;
    readonly about: string;
    readonly source: string;
    readonly read: string;
    readonly readAs: Facts<Omit<ReportSource, "file" | "sha256">>;
    readonly checksum: string;
    readonly split: string;
    readonly splitMethods: Readonly<Record<ReportSplit["method"], string>>;
    readonly splitRows: Facts<ReportSplit>;
    readonly layers: string;
    readonly parameters: Facts<{ inputs: number; parameters: number }>;
    readonly seeds: string;
    readonly versions: string;
    readonly finished: string;
    readonly seconds: Facts<{ seconds: string }>;
    readonly configuration: string;
    readonly repeat: string;
    readonly table: Facts<{ count: number }>;
    readonly firstOf: Facts<{ shown: number; count: number }>;
    readonly target: Facts<{ target: string }>;
    readonly decisions: string;
    readonly decisionsNote: string;
    readonly decision: Facts<{ kind: "typical" | "worst"; line: number }>;
  };
}

/** How one code of a finding is told. */
interface FindingWord {
  readonly title: string;
  readonly what: Facts<Finding>;
  readonly done: Facts<Finding>;
  readonly change: Facts<Finding>;
}

/** The words for findings, as the command line has them. */
export type FindingWords = Readonly<Record<FindingCode, FindingWord>> & {
  readonly words: { readonly column: string; readonly line: string };
};

/** The caveat in words. */
export function caveatText(caveat: Caveat, words: CaveatWords): string {
  const text = words[caveat.code] as Facts<Caveat>;
  return text(caveat);
}
