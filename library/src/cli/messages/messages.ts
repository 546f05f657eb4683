import type { ColumnKind } from "../../data/table.ts";
import type { ReportWords } from "../../report/page.ts";
import type { Verdict } from "../../runtime/evaluation.ts";

/** Where new rows differ from those of the training. */
export interface NoveltyFacts {
  readonly column: string;
  readonly count: number;
  readonly examples: string;
  readonly lines: string;
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
  readonly columns: (facts: {
    rows: number;
    inputs: number;
    target: string;
    task: "binary" | "classes" | "regression";
  }) => string;
  readonly dropped: (facts: { column: string; reason: string }) => string;
  readonly split: (facts: { training: number; validation: number; test: number; seed: number }) => string;
  readonly network: (facts: { layers: string; parameters: number }) => string;
  readonly training: (facts: {
    optimizer: string;
    loss: string;
    rate: number;
    batch: number;
    patience: number;
  }) => string;
  readonly epoch: string;
  readonly trainLoss: string;
  readonly validationLoss: string;
  readonly best: string;
  readonly resuming: (facts: { folder: string; epoch: number }) => string;
  readonly interrupted: (facts: { folder: string }) => string;
  readonly result: (facts: { rows: number }) => string;
  readonly thisNet: string;
  readonly linear: string;
  readonly mean: string;
  readonly always: (facts: { answer: string | number }) => string;
  readonly resultOf: (facts: { rows: number }) => string;
  readonly interval: string;
  readonly method: (facts: { methods: string }) => string;
  readonly metrics: Readonly<Record<string, string>>;
  readonly verdicts: Readonly<Record<Verdict, string>>;
  readonly summary: {
    readonly inputs: string;
    readonly layer: string;
    readonly shape: string;
    readonly parameters: string;
    readonly work: string;
    readonly total: (facts: { parameters: number; bytes: number; multiplyAdds: number }) => string;
  };
  readonly runs: { readonly head: readonly string[]; readonly same: string };
  readonly report: Pick<
    ReportWords,
    | "language"
    | "confusion"
    | "curve"
    | "loss"
    | "calibration"
    | "says"
    | "happens"
    | "answers"
    | "truth"
    | "findings"
    | "configuration"
  >;
  readonly below: (facts: { metric: string; value: number; least: number }) => string;
  readonly predicted: (facts: { name: string }) => string;
  readonly truly: (facts: { name: string }) => string;
  readonly newCategories: (facts: NoveltyFacts) => string;
  readonly outOfRange: (facts: NoveltyFacts) => string;
  readonly saved: (facts: { folder: string }) => string;
}

/** The languages there are. */
export const languages = ["en", "zh"] as const;

/** The language that is asked for, or that of the environment, or English. */
export function languageOf(language: string | undefined, environment: NodeJS.ProcessEnv): (typeof languages)[number] {
  const wanted = language ?? environment["LC_ALL"] ?? environment["LC_MESSAGES"] ?? environment["LANG"] ?? "";
  return wanted.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** The texts in a language: the one asked for, or that of the environment, or English. */
export async function messagesIn(language: string | undefined, environment: NodeJS.ProcessEnv): Promise<Messages> {
  return languageOf(language, environment) === "zh" ? (await import("./zh.ts")).zh : (await import("./en.ts")).en;
}
