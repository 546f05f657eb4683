import { type Prepared, type PrepareOptions, prepareFolds } from "../data/prepare.ts";
import type { Table } from "../data/table.ts";
import { l2 } from "../nn/regularizers/l2.ts";
import type { Checkpoint } from "../runtime/checkpoint.ts";
import { NumberError } from "../util/errors.ts";
import { type SearchSpace, sampleTrial, type TrialSettings } from "./search-space.ts";
import { type TabularOptions, trainTable } from "./tabular.ts";
import { lossOnTest } from "./test-loss.ts";

/** One configuration and what it has come to. */
export interface Trial {
  /** From 0; trial 0 takes the settings that a training takes where nothing is said. */
  readonly number: number;
  readonly settings: TrialSettings;
  /** The mean loss over the folds' own test rows after each stage; null where numbers were no longer finite. */
  readonly scores: readonly (number | null)[];
}

/** A search as far as it has come: plain data. */
export interface SearchState {
  readonly seed: number;
  readonly folds: number;
  /** Epochs of each stage; of the trials of a stage the best third goes on to the next. */
  readonly stages: readonly number[];
  readonly trials: readonly Trial[];
}

/** How configurations are searched. */
export interface SearchOptions {
  readonly prepare: PrepareOptions;
  /** The rows that may be looked at: not those of the final test. */
  readonly rows: Int32Array;
  readonly space: SearchSpace;
  /** What every trial shares; a trial's own settings take the place of these. */
  readonly training: TabularOptions;
  readonly trials: number;
  readonly folds?: number;
  readonly seed?: number;
  /** No trial is begun after this time; as `performance.now` counts. */
  readonly deadline?: number;
  readonly signal?: AbortSignal;
  /** Goes on from here; scores that are known are not found again. */
  readonly state?: SearchState;
  /** Keeps the state after every score. */
  readonly save?: (state: SearchState) => void;
  /** A trial has got a score after so many epochs; `left` others of its stage follow. */
  readonly scored?: (trial: Trial, epochs: number, left: number) => void;
}

/** Of three trials, one goes on. */
const keepOneOf = 3;
const stageCount = 3;

/** The epochs of each stage: a ninth, a third and all of them. */
function stagesOf(epochs: number): number[] {
  const all = Array.from({ length: stageCount }, (_, i) =>
    Math.max(1, Math.round(epochs / keepOneOf ** (stageCount - 1 - i))),
  );
  return [...new Set(all)];
}

/** Lower is better; what is not finite is worst. */
function scoreAt(trial: Trial, stage: number): number {
  return trial.scores[stage] ?? Number.POSITIVE_INFINITY;
}

/** The trials that are trained in a stage: all in the first, then the best third of those that were. */
function contenders(trials: readonly Trial[], stage: number): readonly Trial[] {
  if (stage === 0) return trials;
  const before = contenders(trials, stage - 1);
  const count = Math.max(1, Math.floor(before.length / keepOneOf));
  return [...before]
    .filter((trial) => Number.isFinite(scoreAt(trial, stage - 1)))
    .sort((a, b) => scoreAt(a, stage - 1) - scoreAt(b, stage - 1) || a.number - b.number)
    .slice(0, count);
}

/** The best trial so far: of those that came farthest, the one with the lowest loss; nothing where none was finite. */
export function bestTrial({ trials }: Pick<SearchState, "trials">): Trial | undefined {
  const finite = trials.filter((trial) => Number.isFinite(trial.scores.at(-1) ?? Infinity));
  return [...finite].sort(
    (a, b) => b.scores.length - a.scores.length || a.scores.at(-1)! - b.scores.at(-1)! || a.number - b.number,
  )[0];
}

/**
 * Tries configurations by successive halving: all for a few epochs, the best third of them for more, and so on. Every
 * score is the mean loss over k folds, each on rows that its network has not learned from.
 *
 * A function of the seed, unless the deadline ends it; a search that goes on from a saved state comes to the same result.
 * Source: Jamieson and Talwalkar, AISTATS 2016.
 */
export async function search(table: Table, options: SearchOptions): Promise<SearchState> {
  const { seed = 0, folds = 3, space, training, deadline = Infinity, signal } = options;
  const stages = options.state?.stages ?? stagesOf(training.epochs);
  const known = options.state?.trials ?? [];
  const trials: Trial[] = Array.from(
    { length: Math.max(options.trials, known.length) },
    (_, number) => known[number] ?? { number, settings: sampleTrial(space, seed, number), scores: [] },
  );
  const state = (): SearchState => ({ seed, folds, stages, trials });
  const parts = prepareFolds(table, { ...options.prepare, rows: options.rows }, folds);
  const memory = new Map<number, (Checkpoint | undefined)[]>();
  for (let stage = 0; stage < stages.length; stage++) {
    const now = contenders(trials, stage).filter((trial) => trial.scores.length <= stage);
    for (const [i, trial] of now.entries()) {
      // Where time is up nothing is half done: what has no score in this stage keeps that of the one before.
      if (signal?.aborted || (performance.now() > deadline && bestTrial(state()) !== undefined)) return state();
      const score = await scoreOf(trial, stages[stage]!, parts, options, memory);
      if (signal?.aborted) return state();
      const scored = { ...trial, scores: [...trial.scores, score] };
      trials[trial.number] = scored;
      options.save?.(state());
      options.scored?.(scored, stages[stage]!, now.length - i - 1);
    }
    for (const number of [...memory.keys()])
      if (!contenders(trials, stage + 1).some((trial) => trial.number === number)) memory.delete(number);
  }
  return state();
}

/** The options of a training with a trial's settings. */
export function trialTraining(base: TabularOptions, settings: TrialSettings, space: SearchSpace): TabularOptions {
  const { l2: strength, activation, learningRate, ...sizes } = settings;
  const { regularizer, ...others } = base;
  const penalty =
    strength === undefined
      ? regularizer === undefined
        ? {}
        : { regularizer }
      : strength === 0
        ? {}
        : { regularizer: l2(strength) };
  return {
    ...others,
    ...sizes,
    ...penalty,
    ...(activation === undefined ? {} : { activation: space.activations![activation]! }),
    ...(learningRate === undefined ? {} : { optimizer: space.optimizer!(learningRate) }),
  };
}

/** Trains a trial on every fold up to a number of epochs, going on from where it stopped before. */
async function scoreOf(
  trial: Trial,
  epochs: number,
  parts: readonly Prepared[],
  options: SearchOptions,
  memory: Map<number, (Checkpoint | undefined)[]>,
): Promise<number | null> {
  const kept = memory.get(trial.number) ?? [];
  memory.set(trial.number, kept);
  let sum = 0;
  for (const [fold, prepared] of parts.entries()) {
    const training = trialTraining(options.training, trial.settings, options.space);
    const resume = kept[fold];
    try {
      const model = await trainTable(prepared, {
        ...training,
        epochs,
        checkpoint: {
          seconds: Infinity,
          save: (checkpoint) => {
            kept[fold] = checkpoint;
          },
        },
        ...(resume === undefined ? {} : { resume }),
        ...(options.signal === undefined ? {} : { signal: options.signal }),
      });
      const loss = await lossOnTest(model, prepared, training.loss);
      if (!Number.isFinite(loss)) return null;
      sum += loss / parts.length;
    } catch (error) {
      if (error instanceof NumberError) return null;
      throw error;
    }
  }
  return sum;
}
