import type { Backend, Session } from "../compiler/step.ts";
import type { Network } from "../nn/network.ts";
import type { NumberError } from "../util/errors.ts";
import { version } from "../util/version.ts";
import { wholeNumber } from "../util/whole-number.ts";
import { type BackendChoice, type BackendName, backendOf, precisionOf } from "./backend.ts";
import { type Best, type CurvePoint, checkIdentity, type Identity } from "./checkpoint.ts";
import { type Advance, between, extended, type Learner, overRows } from "./learner.ts";
import { learnerOptions } from "./learner-options.ts";
import { Model } from "./model.ts";
import { rowStates } from "./objective.ts";
import { optimizerLearner } from "./optimizer-learner.ts";
import { arenas } from "./parameters.ts";
import { checkFinite, checkRows, writeRows } from "./rows.ts";
import type { RateOf } from "./step-inputs.ts";
import type { Examples, Progress, TrainOptions } from "./train.ts";

/** Gives timers, progress and cancellation their turn. */
const breathe = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** Trains in a session of its own, whose memory and threads are given back whatever happens. */
export async function runTraining(
  network: Network,
  examples: Examples,
  options: TrainOptions,
  report: (progress: Progress) => void,
): Promise<Model> {
  const machine = await backendOf(choiceOf(options), options, await workOf(network, examples, options));
  const session = machine.open();
  try {
    return await trainIn(session, machine, network, examples, options, report);
  } finally {
    session.dispose();
  }
}

/** The back end that is asked for; a training that goes on does so on the one that it began with. */
function choiceOf({ backend = "wasm", resume }: TrainOptions): BackendChoice {
  return backend === "auto" && resume !== undefined ? resume.identity.backend : backend;
}

/** How much a training computes, where the choice of the back end asks for it. */
async function workOf(network: Network, { inputs, rowCount }: Examples, options: TrainOptions): Promise<number> {
  const width = inputs.length / rowCount;
  if (choiceOf(options) !== "auto" || !Number.isInteger(width)) return 0;
  return (await import("./training-work.ts")).operationsOf(network, width, rowCount, options.epochs);
}

/** The loop of a training: epochs, validation, early stopping, checkpoints. What few trainings need is loaded by these. */
async function trainIn(
  session: Session,
  { name: backend, arithmetic }: Backend,
  network: Network,
  examples: Examples,
  options: TrainOptions,
  report: (progress: Progress) => void,
): Promise<Model> {
  const { optimizer, epochs, schedule } = options;
  wholeNumber(epochs, "train: the number of epochs");
  const precision = precisionOf(backend);
  const step = learnerOptions(examples, options, precision);
  const { rowCount, inputs, targets, batch, accumulate, weighted = false, seed, shuffle } = step;
  const looked = options.validation?.rowCount === 0 ? undefined : options.validation;
  if (looked !== undefined) checkRows(looked, "validation", precision);
  if (options.weights !== undefined) checkFinite(options.weights, precision, (i) => `weight ${i} to begin with`);
  const learner: Learner =
    "advance" in optimizer
      ? await (await import("./solver-learner.ts")).solverLearner(network, session, optimizer, step)
      : await optimizerLearner(network, session, optimizer, step);
  const validation =
    looked &&
    (await (await import("./validation.ts")).validationOf(network, session, looked, { inputs, targets }, options));
  const firstState = network.initialStates([inputs]);
  const hasState = firstState.length > 0;
  writeRows(session, examples, rowStates.training);
  session.write(arenas.parameters, options.weights ?? network.initialize([inputs], seed));
  if (hasState) session.write(arenas.layerState, firstState);
  const layerState = (): Float64Array => (hasState ? session.read(arenas.layerState) : new Float64Array(0));
  const identity: Identity = {
    version,
    backend: backend as BackendName,
    precision,
    arithmetic,
    optimizer: optimizer.name,
    seed,
    shuffle,
    rowCount,
    batch,
    accumulate,
    weighted,
    parameters: network
      .parameters([inputs])
      .map(({ name, shape }) => `${name} ${shape.join("×")}`)
      .join(", "),
  };

  let epoch = 1;
  let position = 0;
  let losses: number[] = [];
  let sums: Advance["sums"] = {};
  let observed = schedule?.start ?? {};
  let best: Best | undefined;
  let curve: CurvePoint[] = [];
  if (options.resume !== undefined) {
    const saved = options.resume;
    checkIdentity(saved.identity, identity);
    learner.restore(saved.arenas);
    if (hasState) session.write(arenas.layerState, saved.arenas[arenas.layerState]!);
    ({ epoch, position, best } = saved);
    losses = [...saved.losses];
    sums = saved.sums;
    observed = saved.schedule;
    curve = [...saved.curve];
  }

  let improved = false;
  let saved = options.checkpoint === undefined ? 0 : performance.now();
  const keep = async (atOnce: boolean): Promise<void> => {
    const { checkpoint } = options;
    if (checkpoint === undefined) return;
    if (!atOnce && performance.now() - saved < (checkpoint.seconds ?? 10) * 1000) return;
    const all = { ...learner.arenas(), ...(hasState ? { [arenas.layerState]: layerState() } : {}) };
    await checkpoint.save(
      { identity, epoch, position, losses, sums, arenas: all, schedule: observed, best, curve },
      improved,
    );
    improved = false;
    saved = performance.now();
  };
  /** Keeps the last finite weights, then says what happened. */
  const fail = async (explain: () => Promise<NumberError>): Promise<never> => {
    await keep(true);
    throw await explain();
  };
  const base = "advance" in optimizer ? 0 : optimizer.learningRate;
  const rateOf: RateOf = (update, inEpoch) => {
    if (schedule === undefined) return base;
    return schedule.rate(base, schedule.unit === "step" ? update - 1 : inEpoch - 1, observed);
  };
  const patient = (): boolean => best === undefined || epoch - best.epoch < (options.patience ?? Infinity);

  let turn: number | undefined;
  /** Gives others their turn, where the last was some time ago. */
  const pause = async (): Promise<void> => {
    turn ??= performance.now();
    if (performance.now() - turn <= 25) return;
    await breathe();
    turn = performance.now();
  };
  const left = (): number => (options.until ?? Infinity) - (epoch - 1) * learner.stepsPerEpoch - position;
  const isDone = (): boolean => epoch > epochs || learner.finished || left() <= 0;
  // A checkpoint of a training that had already stopped early has nothing left to do.
  let stopped =
    epoch > 1 && position === 0 && best !== undefined && epoch - 1 - best.epoch >= (options.patience ?? Infinity);
  const { stepsPerEpoch } = learner;
  /** What comes after the last step of an epoch. */
  const endEpoch = async (): Promise<void> => {
    const seen = await validation?.look();
    if (seen !== undefined && !Number.isFinite(seen.loss))
      return await fail(() => validation!.explain(epoch * stepsPerEpoch, epoch));
    const mean = losses.reduce((sum, value) => sum + value, 0) / losses.length;
    const rate = "advance" in optimizer ? undefined : rateOf(epoch * learner.updatesPerEpoch, epoch);
    const means = overRows(sums, rowCount);
    report({ epoch, loss: mean, losses: Float64Array.from(losses), metrics: means, validation: seen, rate });
    curve.push({ epoch, loss: mean, validation: seen?.loss });
    if (schedule?.observe !== undefined) observed = schedule.observe(observed, seen?.loss ?? mean);
    if (seen !== undefined && (best === undefined || seen.loss < best.loss)) {
      best = { loss: seen.loss, epoch, weights: session.read(arenas.parameters), layerState: layerState() };
      improved = true;
    } else if (seen !== undefined) stopped = !patient();
    epoch++;
    position = 0;
    losses = [];
    sums = {};
  };
  /** Puts steps into their epochs, and ends every epoch that is full. */
  const take = async (now: Advance): Promise<void> => {
    let taken = 0;
    do {
      const count = Math.min(now.losses.length - taken, stepsPerEpoch - position);
      losses.push(...now.losses.slice(taken, taken + count));
      sums = extended(sums, between(now.sums, taken, taken + count));
      taken += count;
      position += count;
      if (position === stepsPerEpoch) await endEpoch();
    } while (taken < now.losses.length);
  };
  // What is looked at between two epochs keeps the next one from beginning in the same call.
  const looksBetween = validation !== undefined || schedule?.observe !== undefined;
  const most = (): number => Math.min(left(), (looksBetween ? 1 : epochs - epoch + 1) * stepsPerEpoch - position);
  while (!stopped && !isDone() && !options.signal?.aborted) {
    // A checkpoint of an epoch whose validation failed has no steps left.
    const none: Advance = { losses: [], sums: {} };
    const now = position < stepsPerEpoch ? await learner.advance(epoch, position, rateOf, most()) : none;
    await take(now);
    if (now.failure !== undefined) return await fail(now.failure);
    if (isDone()) break;
    await pause();
    await keep(false);
  }
  await keep(true);
  const useBest = best !== undefined && options.patience !== undefined;
  return useBest
    ? new Model(network, inputs, best!.weights, best!.layerState)
    : new Model(network, inputs, session.read(arenas.parameters), layerState());
}
