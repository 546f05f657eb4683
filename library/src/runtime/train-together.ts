import type { TogetherStep } from "../nn/move.ts";
import { type Layer, type Network, network as networkOf } from "../nn/network.ts";
import type { Optimizer } from "../nn/optimizers/_optimizer.ts";
import { ArgumentError } from "../util/errors.ts";
import type { Execution } from "./backend.ts";
import type { Model } from "./model.ts";
import type { OwnStep } from "./own-step.ts";
import type { TogetherNow } from "./together-step.ts";
import { type UnderWay, underWay } from "./under-way.ts";

/** A network that is trained together with others. */
export interface Together {
  readonly network: Network | Layer;
  /** Numbers of a row that go in. */
  readonly inputs: number;
  /** What moves its weights; none where nothing does: a teacher, a part that is frozen. */
  readonly optimizer?: Optimizer;
  /** What it begins with, all parameters side by side; its initializers unless said otherwise. */
  readonly weights?: ArrayLike<number>;
}

/** Rows of data, one after the other. */
export interface RowsOf {
  readonly values: ArrayLike<number>;
  /** Numbers of a row. */
  readonly width: number;
}

/** How several networks are trained together. */
export interface TogetherOptions extends Execution {
  readonly epochs: number;
  /** Rows of one step; what is left of an epoch is left out, and others are in the next one. */
  readonly batch: number;
  readonly seed?: number;
  /** Whether rows come in another order in every epoch; yes unless said otherwise. */
  readonly shuffle?: boolean;
  readonly signal?: AbortSignal;
}

/** What is known after an epoch. */
export interface TogetherProgress {
  readonly epoch: number;
  /** What the steps reported: of each number the mean, and all of them. */
  readonly means: Readonly<Record<string, number>>;
  readonly steps: Readonly<Record<string, Float64Array>>;
}

/**
 * Trains several networks with a step of one's own: which losses, which weights each moves, in which order. The whole step
 * compiles to one program.
 *
 * Inside, `apply` uses a network, `minimize` lowers a loss by an update of one network's weights (all of them, or those
 * that `only` names), `assign` gives a network other weights, and whatever comes later in the step sees the new ones.
 *
 * @throws ArgumentError where data, names or options do not fit, or a loss does not depend on what it should move;
 * NumberError at the first step that reports a number that is not finite.
 * @example
 * const networks = {
 *   generator: { network: G, inputs: 2, optimizer: adam({ learningRate: 1e-3, beta1: 0.5 }) },
 *   discriminator: { network: D, inputs: 2, optimizer: adam({ learningRate: 1e-3, beta1: 0.5 }) },
 * };
 * const { generator } = await trainTogether(networks, { real: { values, width: 2 } }, { batch: 64, epochs: 100 }, (step) => {
 *   const { real } = step.rows;
 *   const judged = (rows, truth) => step.loss(binaryCrossEntropyLogits(), step.apply("discriminator", rows), full([64, 1], truth));
 *   const fake = step.apply("generator", step.normal([64, 2]));
 *   step.minimize("discriminator", add(judged(real, 1), judged(stopGradient(fake), 0)));
 *   step.minimize("generator", judged(step.apply("generator", step.normal([64, 2])), 1));
 * });
 */
export function trainTogether<N extends string>(
  networks: Readonly<Record<N, Together>>,
  data: Readonly<Record<string, RowsOf>>,
  options: TogetherOptions,
  define: (step: OwnStep) => void,
): UnderWay<TogetherProgress, Readonly<Record<N, Model>>> {
  const entries = Object.entries<Together>(networks);
  if (entries.length === 0) throw new ArgumentError("trainTogether: there is no network");
  const given = entries.map(([name, one]) => [name, { ...one, network: networkOf(one.network) }] as const);
  return underWay(async (report) => {
    const { runTogether } = await import("./together.ts");
    return (await runTogether(Object.fromEntries(given), data, options, define, report)) as Record<N, Model>;
  });
}

/**
 * A step of one's own on some rows, as `trainTogether` does it with these weights: every loss, and what it moves, as a graph
 * that `explainTogether` explains.
 *
 * @throws ArgumentError where data or names do not fit.
 * @example
 * const step = await togetherStep(networks, { real: { values: eightRows, width: 2 } }, define, { seed: 7, step: 1 });
 * console.log(toText(explainTogether(step)));
 */
export async function togetherStep<N extends string>(
  networks: Readonly<Record<N, TogetherNow>>,
  data: Readonly<Record<string, RowsOf>>,
  define: (step: OwnStep) => void,
  at: { readonly seed?: number; readonly step?: number } = {},
): Promise<TogetherStep> {
  const { tracedTogether } = await import("./together-step.ts");
  return tracedTogether(networks, data, define, at);
}
