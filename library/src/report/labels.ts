import type { Scores } from "../evaluation/evaluation.ts";
import { isLowerBetter, type MetricName } from "../evaluation/metric-names.ts";
import type { Report, TargetResult } from "../experiment/report.ts";
import { inert } from "../util/inert.ts";
import { shown, withoutSignOfZero } from "./numbers.ts";
import type { ReportWords } from "./words.ts";

/** The metrics of scores in the order in which they are looked at: the headline first. */
export function metricOrder({ metrics, headline }: Scores): readonly MetricName[] {
  const first: readonly string[] = headline === "balanced accuracy" ? [headline, "ROC AUC"] : [headline];
  const names = Object.keys(metrics) as MetricName[];
  return [...names.filter((name) => first.includes(name)), ...names.filter((name) => !first.includes(name))].sort(
    (a, b) => Number(b === headline) - Number(a === headline),
  );
}

/** The name of a metric, and which way is better where that is not plain. */
export function metricLabel(name: MetricName, words: ReportWords): string {
  return isLowerBetter(name) ? words.metrics[name] + words.lowerIsBetter : words.metrics[name];
}

/** A value of a metric: in the units of the target as any number; a share or score always with three decimals. */
export function metricText(name: string, value: number): string {
  const inUnits = name === "MAE" || name === "RMSE" || name === "median absolute error";
  return inUnits || Math.abs(value) >= 1e7 ? shown(value) : withoutSignOfZero(value.toFixed(3));
}

/** What the constant says, as the head of its column. */
export function constantLabel({ task, comparison }: TargetResult, words: ReportWords): string {
  return task.kind === "regression" ? words.mean : words.always({ answer: inert(String(comparison.answer), 20) });
}

/** How the confidence intervals of scores were found. */
export function methodsOf({ metrics }: Scores, words: ReportWords): string {
  const methods = [...new Set(Object.values(metrics).map(({ method }) => method))];
  return words.methods({ methods: methods.map((method) => words.methodNames[method]).join(", ") });
}

/** The commands that come next, with the folder of the run where it is known. */
export function nextCommands({ next }: Report, folder: string | undefined): readonly string[] {
  return next.map((command) => (folder === undefined ? command : command.replace(/\bRUN\b/, () => folder)));
}
