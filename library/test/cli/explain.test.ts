import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import stringWidth from "string-width";
import { describe, expect, test } from "vitest";
import { data, workplace } from "./_command.ts";

const { folder, chainrule, started } = workplace();
chainrule("train", data("iris.csv"), "--target", "class", "--layers", "3", "--runs", "r", "--quiet");
chainrule(
  "train",
  data("penguins.csv"),
  "--target",
  "Species,Body Mass (g)",
  "--runs",
  "p",
  "--epochs",
  "5",
  "--quiet",
);

describe("explain", () => {
  test("a whole step on a row: data and encoding, forward, loss, backward, update; the prediction is that of predict", () => {
    const { stdout, stderr, status } = chainrule("explain", "r/001", "--row", "12", "--check", "--digits", "6");
    expect(status, stderr).toBe(0);
    expect(stderr).toMatch(/next step of r\/001 from its saved weights, on line 13, dropout off/);
    for (const part of ["sepal_length′ = (sepal_length - ", "Forward", "Loss", "Backward", "Update", "maxⱼ Z²"])
      expect(stdout).toContain(part);
    expect(stdout).not.toMatch(/NaN|undefined/);
    const json = JSON.parse(chainrule("explain", "r/001", "--row", "12", "--format", "json").stdout);
    const numbers = JSON.stringify(json);
    const row = chainrule("predict", "r/001", data("iris.csv")).stdout.split("\n")[12]!;
    const likeliest = Math.max(...row.split(",").slice(-3).map(Number));
    const found = [...numbers.matchAll(/0\.\d{6,}/g)].map(([text]) => Number(text));
    expect(Math.min(...found.map((value) => Math.abs(value - likeliest)))).toBeLessThan(1e-5);
  });
  test("a step that has happened: its batch, its weights; the step after begins where it ended", () => {
    const numbers = (step: string): { given: number[]; updated: number[]; stderr: string } => {
      const { stdout, stderr, status } = chainrule(
        "explain",
        "r/001",
        "--step",
        step,
        "--format",
        "json",
        "--digits",
        "9",
      );
      expect(status, stderr).toBe(0);
      const { steps } = JSON.parse(stdout) as {
        steps: { phase: string; label?: string; values: number[]; rule: unknown }[];
      };
      const of = (phase: string) => steps.filter((one) => one.phase === phase).flatMap(({ values }) => values);
      return { given: of("forward"), updated: of("update"), stderr };
    };
    const [now, next] = [numbers("9"), numbers("10")];
    expect(now.stderr).toMatch(/Step 9 of r\/001 \(epoch 3\), as it happened, on the rows of lines (\d+, ){10,}\d+\./);
    // The weights that step 10 begins with are among the numbers that step 9 ends with.
    const kept = next.given.filter((value) => now.updated.some((own) => Math.abs(own - value) < 1e-6));
    expect(kept.length).toBeGreaterThan(10);
    const [, lines] = /lines ([\d, ]+)/.exec(now.stderr)!;
    const [first] = lines!.split(", ");
    const one = chainrule("explain", "r/001", "--step", "9", "--line", first!);
    expect(one.stderr).toMatch(/only the row that was asked for/);
    expect(one.stdout).toMatch(/1 row/);
    // What it added to the gradient of the batch; it made no update alone.
    expect(one.stdout).toMatch(
      /What the row adds to ∂L\/∂W¹ in the batch of \d+ rows:\s+Row 1 \(line \d+\): [-\d.e]+ %/,
    );
    expect(one.stdout).not.toMatch(/W¹′/);
    expect(chainrule("explain", "r/001", "--step", "9", "--depth", "3").stdout).toMatch(
      /Row by row: ∂L\/∂W¹ is the sum/,
    );
    const absent = Array.from({ length: 150 }, (_, i) => String(i + 2)).find(
      (line) => !lines!.split(", ").includes(line),
    );
    expect(chainrule("explain", "r/001", "--step", "9", "--line", absent!).stderr).toMatch(
      /was not in the batch of step 9/,
    );
    expect(chainrule("explain", "r/001", "--step", "999999").stderr).toMatch(/no such step; expected 1 to \d+/);
  });
  test("every format, notation and depth, in both languages, within the screen", () => {
    for (const format of ["md", "latex", "html"])
      expect(chainrule("explain", "r/001", "--format", format, "-o", `x.${format}`).status).toBe(0);
    expect(readFileSync(join(folder, "x.html"), "utf8")).toMatch(/^<!doctype html>[\s\S]*<math/i);
    expect(readFileSync(join(folder, "x.latex"), "utf8")).toMatch(/\\documentclass|\\begin\{/);
    for (const [notation, depth] of [
      ["row", "1"],
      ["colT", "3"],
      ["col", "2"],
      ["index", "4"],
    ] as const)
      expect(chainrule("explain", "r/001", "--notation", notation, "--depth", depth).status).toBe(0);
    for (const columns of ["60", "80", "200"]) {
      const { stdout } = started(["explain", "p/001", "--row", "1"], {
        environment: { COLUMNS: columns, LANG: "zh_CN.UTF-8" },
      });
      expect(stdout).toMatch(/前向/);
      for (const line of stdout.split("\n")) expect(stringWidth(line), line).toBeLessThanOrEqual(Number(columns));
    }
    expect(chainrule("explain", "r/001", "--ascii").stdout.replace(/[^\n]*sepal[^\n]*/g, "")).toMatch(/^[\n -~]*$/);
  });
  test("--engine: what the engine computes in float32 beside every line, of the next step and of one that happened", () => {
    for (const words of [["r/001", "--row", "12"], ["r/001", "--step", "9"], ["p/001"]]) {
      const { stdout, stderr, status } = chainrule("explain", ...words, "--engine");
      expect(status, stderr).toBe(0);
      expect(stdout).toMatch(/Engine, float32: at most \d+ ulp away/);
      const { steps } = JSON.parse(chainrule("explain", ...words, "--engine", "--format", "json").stdout) as {
        steps: { name: string; engine: { ulps: number[] } | null }[];
      };
      for (const name of ["Z¹", "ŷ", "L", "W¹′"]) {
        const { engine } = steps.find((one) => one.name === name)!;
        expect(Math.max(...engine!.ulps), name).toBeLessThan(1000);
      }
    }
  });
  test("steps with class weights and of micro-batches: the update comes with the last one", () => {
    const words = ["--layers", "2", "--accumulate", "2", "--batch", "4", "--epochs", "3", "--runs", "a", "--quiet"];
    chainrule("train", data("iris.csv"), "--target", "class", "--class-weights", "setosa=2,virginica=0.5", ...words);
    const [first, second] = ["3", "4"].map((step) => chainrule("explain", "a/001", "--step", step).stdout);
    expect(first).toMatch(/t₅ = ℓ ⊙ ω/);
    expect(first).toMatch(/G\(W¹\)′ = G\(W¹\) \+ ∂L\/∂W¹/);
    expect(first).not.toContain("W¹′ = ");
    expect(second).toMatch(/g\(W¹\) = G\(W¹\)′\/n′/);
    expect(second).toContain("W¹′ = ");
  });
  test("an iteration of a solver: its recursion, its line search, its weights", () => {
    const words = ["--layers", "2", "--optimizer", "lbfgs", "--epochs", "5", "--runs", "s", "--quiet"];
    chainrule("train", data("iris.csv"), "--target", "class", ...words);
    const { stdout, stderr, status } = chainrule("explain", "s/001", "--step", "3");
    expect(status, stderr).toBe(0);
    for (const part of ["q₂ = -g", "α₁ = ", "p = r₁ + (α₂ - u₅/c₂)·s₂", "It looked at t = ", "w′ = w + p·t", "L′"])
      expect(stdout).toContain(part);
    expect(chainrule("explain", "s/001", "--step", "99").stderr).toMatch(/no such step; expected 1 to \d+/);
  });
  test("rows that are not there, runs without a table, words that are wrong", () => {
    const told = (...words: string[]): string => {
      const { status, stderr } = chainrule("explain", ...words);
      expect(status).toBe(2);
      expect(stderr).not.toMatch(/\n\s+at /);
      return stderr;
    };
    expect(told("r/001", "--line", "999")).toMatch(/no row 999.*150 rows/);
    expect(told("r/001", "--row", "0")).toMatch(/whole number ≥ 1/);
    expect(told("r/001", "--cell", "3")).toMatch(/--cell must be 1,2/);
    expect(told("r/001", "--notation", "columns")).toMatch(/one of row, colT, col, index/);
    expect(told("r/001", "--interactive")).toMatch(/--interactive needs a terminal/);
    expect(told("nowhere")).toMatch(/E403/);
    writeFileSync(join(folder, "other.csv"), "a,b\n1,2\n");
    expect(told("r/001", "other.csv")).toMatch(/E104/);
  });
});

describe("gradcheck", () => {
  test("every partial derivative of a small network, several targets too; as JSON", () => {
    const { stdout, status } = chainrule("gradcheck", "r/001");
    expect(status).toBe(0);
    expect(stdout).toMatch(/gradients are right: all 27 partial derivatives checked on 8 rows/);
    const found = JSON.parse(chainrule("gradcheck", "p/001", "--json").stdout);
    expect(found).toMatchObject({ passed: true, method: "all", counts: { wrong: 0 } });
    expect(found.checked).toBe(found.total);
  });
});

describe("derive and functions", () => {
  test("partials with their rules, the value and its check at a point, second derivatives", () => {
    const { stdout } = chainrule("derive", "x*sin(y)", "--at", "x=1,y=2", "--second");
    expect(stdout).toMatch(/∂f\/∂x = sin\(y\)/);
    expect(stdout).toMatch(/∂f\/∂y = x·cos\(y\)/);
    expect(stdout).toMatch(/∇f = \(0\.9093, -0\.4161\)/);
    expect(stdout).toMatch(/∂\(∂f\/∂y\)\/∂y = -x·sin\(y\)/);
    expect(chainrule("derive", "x^2", "--format", "latex").stdout).toMatch(/\\frac\{\\partial f\}\{\\partial x\}/);
    expect(chainrule("derive", "x*sin(y").stderr).toMatch(/at character 8/);
    expect(chainrule("derive", "x*y", "--wrt", "z").stderr).toMatch(/no such variable/);
    expect(chainrule("derive", "x*y", "--at", "x=1").stderr).toMatch(/a number for y/);
  });
  test("an activation: formula, derivative through its own value, range, greatest slope", () => {
    const { stdout } = chainrule("functions", "sigmoid");
    expect(stdout).toMatch(/f′\(x\) = f·\(1 - f\)/);
    expect(stdout).toMatch(/\(0, 1\)/);
    expect(stdout).toMatch(/max \|f′\| = 0\.25/);
    expect(chainrule("functions", "softmax").stdout).toMatch(/a1·\(1 - a1\)\n-a1·a2/);
    for (const name of ["relu", "binaryCrossEntropy"])
      expect(chainrule("functions").stdout.split("\n")).toContain(name);
    // Sigmoid and cross-entropy cancel to a difference; so do softmax and cross-entropy.
    for (const name of ["binaryCrossEntropy", "categoricalCrossEntropy"])
      expect(chainrule("functions", name).stdout).toMatch(/ŷ - y|ŷ − y/);
    expect(chainrule("functions", "triplet").status).toBe(2);
    expect(chainrule("functions", "relo").stderr).toMatch(/did you mean "relu"/);
  });
  test("pictures: a function with its slope, secants that become a tangent, a surface with its tangent plane", () => {
    const svg = (...words: string[]): string => {
      const { stdout, status, stderr } = chainrule(...words, "--format", "svg");
      expect(status, stderr).toBe(0);
      expect(stdout).toMatch(/^<svg xmlns="http:\/\/www\.w3\.org\/2000\/svg"[^>]* role="img" aria-label="[^"]+"/);
      expect(stdout).not.toMatch(/NaN|undefined|Infinity/);
      return stdout;
    };
    expect(svg("functions", "tanh").match(/class="line s\d" d="M[\d.]/g)?.length).toBeGreaterThanOrEqual(2);
    const curve = svg("derive", "x^2", "--at", "x=1");
    for (const name of ["tangent", "secant, Δ = 2", "secant, Δ = 0.5"]) expect(curve).toContain(name);
    const surface = svg("derive", "x*sin(y)", "--at", "x=1,y=2");
    expect(surface.match(/class="quad"/g)).toHaveLength(900);
    expect(surface).toMatch(/class="tangent"/);
    // A logarithm has no value left of 0: what is not finite is not drawn.
    expect(svg("derive", "log(x)", "--at", "x=1")).toContain("tangent");
    expect(chainrule("derive", "x*y*z", "--at", "x=1,y=1,z=1", "--format", "svg").stderr).toMatch(
      /one variable or two/,
    );
    expect(chainrule("explain", "r/001", "--format", "svg").stderr).toMatch(/draws no SVG/);
    const plot = chainrule("functions", "tanh").stdout;
    expect(plot).toMatch(/1\.000 ┤/);
    expect(plot).toMatch(/-1\.000 ┤/);
  });
});
