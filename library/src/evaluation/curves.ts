import { type PrecisionRecallPoint, prAuc, precisionRecallCurve } from "../nn/metrics/pr-auc.ts";
import { rocAuc, rocCurve } from "../nn/metrics/roc-auc.ts";
import type { ClassAnswers } from "./statistics.ts";
import { type Point, thinned } from "./thin.ts";

/** A curve of one class against the rest, from the highest threshold to the lowest. */
export interface ClassCurve {
  /** The class that counts as positive. */
  readonly name: string;
  readonly area: number;
  readonly points: readonly Point[];
}

/** ROC: false positive rate and true positive rate; precision and recall: recall and precision. */
export interface Curves {
  readonly roc: readonly ClassCurve[];
  readonly precisionRecall: readonly ClassCurve[];
}

/** Beyond this many classes curves are not told apart. */
const mostClasses = 10;

const rounded = (value: number): number => Math.round(value * 1e6) / 1e6;

/** The curves of every class that has rows of its own and others, for up to ten classes; of class 1 where there are two. */
export function curvesOf({ truth, probabilities, classCount }: ClassAnswers, names: readonly string[]): Curves {
  const width = probabilities.length / truth.length;
  if (classCount > mostClasses) return { roc: [], precisionRecall: [] };
  const positives = width === 1 ? [1] : names.map((_, k) => k);
  const each = positives.flatMap((positive) => {
    const hits = Array.from(truth, (own) => (own === positive ? 1 : 0));
    const sum = hits.reduce<number>((total, hit) => total + hit, 0);
    if (sum === 0 || sum === hits.length) return [];
    const scores = Float64Array.from(hits, (_, row) => probabilities[row * width + (width === 1 ? 0 : positive)]!);
    return [{ name: names[positive]!, hits, scores }];
  });
  const curve = (name: string, area: number, points: readonly Point[]): ClassCurve => ({
    name,
    area: rounded(area),
    points: thinned(points).map(([x, y]) => [rounded(x), rounded(y)] as const),
  });
  return {
    roc: each.map(({ name, hits, scores }) =>
      curve(
        name,
        rocAuc(hits, scores),
        rocCurve(hits, scores).map((p) => [p.falsePositiveRate, p.truePositiveRate] as const),
      ),
    ),
    precisionRecall: each.map(({ name, hits, scores }) =>
      curve(name, prAuc(hits, scores), stair(precisionRecallCurve(hits, scores))),
    ),
  };
}

/** Average precision is the area below a stair: every precision holds from the recall before it on. */
function stair(steps: readonly PrecisionRecallPoint[]): Point[] {
  return steps.flatMap(({ recall, precision }, i) => [
    [steps[i - 1]?.recall ?? 0, precision] as const,
    [recall, precision] as const,
  ]);
}
