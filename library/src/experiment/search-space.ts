import { relu } from "../nn/activations/relu.ts";
import { silu } from "../nn/activations/silu.ts";
import { tanh } from "../nn/activations/tanh.ts";
import type { Activation } from "../nn/network.ts";
import type { Optimizer } from "../nn/optimizers/_optimizer.ts";
import type { Solver } from "../nn/solvers/_solver.ts";
import { type RandomStream, randomStream } from "../util/random.ts";

/** What may vary from trial to trial; what is absent stays as the training says. */
export interface SearchSpace {
  /** Hidden layers to choose from, as units of each. */
  readonly layers?: readonly (readonly number[])[];
  /** Activations to choose from, by name. */
  readonly activations?: Readonly<Record<string, Activation>>;
  /** Bounds of the learning rate, drawn evenly on a logarithmic scale. */
  readonly learningRate?: readonly [least: number, most: number];
  /** Makes the optimizer for a rate; it goes with `learningRate`. */
  readonly optimizer?: (learningRate: number) => Optimizer | Solver;
  readonly batch?: readonly number[];
  readonly dropout?: readonly number[];
  /** Bounds of the L2 penalty, drawn on a logarithmic scale; one trial in two has none. */
  readonly l2?: readonly [least: number, most: number];
}

/** What one trial has chosen: plain data. */
export interface TrialSettings {
  readonly layers?: readonly number[];
  readonly activation?: string;
  readonly learningRate?: number;
  readonly batch?: number;
  readonly dropout?: number;
  readonly l2?: number;
}

/** Trials draw from streams from here on. */
const firstStream = 3000;

/** The settings of a trial, as a function of the seed and its number; those of trial 0 are empty. */
export function sampleTrial(space: SearchSpace, seed: number, number: number): TrialSettings {
  if (number === 0) return {};
  const random = randomStream(seed, firstStream + number);
  const { layers, activations, learningRate, batch, dropout, l2 } = space;
  return {
    ...(layers === undefined ? {} : { layers: pick(layers, random) }),
    ...(activations === undefined ? {} : { activation: pick(Object.keys(activations), random) }),
    ...(learningRate === undefined ? {} : { learningRate: drawn(learningRate, random) }),
    ...(batch === undefined ? {} : { batch: pick(batch, random) }),
    ...(dropout === undefined ? {} : { dropout: pick(dropout, random) }),
    ...(l2 === undefined ? {} : { l2: random.integer(2) === 0 ? 0 : drawn(l2, random) }),
  };
}

function pick<T>(from: readonly T[], random: RandomStream): T {
  return from[random.integer(from.length)]!;
}

/** Even on a logarithmic scale, with three significant digits: numbers that a person can type. */
function drawn([least, most]: readonly [number, number], random: RandomStream): number {
  return Number((least * (most / least) ** random.uniform()).toPrecision(3));
}

/** What is searched where nothing else is said. */
export function usualSpace(
  rows: number,
  fixed: ReadonlySet<string>,
  optimizer: (learningRate: number) => Optimizer | Solver,
): SearchSpace {
  const wide: readonly (readonly number[])[] = [[64], [128], [64, 32], [128, 64], [128, 64, 32]];
  const narrow: readonly (readonly number[])[] = [[8], [16], [32], [16, 8], [32, 16], [64]];
  const whole: SearchSpace = {
    layers: rows < 1000 ? narrow : [...narrow, ...wide],
    activations: { relu, tanh, silu },
    learningRate: [3e-4, 3e-2],
    optimizer,
    batch: rows < 1000 ? [8, 16, 32, 64] : [32, 64, 128, 256],
    dropout: [0, 0, 0.1, 0.2, 0.3],
    l2: [1e-6, 1e-2],
  };
  // An L1 penalty that was said would give way to a searched L2.
  const left = fixed.has("l1") ? { ...whole, l2: undefined } : whole;
  return Object.fromEntries(Object.entries(left).filter(([name, value]) => value !== undefined && !fixed.has(name)));
}
