import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Report } from "../../src/node.ts";
import { bin, data, wordsOf, workplace } from "./_command.ts";

const { folder, chainrule } = workplace();
const reportIn = (run: string): Report => JSON.parse(readFileSync(join(folder, run, "report.json"), "utf8")) as Report;
/** The headline metric of the first target. */
const headline = (run: string): number => {
  const { network } = reportIn(run).results[0]!.comparison;
  return network.metrics[network.headline]!.value;
};

describe("the main job, on real tables", () => {
  const cases: readonly [file: string, target: string, least: number, ...more: string[]][] = [
    ["breast-cancer.csv", "class", 0.9],
    ["iris.csv", "class", 0.85],
    ["wine.csv", "class", 0.9],
    ["penguins.csv", "Species", 0.9],
    ["diabetes.csv", "progression", 0.2],
    ["digits.csv.gz", "digit", 0.9],
    ["weather.csv", "weather", 0.2],
  ];
  for (const [file, target, least, ...more] of cases)
    test(file, () => {
      const { status, stdout, stderr } = chainrule("train", data(file), "--target", target, "--runs", file, ...more);
      expect(status, stderr).toBe(0);
      expect(headline(`${file}/001`)).toBeGreaterThan(least);
      expect(stdout).toMatch(/Result on \d+ (unseen )?rows/);
      expect(stdout + readFileSync(join(folder, file, "001/report.json"), "utf8")).not.toMatch(
        /NaN|undefined|Infinity/,
      );
      // The model holds what was fitted, and none of the rows.
      expect(readFileSync(join(folder, file, "001/model.safetensors")).length).toBeLessThan(40_000);
      expect(readFileSync(join(folder, file, "001/report.html"), "utf8")).toMatch(/<div class="decisions">/);
      for (const name of ["report.html", "learning-curve.svg", "model.safetensors", "options.json"])
        expect(existsSync(join(folder, file, "001", name)), name).toBe(true);
    });
  test("the same seed gives the same report, but for times; another seed another one", () => {
    const [first, again, other] = ["3", "3", "4"].map((seed, i) => {
      chainrule("train", data("iris.csv"), "--target", "class", "--runs", "same", "--seed", seed);
      const { times, ...rest } = reportIn(`same/00${i + 1}`);
      expect(times.seconds).toBeGreaterThan(0);
      return rest;
    });
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });
  test("the report says how to repeat the run, and that repeats it", () => {
    chainrule("train", data("wine.csv"), "--target", "class", "--runs", "first", "--dropout", "0.1", "--l2", "0.001");
    const { command } = reportIn("first/001");
    const { status, stderr } = chainrule(...wordsOf(`${command} --runs again`).slice(1));
    expect(status, stderr).toBe(0);
    expect(reportIn("again/001").curve).toEqual(reportIn("first/001").curve);
  });
});

describe("a run that is interrupted", () => {
  const options = ["train", data("penguins.csv"), "--target", "Species", "--epochs", "20000", "--patience", "20000"];
  const run = (words: readonly string[]): Promise<{ code: number | null; stderr: string }> =>
    new Promise((resolve) => {
      const child = spawn(process.execPath, [bin, ...words], { cwd: folder });
      let stderr = "";
      let asked = false;
      child.stdout.resume();
      child.stderr.on("data", (chunk: Buffer) => {
        stderr += chunk;
        // The first epoch has been reported: training is under way. A second signal would end it without saving.
        if (!stderr.includes("epoch=1 ") || words.includes("--resume") || asked) return;
        asked = true;
        child.kill("SIGINT");
      });
      child.on("close", (code) => resolve({ code, stderr }));
    });
  test("saves, says how to go on, and ends with the weights of a run that was not", async () => {
    const first = await run([...options, "--runs", "stopped"]);
    expect(first.code).toBe(130);
    const next = /To go on: (chainrule train --resume stopped\/001)/.exec(first.stderr)?.[1];
    expect(next).toBeDefined();
    expect(existsSync(join(folder, "stopped/001/model.safetensors"))).toBe(false);
    expect(chainrule("train", "--resume", "stopped/001", "--seed", "5").stderr).toMatch(/--seed.*expected 0; found 5/);
    expect(chainrule("train", "--resume", "stopped/002").stderr).toMatch(/E403.*stopped\/002/);
    // The command that was printed needs nothing else.
    const second = await run(wordsOf(next!).slice(1));
    expect(second.stderr).toMatch(/going on with stopped\/001 from epoch/);
    expect(second.code).toBe(0);
    chainrule(...options, "--runs", "whole");
    const weights = ["stopped", "whole"].map((name) => readFileSync(join(folder, name, "001/model.safetensors")));
    expect(weights[0]!.equals(weights[1]!)).toBe(true);
    expect(reportIn("stopped/001").curve).toEqual(reportIn("whole/001").curve);
  });
});

describe("honest results", () => {
  test("a shuffled target is called no better than the baseline", () => {
    const [header, ...rows] = readFileSync(data("breast-cancer.csv"), "utf8").trim().split("\n");
    const at = header!.split(",").indexOf("class");
    const cells = rows.map((row) => row.split(","));
    const shuffled = cells.map((row, i) =>
      row.map((cell, k) => (k === at ? cells[(i * 211 + 97) % cells.length]![at]! : cell)),
    );
    writeFileSync(join(folder, "shuffled.csv"), [header, ...shuffled.map((row) => row.join(","))].join("\n"));
    for (const seed of ["0", "1", "2"]) {
      const { stdout } = chainrule("train", "shuffled.csv", "--target", "class", "--seed", seed);
      expect(stdout).toMatch(/Not clearly better than always|Worse than always/);
    }
  });
  test("few rows are judged by folds, over all rows", () => {
    const [header, ...rows] = readFileSync(data("iris.csv"), "utf8").trim().split("\n");
    writeFileSync(join(folder, "few.csv"), [header, ...rows.filter((_, i) => i % 8 === 0)].join("\n"));
    const { stdout, stderr } = chainrule("train", "few.csv", "--target", "class", "--runs", "few");
    expect(stderr).toMatch(/W205[\s\S]*judged by 5 folds/);
    expect(stdout).toMatch(/Result on 19/);
    expect(reportIn("few/001").split).toMatchObject({ folds: 5, test: 19 });
    chainrule("train", "few.csv", "--target", "class", "--runs", "few", "--folds", "1");
    expect(reportIn("few/002").split.folds).toBeUndefined();
  });
  test("a training whose numbers explode says where, and keeps the last finite weights", () => {
    const { status, stderr } = chainrule(
      "train",
      data("diabetes.csv"),
      "--target",
      "progression",
      "--optimizer",
      "sgd",
      "--learning-rate",
      "50",
      "--runs",
      "boom",
    );
    expect(status).toBe(2);
    expect(stderr).toMatch(/error\[E301\].*step \d+/);
    expect(stderr).toMatch(/layer|weights|loss/);
    expect(stderr).toMatch(/chainrule help E301/);
    expect(stderr).not.toMatch(/\n\s+at /);
    expect(existsSync(join(folder, "boom/001/last.checkpoint"))).toBe(true);
  });
});
