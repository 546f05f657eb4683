import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import stringWidth from "string-width";
import { describe, expect, test } from "vitest";
import { data, type Result, workplace } from "./_command.ts";

const { folder, chainrule, started } = workplace();
const train = ["train", data("iris.csv"), "--target", "class", "--epochs", "3", "--layers", "7,5"] as const;
const plain = chainrule(...train);
const profiled = chainrule(...train, "--profile");

/** Whether every line fits, and none holds what only a program that is wrong prints. */
function expectLines({ stdout, stderr, status }: Result, columns: number): void {
  expect([status, stderr]).toEqual([0, ""]);
  for (const line of stdout.trimEnd().split("\n")) {
    expect(stringWidth(line), line).toBeLessThanOrEqual(columns);
    expect(line).not.toMatch(/NaN|undefined|Infinity|\[object/);
  }
}

describe("train --profile", () => {
  const file = (run: string, name: string): Buffer => readFileSync(join(folder, "runs", run, name));
  test("leaves the same model and the same report as without, bit for bit, but for the times", () => {
    expect([plain.status, profiled.status]).toEqual([0, 0]);
    expect(file("002", "model.safetensors").equals(file("001", "model.safetensors"))).toBe(true);
    const report = (run: string) => ({ ...JSON.parse(file(run, "report.json").toString()), times: undefined });
    expect(report("002")).toEqual(report("001"));
    expect(JSON.parse(file("002", "options.json").toString())).not.toHaveProperty("profile");
  });
  test("says where the time goes, after the result", () => {
    expect(plain.stdout).not.toMatch(/Where the time goes/);
    expect(profiled.stdout).toMatch(/^Result on[\s\S]*\nWhere the time goes: [\d.]+ [nµm]?s for a step of \d+ rows/);
    expect(profiled.stdout).toMatch(/\n {2}\d+ forward 1 +[\d.]+ [nµm]?s +\d+ %/);
    expect(profiled.stdout).toMatch(/\n {2}\d+ update +[\d.]+ [nµm]?s/);
    const events = chainrule(...train, "--profile", "--json", "--quiet")
      .stdout.trim()
      .split("\n");
    const last = JSON.parse(events.at(-1)!);
    expect(last.event).toBe("profile");
    expect(last.kernels.length).toBeGreaterThan(5);
    const sum = (name: string): number =>
      last.kernels.reduce((total: number, kernel: Record<string, number>) => total + kernel[name]!, 0);
    expect(sum("share")).toBeCloseTo(1, 6);
    expect(sum("operations")).toBe(last.operations);
    expect(last.operationsPerSecond * last.stepSeconds).toBeCloseTo(last.operations, 3);
  });
});

describe("summary --program and bench", () => {
  for (const lang of ["en", "zh"])
    for (const columns of [60, 80])
      test(`fit a screen of ${columns} columns, ${lang}`, () => {
        const environment = { COLUMNS: String(columns), LANG: `${lang}_XX.UTF-8` };
        const program = started(["summary", "runs/001", "--program"], { environment });
        expectLines(program, columns);
        expect(program.stdout).toMatch(lang === "en" ? /A training step of \d+ rows/ : /\d+ 行的一个训练步/);
        expect(program.stdout).toMatch(lang === "en" ? /\d+\. forward 1: .*a¹/ : /\d+\. 前向 1: .*a¹/);
        expect(program.stdout).toMatch(/█·+\n/);
        const bench = started(["bench", "runs/001"], { environment });
        expectLines(bench, columns);
        expect(bench.stdout).toMatch(lang === "en" ? /GFLOP\/s, \d+ % of the / : /GFLOP\/s，为 \d+ 个线程可达到的 /);
      });
  test("the program is what its data say, and ASCII on a dumb terminal", () => {
    const { training, batch, kernels, buffers, total } = JSON.parse(
      chainrule("summary", "runs/001", "--program", "--json").stdout,
    ).program;
    expect([training, batch]).toEqual([true, Number(JSON.parse(file001("report.json")).configuration.batch)]);
    expect(buffers.some(({ name }: { name: string }) => name === "parameters")).toBe(true);
    const sum = kernels.reduce((all: number, kernel: { operations: number }) => all + kernel.operations, 0);
    expect(sum).toBe(total.operations);
    // Three products for each layer but the first, which needs no gradient of its input.
    const widths = [4, 7, 5, 3];
    const products = widths.slice(1).reduce((all, out, i) => all + 2 * batch * widths[i]! * out * (i === 0 ? 2 : 3), 0);
    expect(total.operations).toBeGreaterThan(products);
    expect(total.operations).toBeLessThan(3 * products);
    const text = chainrule("summary", "runs/001", "--program").stdout;
    expect(text.match(/^\d+\. /gm)).toHaveLength(kernels.length);
    const dumb = started(["summary", "runs/001", "--program"], { environment: { TERM: "dumb" } }).stdout;
    // biome-ignore lint/suspicious/noControlCharactersInRegex: nothing but ASCII
    expect(dumb.replaceAll("×", "x")).toMatch(/^[\x00-\x7f]*$/);
    expect(chainrule("summary", "runs/001").stdout).not.toMatch(/kernels/);
  });
  const file001 = (name: string): string => readFileSync(join(folder, "runs/001", name), "utf8");
  test("a model alone is shown as what answers; without rows to train on it cannot be measured", () => {
    const { stdout } = chainrule("summary", "runs/001/model.safetensors", "--program");
    expect(stdout).toMatch(/Answers to 1024 rows\n/);
    expect(stdout).not.toMatch(/backward|update/);
    mkdirSync(join(folder, "empty"), { recursive: true });
    for (const subject of ["runs/001/model.safetensors", "empty"]) {
      const { status, stderr } = chainrule("bench", subject);
      expect(status).toBe(2);
      expect(stderr).toMatch(/E403/);
    }
    rmSync(join(folder, "empty"), { recursive: true });
    expect(chainrule("bench").stderr).toMatch(/bench needs a FILE/);
    expect(chainrule("bench", "absent.csv", "--target", "y").stderr).toMatch(/E101/);
    expect(chainrule("bench", data("iris.csv")).stderr).toMatch(/--target is missing; the columns are sepal_length/);
  });
  test("bench takes a table with options, or a run with other options; JSON says the same", () => {
    const found = JSON.parse(
      chainrule("bench", data("iris.csv"), "--target", "class", "--batch", "8", "--json").stdout,
    );
    expect(found).toMatchObject({ batch: 8, backend: "wasm", inference: { block: 1024 } });
    expect(found.rowsPerSecond).toBeCloseTo(8 * found.stepsPerSecond, 3);
    for (const value of [found.stepsPerSecond, found.limits.peak, found.limits.bandwidth, found.compiling])
      expect(value).toBeGreaterThan(0);
    const other = JSON.parse(chainrule("bench", "runs/001", "--layers", "3", "--batch", "5", "--json").stdout);
    expect(other.batch).toBe(5);
    expect(other.operations).toBeLessThan(found.operations);
    expect(other.kernels[0]).toHaveProperty("whereabouts");
  });
});
