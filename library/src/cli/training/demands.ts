import type { Scores } from "../../evaluation/evaluation.ts";
import { classMetrics, isLowerBetter, numberMetrics } from "../../evaluation/metric-names.ts";
import { numberOption, pairsOption } from "../arguments/numbers.ts";
import { CommandError } from "../problem.ts";

/** What `--fail-under` demands: a metric of at least so much, or at most, where less is better. */
export interface Demand {
  readonly metric: string;
  readonly limit: number;
}

/** A demand that was not met. */
export interface Failed extends Demand {
  readonly value: number;
  /** Whether less of it is better. */
  readonly lower: boolean;
}

/** `accuracy=0.8,ROC AUC=0.9` as demands. @throws CommandError for a metric that there is not. */
export function demandsOf(text: string | undefined): readonly Demand[] {
  const names: readonly string[] = [...classMetrics, ...numberMetrics];
  return pairsOption("fail-under", text, "metric=number,metric=number").map(([metric, limit]) => {
    if (!names.includes(metric))
      throw new CommandError((words) => words.unknownMetric({ name: metric, known: names.join(", ") }));
    return { metric, limit: numberOption("fail-under", limit, { least: -Infinity }) };
  });
}

/** The demands that some result does not meet. @throws CommandError for a metric that these results do not have. */
export function failedDemands(demands: readonly Demand[], results: readonly Scores[]): readonly Failed[] {
  return demands.flatMap(({ metric, limit }) => {
    const found = results.flatMap(({ metrics }) => (Object.hasOwn(metrics, metric) ? [metrics[metric]!.value] : []));
    if (found.length === 0) {
      const known = [...new Set(results.flatMap(({ metrics }) => Object.keys(metrics)))].join(", ");
      throw new CommandError((words) => words.unknownMetric({ name: metric, known }));
    }
    const lower = isLowerBetter(metric);
    const value = lower ? Math.max(...found) : Math.min(...found);
    return (lower ? value <= limit : value >= limit) ? [] : [{ metric, limit, value, lower }];
  });
}
