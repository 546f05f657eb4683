import { readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Report } from "../../src/node.ts";
import { data, wordsOf, workplace } from "./_command.ts";

const { folder, chainrule } = workplace();
const reportIn = (run: string): Report => JSON.parse(readFileSync(join(folder, run, "report.json"), "utf8")) as Report;
/** The headline metric of the first target. */
const headline = (run: string): number => {
  const { network } = reportIn(run).results[0]!.comparison;
  return network.metrics[network.headline]!.value;
};

describe("search", () => {
  const more = ["--target", "class", "--trials", "9", "--epochs", "27", "--quiet"];
  test("the same seed finds the same; it goes on where it was stopped", () => {
    const whole = chainrule("search", data("wine.csv"), ...more, "--runs", "s");
    expect(whole.status, whole.stderr).toBe(0);
    const state = JSON.parse(readFileSync(join(folder, "s/001/search.json"), "utf8"));
    expect(state.trials).toHaveLength(9);
    expect(state.trials[0].settings).toEqual({});
    const reached = state.trials.map(({ scores }: { scores: number[] }) => scores.length).sort();
    expect(reached).toEqual([1, 1, 1, 1, 1, 1, 2, 2, 3]);
    expect(headline("s/001")).toBeGreaterThan(0.85);
    // Half of the scores forgotten, as if it had been stopped: it finds them again.
    chainrule("search", data("wine.csv"), ...more, "--runs", "s2", "--trials", "1");
    const options = JSON.parse(readFileSync(join(folder, "s/001/options.json"), "utf8"));
    writeFileSync(join(folder, "s2/001/options.json"), JSON.stringify(options));
    rmSync(join(folder, "s2/001/last.checkpoint"));
    const half = {
      ...state,
      trials: state.trials.map((trial: object, i: number) =>
        i < 5 ? { ...trial, scores: (trial as { scores: number[] }).scores.slice(0, 1) } : { ...trial, scores: [] },
      ),
    };
    writeFileSync(join(folder, "s2/001/search.json"), JSON.stringify(half));
    const again = chainrule("search", "--resume", "s2/001", "--quiet");
    expect(again.status, again.stderr).toBe(0);
    expect(JSON.parse(readFileSync(join(folder, "s2/001/search.json"), "utf8"))).toEqual(state);
  });
  test("more trials are added to those that there are", () => {
    const words = ["search", data("iris.csv"), "--target", "class", "--trials", "3", "--epochs", "9", "--runs", "more"];
    chainrule(...words);
    const few = JSON.parse(readFileSync(join(folder, "more/001/search.json"), "utf8")).trials;
    const { status, stderr } = chainrule("search", "--resume", "more/001", "--trials", "6");
    expect(status, stderr).toBe(0);
    const { trials } = JSON.parse(readFileSync(join(folder, "more/001/search.json"), "utf8"));
    expect(trials).toHaveLength(6);
    few.forEach(({ settings }: { settings: object }, i: number) => expect(trials[i].settings).toEqual(settings));
  });
  test("a budget of time ends it with a result", () => {
    const begun = performance.now();
    const { status, stderr } = chainrule(
      "search",
      data("penguins.csv"),
      "--target",
      "Species",
      "--trials",
      "500",
      "--minutes",
      "0.03",
      "--runs",
      "brief",
    );
    expect(status, stderr).toBe(0);
    expect(performance.now() - begun).toBeLessThan(30_000);
    expect(headline("brief/001")).toBeGreaterThan(0.8);
  });
  test("what is said is not searched", () => {
    chainrule(
      "search",
      data("iris.csv"),
      "--target",
      "class",
      "--trials",
      "4",
      "--epochs",
      "9",
      "--layers",
      "6",
      "--activation",
      "tanh",
      "--runs",
      "fixed",
    );
    const { trials } = JSON.parse(readFileSync(join(folder, "fixed/001/search.json"), "utf8"));
    for (const { settings } of trials) expect(settings).not.toHaveProperty("layers");
    expect(reportIn("fixed/001").configuration).toMatchObject({ layers: "6", activation: "tanh" });
  });
  test("the report tells what was found, and its command trains that again without a search", () => {
    const words = ["--target", "class", "--trials", "5", "--epochs", "12", "--seed", "5", "--runs", "told", "--quiet"];
    expect(chainrule("search", data("wine.csv"), ...words).status).toBe(0);
    const { trials } = JSON.parse(readFileSync(join(folder, "told/001/search.json"), "utf8"));
    const { settings } = trials.reduce((best: { scores: number[] }, trial: { scores: number[] }) =>
      trial.scores.length > best.scores.length ||
      (trial.scores.length === best.scores.length && trial.scores.at(-1)! < best.scores.at(-1)!)
        ? trial
        : best,
    );
    // Another trial than the first, whose settings are the usual ones, has won.
    expect(settings).toHaveProperty("activation");
    const { configuration, command, curve } = reportIn("told/001");
    expect(configuration).toMatchObject({
      layers: settings.layers.join(","),
      activation: settings.activation,
      batch: String(settings.batch),
    });
    expect(command).toMatch(/^chainrule train /);
    const { status, stderr } = chainrule(...wordsOf(`${command} --runs again`).slice(1));
    expect(status, stderr).toBe(0);
    expect(reportIn("again/001").curve).toEqual(curve);
    expect(reportIn("again/001").configuration).toEqual(configuration);
    const step = chainrule("explain", "told/001", "--step", "3");
    expect(step.status, step.stderr).toBe(0);
    expect(step.stdout).toEqual(chainrule("explain", "again/001", "--step", "3").stdout.replaceAll("again", "told"));
  });
});
