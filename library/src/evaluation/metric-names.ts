/** What answers that are classes are judged by, in the order in which it is told. */
export const classMetrics = [
  "accuracy",
  "log loss",
  "ROC AUC",
  "balanced accuracy",
  "macro F1",
  "PR AUC",
  "Brier",
] as const;

/** What answers that are numbers are judged by, in the order in which it is told. */
export const numberMetrics = ["R²", "MAE", "RMSE", "median absolute error"] as const;

export type ClassMetric = (typeof classMetrics)[number];
export type NumberMetric = (typeof numberMetrics)[number];

/** A metric of an evaluation, by its name in reports and for `--fail-under`. */
export type MetricName = ClassMetric | NumberMetric;

const losses: ReadonlySet<string> = new Set<MetricName>(["log loss", "Brier", "MAE", "RMSE", "median absolute error"]);

/** Whether less of a metric is better. */
export function isLowerBetter(metric: string): boolean {
  return losses.has(metric);
}
