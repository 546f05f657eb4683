import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "chainrule-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function chainrule(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const bin = join(root, "library/bin/chainrule.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { cwd: folder, encoding: "utf8" });
  return { status, stdout, stderr };
}
const data = (name: string): string => join(root, "examples/data", name);

describe("the main job", () => {
  test("breast cancer: trains, compares, leaves a run folder that predict uses", () => {
    const { status, stdout } = chainrule("train", data("breast-cancer.csv"), "--target", "class");
    expect(status).toBe(0);
    expect(stdout).toMatch(/Result on \d+ unseen rows/);
    const report = JSON.parse(readFileSync(join(folder, "runs/001/report.json"), "utf8"));
    expect(report.scores.network).toBeGreaterThan(0.9);
    expect(report.scores.network).toBeGreaterThan(report.scores.constant + 0.2);
    const predicted = chainrule("predict", "runs/001", data("breast-cancer.csv"));
    expect(predicted.status).toBe(0);
    const lines = predicted.stdout.trim().split("\n");
    expect(lines).toHaveLength(570);
    expect(lines[0]).toMatch(/,prediction,p_benign,p_malignant$/);
    const rows = lines.slice(1).map((line) => line.split(","));
    const truth = lines[0]!.split(",").indexOf("class");
    const answer = lines[0]!.split(",").indexOf("prediction");
    expect(rows.filter((row) => row[truth] === row[answer]).length / 569).toBeGreaterThan(0.93);
  });
  test("the same seed gives the same report", () => {
    const scores = ["a", "b"].map((runs) => {
      chainrule("train", data("iris.csv"), "--target", "class", "--runs", runs, "--seed", "3");
      const report = JSON.parse(readFileSync(join(folder, runs, "001/report.json"), "utf8"));
      return JSON.stringify([report.scores, report.curve]);
    });
    expect(scores[0]).toBe(scores[1]);
  });
  test("numbers: a regression is better than the mean", () => {
    chainrule("train", data("diabetes.csv"), "--target", "progression", "--runs", "d");
    const report = JSON.parse(readFileSync(join(folder, "d/001/report.json"), "utf8"));
    expect(report.scores.network).toBeGreaterThan(0.2);
  });
  test("missing cells and texts are encoded", () => {
    chainrule("train", data("penguins.csv"), "--target", "Species", "--runs", "p");
    const report = JSON.parse(readFileSync(join(folder, "p/001/report.json"), "utf8"));
    expect(report.scores.network).toBeGreaterThan(0.9);
  });
});

describe("errors say what is wrong and what to do", () => {
  const refused = (pattern: RegExp, ...args: string[]): void => {
    const { status, stderr, stdout } = chainrule(...args);
    expect(status).toBe(2);
    expect(stdout).toBe("");
    expect(stderr).toMatch(pattern);
    expect(stderr).not.toMatch(/\n\s+at /);
  };
  test("no such file, no such column, ragged rows, no rows, no UTF-8", () => {
    refused(/E101/, "train", "absent.csv", "--target", "y");
    refused(/did you mean "class"/, "train", data("iris.csv"), "--target", "klass");
    writeFileSync(join(folder, "ragged.csv"), "a,b\n1,2\n3\n");
    refused(/E103.*row 3/, "train", "ragged.csv", "--target", "b");
    writeFileSync(join(folder, "empty.csv"), "a,b\n");
    refused(/E101/, "train", "empty.csv", "--target", "b");
    writeFileSync(join(folder, "latin.csv"), Buffer.from([0x61, 0x2c, 0x62, 0x0a, 0xe9, 0x2c, 0x31, 0x0a]));
    refused(/E102/, "train", "latin.csv", "--target", "b");
    refused(/whole number/, "train", data("iris.csv"), "--target", "class", "--epochs", "many");
    refused(/did you mean "relu"/, "train", data("iris.csv"), "--target", "class", "--activation", "relo");
  });
  test("a damaged or missing run folder", () => {
    chainrule("train", data("iris.csv"), "--target", "class", "--runs", "damaged", "--epochs", "2");
    truncateSync(join(folder, "damaged/001/model.safetensors"), 300);
    refused(/model\.safetensors/, "predict", "damaged/001", data("iris.csv"));
    refused(/there is no model/, "predict", "absent", data("iris.csv"));
  });
});
