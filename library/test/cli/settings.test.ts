import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Report } from "../../src/node.ts";
import { data, workplace } from "./_command.ts";

const { folder, chainrule } = workplace();
const reportIn = (run: string): Report => JSON.parse(readFileSync(join(folder, run, "report.json"), "utf8")) as Report;
/** The headline metric of the first target. */
const headline = (run: string): number => {
  const { network } = reportIn(run).results[0]!.comparison;
  return network.metrics[network.headline]!.value;
};

describe("every setting of a training", () => {
  test("layers, activations, losses, optimizers, penalties, schedules, clipping, normalization, accumulation", () => {
    const settings: readonly string[][] = [
      ["--activation", "prelu", "--loss", "binaryFocal", "--optimizer", "nadam"],
      [
        "--activation",
        "maxout",
        "--layers",
        "8,4",
        "--loss",
        "meanSquaredError",
        "--optimizer",
        "lion:learningRate=0.001",
      ],
      ["--layers", "", "--optimizer", "sgd", "--learning-rate", "0.1"],
      ["--dropout", "0.2", "--l1", "0.0001", "--l2", "0.001", "--clip-norm", "1", "--initializer", "heNormal"],
      ["--schedule", "cosine:total=200,least=0.0001", "--max-norm", "3", "--activation", "elu:alpha=0.5"],
      ["--optimizer", "lbfgs:history=5", "--l2", "0.01", "--epochs", "60"],
      ["--schedule", "multiStep:milestones=5+10,gamma=0.5", "--optimizer", "adamW:weightDecay=0.1"],
      ["--normalization", "batch", "--clip-value", "0.5"],
      ["--normalization", "layer", "--accumulate", "2", "--batch", "16"],
      ["--class-weights", "balanced", "--validation", "0.2", "--test", "0.2"],
      ["--class-weights", "malignant=3,benign=1", "--patience", "5"],
      ["--encoders", "mean_radius=quantile,mean_texture=robust", "--folds", "3", "--epochs", "40"],
    ];
    for (const more of settings) {
      const { status, stderr } = chainrule(
        "train",
        data("breast-cancer.csv"),
        "--target",
        "class",
        "--runs",
        "set",
        ...more,
      );
      expect(status, `${more.join(" ")}: ${stderr}`).toBe(0);
    }
    settings.forEach((more, i) =>
      expect(headline(`set/${String(i + 1).padStart(3, "0")}`), more.join(" ")).toBeGreaterThan(0.85),
    );
  });
  test("settings that are wrong", () => {
    const wrong = (...more: string[]) => chainrule("train", data("iris.csv"), "--target", "class", ...more).stderr;
    expect(wrong("--schedule", "cosine:total")).toMatch(/expected name:option=number/);
    expect(wrong("--activation", "relu:slope=1")).toMatch(/"relu" takes no options/);
    expect(wrong("--dropout", "1")).toMatch(/≥ 0 and < 1/);
    expect(wrong("--clip-norm", "1", "--clip-value", "1")).toMatch(/exclude each other/);
    expect(wrong("--epochs", "many")).toMatch(/whole number.*"many"/);
    expect(wrong("--learning-rate", "0")).toMatch(/> 0/);
    expect(wrong("--activation", "relo")).toMatch(/did you mean "relu"[\s\S]*try: .*--activation relu/);
    expect(wrong("--loss", "hinge")).toMatch(/E402.*class probabilities/);
    expect(wrong("--class-weights", "setosa=-1")).toMatch(/number ≥ 0/);
    expect(wrong("--class-weights", "rose=2")).toMatch(/class rose/);
    expect(wrong("--encoders", "class=one")).toMatch(/one/);
    expect(wrong("--encoders", "petal_length=one-hut")).toMatch(/one-hut/);
  });
  test("several targets, of different kinds, are learned together and judged one by one", () => {
    const { status, stdout, stderr } = chainrule(
      "train",
      data("penguins.csv"),
      "--target",
      "Species,Body Mass (g),Sex",
      "--runs",
      "several",
    );
    expect(status, stderr).toBe(0);
    const { results } = reportIn("several/001");
    expect(results.map(({ target, task }) => [target, task.kind])).toEqual([
      ["Species", "classes"],
      ["Body Mass (g)", "regression"],
      ["Sex", "binary"],
    ]);
    expect(results[0]!.comparison.network.metrics["accuracy"]!.value).toBeGreaterThan(0.9);
    expect(results[1]!.comparison.network.metrics["R²"]!.value).toBeGreaterThan(0.6);
    expect(results[2]!.comparison.network.metrics["accuracy"]!.value).toBeGreaterThan(0.7);
    expect(stdout).toMatch(/Body Mass/);
    const predicted = chainrule("predict", "several/001", data("penguins.csv")).stdout.split("\n");
    expect(predicted[0]).toMatch(
      /,prediction_Species,p_Species_Adelie,.*,"?prediction_Body Mass \(g\)"?,prediction_Sex,/,
    );
    expect(predicted).toHaveLength(346);
  });
  test("another file as the test, groups, row weights", () => {
    const [header, ...rows] = readFileSync(data("breast-cancer.csv"), "utf8").trim().split("\n");
    const table = (some: readonly string[]) => [header, ...some].join("\n");
    writeFileSync(join(folder, "train.csv"), table(rows.filter((_, i) => i % 3 !== 0)));
    writeFileSync(join(folder, "unseen.csv"), table(rows.filter((_, i) => i % 3 === 0)));
    expect(
      chainrule("train", "train.csv", "--target", "class", "--test-file", "unseen.csv", "--runs", "tf").status,
    ).toBe(0);
    expect(reportIn("tf/001").split.test).toBe(rows.filter((_, i) => i % 3 === 0).length);
    expect(headline("tf/001")).toBeGreaterThan(0.9);
    const grouped = rows.map((row, i) => `${row},g${i % 40},${i % 2 === 0 ? 2 : 0.5}`);
    writeFileSync(join(folder, "grouped.csv"), [`${header},site,share`, ...grouped].join("\n"));
    const more = ["--group", "site", "--weights", "share", "--runs", "gr"];
    expect(chainrule("train", "grouped.csv", "--target", "class", ...more).status).toBe(0);
    const { split, leftOut, findings } = reportIn("gr/001");
    expect(split).toMatchObject({ method: "grouped", group: "site" });
    expect([...leftOut.map(({ column }) => column), ...findings.map(({ column }) => column)]).not.toContain("site");
    const summary = JSON.parse(chainrule("summary", "gr/001", "--json").stdout) as { inputs: number };
    expect(summary.inputs).toBe(30);
    writeFileSync(
      join(folder, "bad-weight.csv"),
      [`${header},share`, ...rows.map((row, i) => `${row},${i === 7 ? -1 : 1}`)].join("\n"),
    );
    expect(chainrule("train", "bad-weight.csv", "--target", "class", "--weights", "share").stderr).toMatch(
      /E?W201.*share.*line 9[\s\S]*≥ 0/,
    );
  });
});
