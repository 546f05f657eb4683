import type { Session } from "../compiler/step.ts";
import type { Network } from "../nn/network.ts";
import { ArgumentError } from "../util/errors.ts";
import { version } from "../util/version.ts";
import { backendOf } from "./backend.ts";
import { type Best, type CurvePoint, checkIdentity, type Identity } from "./checkpoint.ts";
import { type Learner, optimizerLearner, solverLearner, sumsAmong } from "./learner.ts";
import { Model } from "./model.ts";
import { arenas } from "./parameters.ts";
import { validationStep } from "./step.ts";
import type { Examples, Progress, TrainOptions } from "./train.ts";

function wholeNumber(value: number, what: string): void {
  if (!Number.isInteger(value) || value < 1)
    throw new ArgumentError(`train: ${what} is wrong`, { expected: "a whole number ≥ 1", found: String(value) });
}

/** The width of rows, after a check that the numbers fill them. */
function widthOf(numbers: ArrayLike<number>, rowCount: number, what: string): number {
  const width = numbers.length / rowCount;
  if (Number.isInteger(width) && width > 0) return width;
  throw new ArgumentError(`train: the ${what} do not fill ${rowCount} rows`, {
    expected: `a multiple of ${rowCount}`,
    found: `${numbers.length} numbers`,
  });
}

/** Gives timers, progress and cancellation their turn. */
const breathe = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 0));

/** The loop of a training: epochs, validation, early stopping, checkpoints. */
export async function runTraining(
  network: Network,
  examples: Examples,
  options: TrainOptions,
  report: (progress: Progress) => void,
): Promise<Model> {
  const { rowCount } = examples;
  const { seed = 0, shuffle = true, optimizer, epochs, schedule, loss, clip, metrics } = options;
  if (rowCount < 1) throw new ArgumentError("train: there are no rows to learn from");
  wholeNumber(epochs, "the number of epochs");
  if (options.batch !== undefined) wholeNumber(options.batch, "the batch");
  const batch = "advance" in optimizer ? rowCount : Math.min(options.batch ?? rowCount, rowCount);
  const inputs = widthOf(examples.inputs, rowCount, "inputs");
  const targets = widthOf(examples.targets, rowCount, "targets");
  const backend = options.backend ?? "wasm";
  const session = (await backendOf(backend)).open();
  const step = { rowCount, inputs, targets, batch, loss, clip, metrics, seed, shuffle };
  const learner: Learner =
    "advance" in optimizer
      ? await solverLearner(network, session, optimizer, step)
      : await optimizerLearner(network, session, optimizer, step);
  const validate = await validation(network, session, inputs, targets, options);
  const firstState = network.initialStates([inputs]);
  const hasState = firstState.length > 0;
  session.write("inputs", examples.inputs);
  session.write("targets", examples.targets);
  session.write(arenas.parameters, options.weights ?? network.initialize([inputs], seed));
  if (hasState) session.write(arenas.layerState, firstState);
  const layerState = (): Float64Array => (hasState ? session.read(arenas.layerState) : new Float64Array(0));
  const identity: Identity = {
    version,
    backend,
    precision: backend === "reference" ? "float64" : "float32",
    optimizer: optimizer.name,
    seed,
    shuffle,
    rowCount,
    batch,
    parameters: network
      .parameters([inputs])
      .map(({ name, shape }) => `${name} ${shape.join("×")}`)
      .join(", "),
  };

  let epoch = 1;
  let position = 0;
  let losses: number[] = [];
  let sums: Record<string, number[]> = {};
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
    sums = Object.fromEntries(Object.entries(saved.sums).map(([name, values]) => [name, [...values]]));
    observed = saved.schedule;
    curve = [...saved.curve];
  }

  let improved = false;
  let saved = performance.now();
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
  const base = "advance" in optimizer ? 0 : optimizer.learningRate;
  const rateOf = (at: number): number => {
    if (schedule === undefined) return base;
    return schedule.rate(base, schedule.unit === "step" ? at - 1 : epoch - 1, observed);
  };
  const patient = (): boolean => best === undefined || epoch - best.epoch < (options.patience ?? Infinity);

  let turn = performance.now();
  const isDone = (): boolean => epoch > epochs || learner.finished;
  // A checkpoint of a training that had already stopped early has nothing left to do.
  let stopped =
    epoch > 1 && position === 0 && best !== undefined && epoch - 1 - best.epoch >= (options.patience ?? Infinity);
  while (!stopped && !isDone() && !options.signal?.aborted) {
    const now = learner.advance(epoch, position, rateOf);
    losses.push(...now.losses);
    for (const [name, values] of Object.entries(now.sums)) sums[name] = [...(sums[name] ?? []), ...values];
    position = losses.length;
    if (performance.now() - turn > 25) {
      await breathe();
      turn = performance.now();
    }
    if (position < learner.stepsPerEpoch) {
      await keep(false);
      continue;
    }
    const seen = validate?.();
    const mean = losses.reduce((sum, value) => sum + value, 0) / losses.length;
    const rate = "advance" in optimizer ? undefined : rateOf(epoch * learner.stepsPerEpoch);
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
    await keep(false);
  }
  await keep(true);
  const useBest = best !== undefined && options.patience !== undefined;
  const model = useBest
    ? new Model(network, inputs, best!.weights, best!.layerState)
    : new Model(network, inputs, session.read(arenas.parameters), layerState());
  session.dispose();
  return model;
}

/** Sums over the rows of batches as means over all rows. */
function overRows(sums: Readonly<Record<string, ArrayLike<number>>>, rowCount: number): Record<string, number> {
  const total = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, value) => sum + value, 0);
  return Object.fromEntries(Object.entries(sums).map(([name, values]) => [name, total(values) / rowCount]));
}

/** A function that computes the validation loss and metrics with the session's present weights. */
async function validation(
  network: Network,
  session: Session,
  inputs: number,
  targets: number,
  { validation: rows, loss, metrics }: TrainOptions,
): Promise<(() => NonNullable<Progress["validation"]>) | undefined> {
  if (rows === undefined || rows.rowCount === 0) return undefined;
  const executable = await session.load(
    validationStep(network, { rowCount: rows.rowCount, inputs, targets, loss, metrics }),
  );
  session.write("validation inputs", rows.inputs);
  session.write("validation targets", rows.targets);
  return () => {
    const outputs = executable.run(1);
    return { loss: outputs["loss"]![0]!, metrics: overRows(sumsAmong(outputs), rows.rowCount) };
  };
}
