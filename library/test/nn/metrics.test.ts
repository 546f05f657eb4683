import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  maxAbsolute,
  minMax,
  principalComponents,
  robust,
  type Scaler,
  scaled,
  standardize,
  unitRows,
  unscaled,
} from "../../src/data/index.ts";
import * as m from "../../src/nn/metrics/index.gen.ts";

interface Case {
  readonly name: string;
  readonly kind: string;
  readonly y_true: number[];
  readonly y_pred: number[];
  readonly score: number[];
  readonly prob: number[][];
  readonly fit: number[][];
  readonly apply: number[][];
  readonly expect: never;
}
const path = new URL("../fixtures/sklearn_metrics_ship.json.gz", import.meta.url);
const { cases } = JSON.parse(gunzipSync(readFileSync(path)).toString()) as { cases: Case[] };

function close(found: ArrayLike<number> | number, wanted: ArrayLike<number> | number): void {
  const list = (x: ArrayLike<number> | number): number[] => (typeof x === "number" ? [x] : Array.from(x));
  expect(list(found).length).toBe(list(wanted).length);
  list(wanted).forEach((value, i) => {
    expect(Math.abs(list(found)[i]! - value)).toBeLessThanOrEqual(1e-12 + 1e-9 * Math.abs(value));
  });
}

const checks: Record<string, (one: Case) => void> = {
  classification: ({ y_true: y, y_pred: p, ...rest }) => {
    const want = rest.expect as unknown as Record<string, never>;
    close(m.accuracy(y, p), want["accuracy"]!);
    close(m.balancedAccuracy(y, p), want["balanced_accuracy"]!);
    expect(m.confusionMatrix(y, p).counts).toEqual(want["confusion_matrix_rows_true"]);
    close(m.cohenKappa(y, p), want["cohen_kappa"]!);
    close(m.matthewsCorrelation(y, p), want["mcc"]!);
    for (const average of ["macro", "micro", "weighted"] as const)
      close(
        [m.precision, m.recall, m.f1].map((f) => f(y, p, { average })),
        want[`prf_${average}`]!,
      );
    const each = want["per_class"]! as unknown as Record<string, number[]>;
    for (const [name, f] of Object.entries({ precision: m.precision, recall: m.recall, f1: m.f1 }))
      each[name]!.forEach((value, of) => close(f(y, p, { of }), value));
  },
  scores: ({ name, y_true: y, score, prob, ...rest }) => {
    const want = rest.expect as unknown as Record<string, never>;
    if (name === "multiclass_probs") {
      const flat = prob.flat();
      close(m.logLoss(y, flat), want["log_loss"]!);
      close(m.topKAccuracy(y, flat, 2), want["top2_accuracy"]!);
      close(m.rocAucMulticlass(y, flat), want["roc_auc_ovr_macro"]!);
      close(m.rocAucMulticlass(y, flat, { pairs: "one-against-one" }), want["roc_auc_ovo_macro"]!);
      return;
    }
    close(m.rocAuc(y, score), want["roc_auc"]!);
    close(m.prAuc(y, score), want["average_precision"]!);
    close(m.brier(y, score), want["brier"]!);
    close(m.logLoss(y, score), want["log_loss"]!);
    close(
      m.rocCurve(y, score).map((point) => point.falsePositiveRate),
      want["roc_fpr"]!,
    );
    close(
      m.rocCurve(y, score).map((point) => point.truePositiveRate),
      want["roc_tpr"]!,
    );
    // scikit-learn goes from the lowest score up and closes with precision 1 at recall 0.
    const curve = [...m.precisionRecallCurve(y, score)].reverse();
    close([...curve.map((point) => point.precision), 1], want["pr_precision"]!);
    close([...curve.map((point) => point.recall), 0], want["pr_recall"]!);
  },
  regression: ({ y_true: y, y_pred: p, ...rest }) => {
    const want = rest.expect as unknown as Record<string, never>;
    close(m.rmse(y, p), want["rmse"]!);
    close(m.rmse(y, p) ** 2, want["mse"]!);
    close(m.mae(y, p), want["mae"]!);
    close(m.r2(y, p), want["r2"]!);
    close(m.explainedVariance(y, p), want["explained_variance"]!);
    close(m.mape(y, p), want["mape"]!);
  },
  scaler: ({ name, fit, apply, ...rest }) => {
    const want = rest.expect as unknown as number[][];
    const width = apply[0]!.length;
    if (name === "Normalizer_l2") return close(unitRows(apply.flat(), width), want.flat());
    const scalers: Record<string, Scaler> = {
      StandardScaler: standardize,
      MinMaxScaler: minMax,
      RobustScaler: robust,
      MaxAbsScaler: maxAbsolute,
    };
    for (let k = 0; k < width; k++) {
      const scaling = scalers[name]!(fit.map((row) => row[k]!));
      const found = apply.map((row) => scaled(scaling, row[k]!));
      close(
        found,
        want.map((row) => row[k]!),
      );
      close(
        found.map((value) => unscaled(scaling, value)),
        apply.map((row) => row[k]!),
      );
    }
  },
  pca: ({ fit, ...rest }) => {
    const want = rest.expect as unknown as Record<string, never>;
    const found = principalComponents(fit.flat(), fit[0]!.length);
    close(found.variance, want["explained_variance"]!);
    close(found.share, want["explained_variance_ratio"]!);
    (want["components_up_to_sign"]! as number[][]).forEach((vector, k) => {
      const sign = Math.sign(vector.reduce((sum, value, i) => sum + value * found.components[k]![i]!, 0));
      close(
        found.components[k]!.map((value) => sign * value),
        vector,
      );
    });
  },
};

describe("metrics, scalers and principal components give scikit-learn's numbers", () => {
  for (const one of cases) test(one.name, () => checks[one.kind]!(one));
});

describe("metrics", () => {
  test("calibration: confident and always right, or right as often as it is sure", () => {
    expect(m.expectedCalibrationError([1, 0, 1], [1, 0, 1])).toBe(0);
    // Four rows at 0.75, three of them right; and one wrong at 0.95.
    expect(m.expectedCalibrationError([1, 1, 1, 0], [0.75, 0.75, 0.75, 0.75])).toBeCloseTo(0, 15);
    expect(m.expectedCalibrationError([0], [0.95])).toBeCloseTo(0.95, 15);
    expect(m.calibration([1, 1, 1, 0], [0.75, 0.75, 0.75, 0.75], 4)[3]).toEqual({
      from: 0.75,
      to: 1,
      count: 4,
      confidence: 0.75,
      accuracy: 0.75,
    });
  });
  test("the ROC area is the share of pairs in the right order", () => {
    const row = fc.tuple(fc.integer({ min: 0, max: 1 }), fc.integer({ min: 0, max: 5 }));
    fc.assert(
      fc.property(fc.array(row, { minLength: 2, maxLength: 30 }), (rows) => {
        const [positive, negative] = [1, 0].map((kind) => rows.filter(([y]) => y === kind).map(([, s]) => s));
        fc.pre(positive!.length > 0 && negative!.length > 0);
        let won = 0;
        for (const a of positive!) for (const b of negative!) won += a > b ? 1 : a === b ? 0.5 : 0;
        const area = m.rocAuc(
          rows.map(([y]) => y),
          rows.map(([, s]) => s),
        );
        expect(area).toBeCloseTo(won / (positive!.length * negative!.length), 12);
      }),
    );
  });
  test("perplexity is 1 where a model is certain, and the number of symbols where it does not know", () => {
    expect(m.perplexity([0, 2], [1, 0, 0, 0, 0, 1])).toBeCloseTo(1, 12);
    expect(m.perplexity([0, 2, 1], new Array<number>(12).fill(0.25))).toBeCloseTo(4, 12);
    // The geometric mean of 1/p over what counts: 1/0.5 and 1/0.125.
    const probabilities = [0.5, 0.5, 0, 0.9, 0.05, 0.05, 0.125, 0.125, 0.75];
    expect(m.perplexity([0, 1, 1], probabilities, { mask: [1, 0, 1] })).toBeCloseTo(4, 12);
    expect(() => m.perplexity([0, 1], [1, 0, 0, 1], { mask: [0, 0] })).toThrow(/nothing that counts/);
    expect(() => m.perplexity([0, 1], [1, 0, 0, 1], { mask: [1] })).toThrow(/1 numbers/);
  });
  test("intersection over union: of label maps class by class and in the mean, and of boxes", () => {
    const truth = [0, 0, 1, 1, 1, 2];
    const answers = [0, 1, 1, 1, 0, 0];
    expect([0, 1, 2].map((of) => m.intersectionOverUnion(truth, answers, { of }))).toEqual([1 / 4, 2 / 4, 0]);
    expect(m.intersectionOverUnion(truth, answers)).toBeCloseTo((1 / 4 + 2 / 4) / 3, 15);
    expect(m.intersectionOverUnion(["sky", "sea"], ["sky", "sea"])).toBe(1);
    // As sets, it is F1/(2 − F1).
    const f = m.f1(truth, answers, { of: 1 });
    expect(m.intersectionOverUnion(truth, answers, { of: 1 })).toBeCloseTo(f / (2 - f), 15);
    expect(m.boxIntersectionOverUnion([0, 0, 2, 2], [1, 1, 3, 3])).toBeCloseTo(1 / 7, 15);
    expect(m.boxIntersectionOverUnion([0, 0, 2, 1], [0, 0, 2, 1])).toBe(1);
    expect(m.boxIntersectionOverUnion([0, 0, 1, 1], [2, 0, 3, 1])).toBe(0);
    expect(m.boxIntersectionOverUnion([0, 0, 0, 0], [0, 0, 0, 0])).toBe(0);
  });
  test("perfect and useless answers", () => {
    expect(m.cohenKappa(["a", "a"], ["a", "a"])).toBe(1);
    expect(m.matthewsCorrelation(["a", "a"], ["a", "a"])).toBe(0);
    expect(m.r2([1, 1], [1, 1])).toBe(1);
    expect(m.explainedVariance([1, 2, 3], [2, 3, 4])).toBe(1);
    expect(m.topKAccuracy([2, 0], [0.1, 0.2, 0.7, 0.3, 0.4, 0.3], 1)).toBe(0.5);
    expect(m.brier([2], [0, 0, 1])).toBe(0);
  });
});
