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

test("anomalies: an autoencoder that knows one digit ranks the others above it", async () => {
  const { measure, page } = await programOf("anomalies");
  type Results = {
    readonly results: readonly { readonly autoencoder: readonly number[]; readonly mean: number }[];
  };
  const { results } = (await measure({ ...quietly, digits: [1], seeds: [1], epochs: 40 })) as Results;
  expect(results[0]!.autoencoder[0]).toBeGreaterThan(0.95);
  expect(results[0]!.autoencoder[0]).toBeGreaterThan(results[0]!.mean + 0.05);
  const full = kept<Results>("anomalies");
  expect(full.results).toHaveLength(10);
  for (const { autoencoder, mean: simple } of full.results) expect(mean(autoencoder)).toBeGreaterThan(simple);
  expect(page(full)).toContain("| all |");
});

interface Drawing extends Program {
  readonly pictures: (results: unknown) => Readonly<Record<string, string>>;
}

test("a GAN finds all spots of a ring", async () => {
  const program = (await programOf("rings")) as Drawing & { coverage: (points: readonly number[]) => unknown };
  // At the spots of 0° and 90°, one of them 0.1 off, and one point far away.
  expect(program.coverage([2, 0, 2, 0.1, 0, 2, 9, 9])).toEqual({ found: 2, near: 0.75 });
  type Results = { readonly real: { found: number }; readonly results: readonly { readonly found: number }[] };
  const small = (await program.measure({ ...quietly, seeds: [1], epochs: 40 })) as Results;
  expect(small.real.found).toBe(8);
  expect(small.results[0]!.found).toBeGreaterThanOrEqual(6);
  const full = kept<Results>("rings");
  expect(full.results.map(({ found }) => found)).toEqual([8, 8, 8, 8, 8]);
  expect(program.pictures(full)["rings"]!.match(/<path/g)).toHaveLength(6);
});

test("a GAN writes all digits", async () => {
  const program = (await programOf("new-digits")) as Drawing;
  type Results = { readonly results: readonly { readonly written: number; readonly readable: number }[] };
  const options = { ...quietly, seeds: [1], epochs: 20, readerEpochs: 15, made: 500 };
  const small = (await program.measure(options)) as Results;
  expect(small.results[0]!.written).toBeGreaterThanOrEqual(7);
  const full = kept<Results>("new-digits");
  expect(full.results.map(({ written }) => written)).toEqual([10, 10, 10, 10, 10]);
  expect(mean(full.results.map(({ readable }) => readable))).toBeGreaterThan(0.6);
  expect(program.page(full)).toContain("| seed 5 | 10 of 10 |");
});

test("characters: counts by hand; a network learns more than how frequent they are", async () => {
  const { bitsOfCounts } = await supportOf<{
    bitsOfCounts: (learned: Int32Array, judged: Int32Array, order: number, symbols: number, first: number) => number;
  }>("n-gram");
  const [learned, judged] = [Int32Array.of(0, 1, 0, 1), Int32Array.of(0, 1)];
  // Of four symbols two are 1: (2 + 2 · ½)/(4 + 2) = ½. After a 0 came a 1, twice: (2 + 1 · ½)/(2 + 1) = 5/6.
  expect(bitsOfCounts(learned, judged, 1, 2, 1)).toBeCloseTo(1, 12);
  expect(bitsOfCounts(learned, judged, 2, 2, 1)).toBeCloseTo(-Math.log2(5 / 6), 12);
  const { measure, text } = (await programOf("characters")) as Program & {
    text: () => Readonly<Record<"training" | "validation" | "test", Int32Array>>;
  };
  const all = text();
  const data = {
    ...all,
    training: all.training.subarray(0, 20_000),
    validation: all.validation.subarray(0, 1000),
    test: all.test.subarray(0, 2000),
  };
  type Results = {
    readonly order: number;
    readonly orders: readonly { readonly order: number; readonly test: number }[];
    readonly results: readonly { readonly bits: number }[];
    readonly sample: string;
  };
  const small = (await measure({ ...quietly, data, seeds: [1], units: 32, epochs: 5, letters: 20 })) as Results;
  expect(small.results[0]!.bits).toBeLessThan(small.orders[0]!.test - 0.4);
  expect(small.sample).toHaveLength(20);
  const full = kept<Results>("characters");
  const counts = full.orders.find(({ order }) => order === full.order)!.test;
  for (const { bits } of full.results) expect(bits).toBeLessThan(counts);
});
