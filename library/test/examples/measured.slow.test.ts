import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

const folder = new URL("../../../examples/measured/", import.meta.url);
/** What the tests look at of a program: its measurement, small or as a command, and the page of results. */
interface Program {
  readonly measure: (options: Readonly<Record<string, unknown>>) => Promise<unknown>;
  readonly page: (results: unknown) => string;
}
const programOf = async (name: string): Promise<Program> =>
  (await import(new URL(`${name}.mjs`, folder).href)) as Program;
const supportOf = async <T>(name: string): Promise<T> =>
  (await import(new URL(`support/${name}.mjs`, folder).href)) as T;
const kept = <T>(name: string): T => JSON.parse(readFileSync(new URL(`results/${name}.json`, folder), "utf8")) as T;
const quietly = { execution: { threads: 1 }, say: () => undefined };
const mean = (numbers: readonly number[]): number => numbers.reduce((sum, value) => sum + value, 0) / numbers.length;

interface ImageRun {
  readonly testError: number;
}

test("MNIST: both networks learn small digits; the full run reached what was aimed at", async () => {
  const { measure, page } = await programOf("mnist");
  const { enlargedDigits } = await supportOf<{ enlargedDigits: () => unknown }>("images");
  type Results = { readonly results: Readonly<Record<"leNet" | "wide", readonly ImageRun[]>> };
  const recipes = { leNet: { epochs: 6, batch: 32 }, wide: { epochs: 4, batch: 32 } };
  const small = (await measure({ ...quietly, data: enlargedDigits(), seeds: [1], recipes })) as Results;
  expect(small.results.leNet[0]!.testError).toBeLessThan(10);
  expect(small.results.wide[0]!.testError).toBeLessThan(14);
  expect(page(small)).toContain(`**${small.results.leNet[0]!.testError.toFixed(2)}**`);
  const full = kept<Results>("mnist").results;
  expect(full.leNet).toHaveLength(3);
  expect(mean(full.leNet.map(({ testError }) => testError))).toBeLessThan(1.1);
  expect(mean(full.wide.map(({ testError }) => testError))).toBeLessThan(1.8);
});

test("Fashion-MNIST: the network learns small digits; the full run reached what was aimed at", async () => {
  const { measure, page } = await programOf("fashion-mnist");
  const { enlargedDigits } = await supportOf<{ enlargedDigits: () => unknown }>("images");
  type Results = { readonly results: readonly ImageRun[] };
  const small = (await measure({
    ...quietly,
    data: enlargedDigits(),
    seeds: [1],
    changes: { epochs: 2, batch: 32 },
  })) as Results;
  expect(small.results[0]!.testError).toBeLessThan(15);
  expect(page(small)).toContain(`**${(100 - small.results[0]!.testError).toFixed(2)}**`);
  expect(mean(kept<Results>("fashion-mnist").results.map(({ testError }) => testError))).toBeLessThan(9);
});

test("weather: what learns is better than the rules of thumb", async () => {
  const { measure, page } = await programOf("weather");
  type Results = {
    readonly results: readonly { readonly found: Readonly<Record<string, readonly { readonly mae: number }[]>> }[];
  };
  const small = (await measure({ ...quietly, horizons: [7], seeds: [1], epochs: 12 })) as Results;
  const errorsOf = ({ results }: Results, at: number): Record<string, number> =>
    Object.fromEntries(
      Object.entries(results[at]!.found).map(([name, runs]) => [name, mean(runs.map(({ mae }) => mae))]),
    );
  const [naive, seasonal, ...learned] = Object.values(errorsOf(small, 0));
  expect(learned).toHaveLength(3);
  expect(Math.max(...learned)).toBeLessThan(0.95 * Math.min(naive!, seasonal!));
  // Counted by hand in the file: the mean change of the highest temperature within a week of 2015.
  expect(naive).toBeCloseTo(3.7397, 4);
  expect(page(small)).toContain("7 days ahead");
  const tomorrow = errorsOf(kept<Results>("weather"), 0);
  expect(tomorrow["GRU, 16 units"]).toBeLessThan(tomorrow["linear"]!);
});
