import { describe, expect, test } from "vitest";
import { wilson } from "../../src/data/intervals.ts";
import { decodeOutputs } from "../../src/data/task.ts";
import { compareOutputs } from "../../src/evaluation/comparison.ts";
import { judge, metricOf } from "../../src/evaluation/evaluation.ts";
import { caveatsOf } from "../../src/experiment/caveats.ts";
import * as metrics from "../../src/nn/metrics/index.gen.ts";
import { numbersIn, randomAnswers, tasks } from "./_reports.ts";

describe("metrics agree with the library's, at awkward sizes and with ties", () => {
  for (const rows of [7, 40, 333])
    test(`two classes, ${rows} rows`, () => {
      const { truth, outputs } = randomAnswers(tasks.binary, rows);
      const codes = truth.map((name) => (name === "yes" ? 1 : 0));
      const answers = decodeOutputs(tasks.binary, outputs);
      const found = judge({ task: tasks.binary, truth, outputs, seed: 3 });
      const hits = truth.filter((name, i) => name === answers[i]).length;
      expect(found.metrics["accuracy"]).toEqual(wilson(hits, rows));
      const expected = {
        "log loss": metrics.logLoss(codes, outputs),
        "ROC AUC": metrics.rocAuc(codes, outputs),
        "PR AUC": metrics.prAuc(codes, outputs),
        "balanced accuracy": metrics.balancedAccuracy(truth, answers),
        "macro F1": metrics.f1(truth, answers),
        Brier: metrics.brier(codes, outputs),
      };
      for (const [name, value] of Object.entries(expected)) {
        expect(found.metrics[name]!.value, name).toBeCloseTo(value, 12);
        expect(found.metrics[name]!.lower, name).toBeLessThanOrEqual(value + 1e-12);
        expect(found.metrics[name]!.upper, name).toBeGreaterThanOrEqual(value - 1e-12);
      }
      expect(found.calibration!.error).toBeCloseTo(metrics.expectedCalibrationError(codes, outputs), 12);
      expect(found.curves!.roc[0]!.area).toBeCloseTo(expected["ROC AUC"], 5);
    });
  test("three classes", () => {
    const { truth, outputs } = randomAnswers(tasks.classes, 150);
    const codes = truth.map((name) => ["a", "b", "c"].indexOf(String(name)));
    const answers = decodeOutputs(tasks.classes, outputs);
    const { metrics: found, classes, confusion } = judge({ task: tasks.classes, truth, outputs });
    expect(found["ROC AUC"]!.value).toBeCloseTo(metrics.rocAucMulticlass(codes, outputs), 12);
    expect(found["log loss"]!.value).toBeCloseTo(metrics.logLoss(codes, outputs), 12);
    expect(found["Brier"]!.value).toBeCloseTo(metrics.brier(codes, outputs), 12);
    expect(found["macro F1"]!.value).toBeCloseTo(metrics.f1(truth, answers), 12);
    expect(found).not.toHaveProperty("PR AUC");
    expect(classes!.map(({ precision }) => precision)).toEqual(
      ["a", "b", "c"].map((of) => metrics.precision(truth, answers, { of })),
    );
    expect(confusion!.counts.flat().reduce((a, b) => a + b)).toBe(150);
  });
  test("numbers", () => {
    for (const rows of [2, 9, 200]) {
      const { truth, outputs } = randomAnswers(tasks.regression, rows);
      const answers = decodeOutputs(tasks.regression, outputs).map(Number);
      const { metrics: found } = judge({ task: tasks.regression, truth, outputs });
      const numbers = truth.map(Number);
      expect(found["R²"]!.value).toBeCloseTo(metrics.r2(numbers, answers), 12);
      expect(found["MAE"]!.value).toBeCloseTo(metrics.mae(numbers, answers), 12);
      expect(found["RMSE"]!.value).toBeCloseTo(metrics.rmse(numbers, answers), 12);
      const errors = numbers.map((y, i) => Math.abs(y - answers[i]!)).sort((a, b) => a - b);
      const middle = (errors[Math.floor((rows - 1) / 2)]! + errors[Math.ceil((rows - 1) / 2)]!) / 2;
      expect(found["median absolute error"]!.value).toBeCloseTo(middle, 12);
    }
  });
  test("a weight of 2 is as good as the row twice", () => {
    const { truth, outputs } = randomAnswers(tasks.binary, 30);
    const weights = truth.map((_, i) => 1 + (i % 2));
    const twice = truth.flatMap((_, i) => (i % 2 === 1 ? [i, i] : [i]));
    for (const name of [
      "accuracy",
      "log loss",
      "ROC AUC",
      "PR AUC",
      "balanced accuracy",
      "macro F1",
      "Brier",
    ] as const) {
      const weighted = metricOf({ task: tasks.binary, truth, weights }, name)(outputs);
      const repeated = metricOf(
        { task: tasks.binary, truth: twice.map((i) => truth[i]!) },
        name,
      )(twice.map((i) => outputs[i]!));
      expect(weighted, name).toBeCloseTo(repeated, 12);
    }
    expect(judge({ task: tasks.binary, truth, outputs, weights }).metrics["accuracy"]!.method).toBe(
      "bootstrap of rows",
    );
  });
  test("four rows by hand", () => {
    const found = judge({
      task: tasks.binary,
      truth: ["no", "no", "yes", "yes"],
      outputs: [0.1, 0.6, 0.4, 0.9],
      lines: [2, 3, 4, 5],
    });
    expect(found.metrics["ROC AUC"]!.value).toBe(0.75);
    expect(found.confusion).toEqual({
      classes: ["no", "yes"],
      counts: [
        [1, 1],
        [1, 1],
      ],
      threshold: 0.5,
    });
    expect(found.classes![1]).toEqual({ name: "yes", precision: 0.5, recall: 0.5, f1: 0.5, support: 2, answered: 2 });
    // Thresholds 0.9, 0.6, 0.4, 0.1: recall and precision 1/2 1, 1/2 1/2, 1 2/3, 1 1/2, as a stair.
    expect(found.curves!.precisionRecall[0]!.points).toEqual([
      [0, 1],
      [0.5, 1],
      [0.5, 0.5],
      [0.5, 0.666667],
      [1, 0.666667],
      [1, 0.5],
    ]);
    expect(found.worst).toEqual([
      { row: 1, line: 3, truth: "no", answer: "yes", sure: 0.6, givenToTruth: 0.4 },
      { row: 2, line: 4, truth: "yes", answer: "no", sure: 0.6, givenToTruth: 0.4 },
    ]);
    const numbers = judge({
      task: tasks.regression,
      truth: [10, 12, 8, 10],
      outputs: [0, 0, 0, 3],
      lines: [2, 3, 4, 9],
    });
    expect(numbers.worst.map(({ line, residual }) => [line, residual])).toEqual([
      [9, -6],
      [3, 2],
      [4, -2],
    ]);
    expect(numbers.residuals!.quantiles.q50).toBe(-1);
    expect(numbers.residuals!.histogram.reduce((sum, { count }) => sum + count, 0)).toBe(4);
  });
});

describe("which metric is looked at first", () => {
  test("balanced accuracy where the rarest class is rare, R² for numbers, and MAE where the truth does not vary", () => {
    const rare = Array.from({ length: 100 }, (_, i) => (i < 19 ? "yes" : "no"));
    const outputs = rare.map(() => 0.2);
    expect(judge({ task: tasks.binary, truth: rare, outputs }).headline).toBe("balanced accuracy");
    rare[99] = "yes";
    expect(judge({ task: tasks.binary, truth: rare, outputs }).headline).toBe("accuracy");
    expect(judge({ task: tasks.regression, truth: [1, 2], outputs: [1, 2] }).headline).toBe("R²");
    const even = judge({ task: tasks.regression, truth: [3, 3, 3], outputs: [1, 2, 0] });
    expect(even.headline).toBe("MAE");
    expect(even.notes).toEqual([{ metric: "R²", reason: "truth does not vary" }]);
  });
  test("a net that finds a rare class is better than always naming the other, though as often right", () => {
    const truth = Array.from({ length: 200 }, (_, i) => (i < 10 ? "yes" : "no"));
    const network = truth.map((_, i) => (i < 20 ? 0.9 : 0.1));
    const constant = truth.map(() => 0.05);
    const { verdict, network: judged } = compareOutputs({
      task: tasks.binary,
      truth,
      outputs: { network, linear: constant, constant },
    });
    expect(judged.metrics["accuracy"]!.value).toBe(0.95);
    expect(verdict).toBe("better");
  });
});

describe("verdicts", () => {
  const { truth, outputs } = randomAnswers(tasks.classes, 300);
  const constant = truth.flatMap(() => [0.4, 0.3, 0.3]);
  const perfect = truth.flatMap((name) => ["a", "b", "c"].map((k) => (k === name ? 1 : 0)));
  const say = (network: number[], linear: number[]) =>
    compareOutputs({ task: tasks.classes, truth, outputs: { network, linear, constant } });
  test("each of them", () => {
    expect(say(perfect, constant)).toMatchObject({ verdict: "better", sentence: "better", answer: "a" });
    expect(say(outputs, outputs)).toMatchObject({ verdict: "as linear", sentence: "as linear" });
    expect(say(outputs, perfect)).toMatchObject({ verdict: "as linear", sentence: "linear better" });
    expect(say(constant, perfect)).toMatchObject({ verdict: "no better", sentence: "no better" });
    const wrong = truth.flatMap((name) => ["a", "b", "c"].map((_, k) => ("abc"[(k + 1) % 3] === name ? 1 : 0)));
    expect(say(wrong, perfect)).toMatchObject({ verdict: "worse", sentence: "worse" });
    expect(say(outputs, perfect)).toEqual(say(outputs, perfect));
  });
  test("the answer of constants that differ from fold to fold", () => {
    const numbers = { network: [0, 0], linear: [0, 0], constant: [0.5, -1] };
    expect(compareOutputs({ task: tasks.regression, truth: [9, 11], outputs: numbers }).answer).toBe(9.5);
  });
});

describe("never NaN or infinite", () => {
  const extreme: Record<string, [keyof typeof tasks, (string | number)[], number[]]> = {
    "one row": ["binary", ["yes"], [0.7]],
    "one row of three classes": ["classes", ["b"], [0.2, 0.5, 0.3]],
    "one number": ["regression", [4], [0.1]],
    "one class only": ["binary", ["no", "no", "no"], [0, 0.2, 0.9]],
    "a class that is absent": ["classes", ["a", "b", "a"], [1, 0, 0, 0, 1, 0, 0, 0, 1]],
    "constant answers": ["binary", ["no", "yes", "no"], [0.3, 0.3, 0.3]],
    "sure and wrong": ["binary", ["no", "yes"], [1, 0]],
    "all truth equal": ["regression", [5, 5, 5], [0, 0, 0]],
    "exactly right": ["regression", [10, 12], [0, 1]],
    "huge and tiny": ["regression", [1e30, -1e30, 1e-30], [1, 2, 3]],
    "no rows": ["classes", [], []],
    "no numbers": ["regression", [], []],
  };
  for (const [name, [kind, truth, outputs]] of Object.entries(extreme))
    test(name, () => {
      const comparison = compareOutputs({
        task: tasks[kind],
        truth,
        outputs: { network: outputs, linear: outputs, constant: outputs },
      });
      const caveats = caveatsOf({ findings: [], curve: [], results: [{ target: "y", comparison }] });
      const bad = numbersIn({ comparison, caveats }).filter(({ value }) => !Number.isFinite(value));
      expect(bad).toEqual([]);
      expect(JSON.parse(JSON.stringify(comparison))).toEqual(comparison);
      for (const metric of comparison.network.notes)
        expect(comparison.network.metrics).not.toHaveProperty(metric.metric);
      if (truth.length > 0) expect(Object.keys(comparison.network.metrics).length).toBeGreaterThan(1);
    });
  test("outputs that are not finite, sizes and classes that do not fit are refused", () => {
    const { binary } = tasks;
    expect(() => judge({ task: binary, truth: ["no"], outputs: [Number.NaN] })).toThrow(/not finite.*row 0.*NaN/);
    expect(() => judge({ task: binary, truth: ["no"], outputs: [0, 1] })).toThrow(/expected 1 rows × 1/);
    expect(() => judge({ task: binary, truth: ["maybe"], outputs: [0] })).toThrow(/expected no, yes; found maybe/);
    expect(() => judge({ task: binary, truth: ["no"], outputs: [0], weights: [1, 2] })).toThrow(/weights/);
  });
});

test("curves of many rows keep their shape with at most 200 points", () => {
  const { truth, outputs } = randomAnswers(tasks.classes, 20_000);
  const curves = judge({ task: tasks.classes, truth, outputs }).curves!;
  for (const { points, area } of curves.roc) {
    expect(points.length).toBeLessThanOrEqual(200);
    expect([points[0], points.at(-1)]).toEqual([
      [0, 0],
      [1, 1],
    ]);
    const under = points.slice(1).reduce((sum, [x, y], i) => sum + ((x - points[i]![0]) * (y + points[i]![1])) / 2, 0);
    expect(under).toBeCloseTo(area, 2);
  }
  for (const { points, area } of curves.precisionRecall) {
    expect(points.length).toBeLessThanOrEqual(200);
    const under = points.slice(1).reduce((sum, [x, y], i) => sum + ((x - points[i]![0]) * (y + points[i]![1])) / 2, 0);
    expect(under).toBeCloseTo(area, 2);
  }
});
