import type { Executable, Session } from "../compiler/step.ts";
import type { Network } from "../nn/network.ts";
import type { Optimizer } from "../nn/optimizers/_optimizer.ts";
import { guardOf } from "./guard.ts";
import { type Learner, type LearnerOptions, mostSteps, stepsOfCall, sumsAmong } from "./learner.ts";
import { arenas } from "./parameters.ts";
import { trainingGraph } from "./step.ts";
import { sizesOfEpoch, stepInputs } from "./step-inputs.ts";

/**
 * Makes an optimizer's programs ready: one for whole batches, and one for what is left of an epoch.
 *
 * Before every call into a program there is a copy of the states. Where a loss or a state is not finite afterwards, it
 * is brought back and the steps are done again one by one, up to the bad one.
 */
export async function optimizerLearner(
  network: Network,
  session: Session,
  optimizer: Optimizer,
  options: LearnerOptions,
): Promise<Learner> {
  const { batch, accumulate, inputs } = options;
  const accumulates = accumulate > 1;
  const { whole, tail, stepsPerEpoch, updatesPerEpoch } = sizesOfEpoch(options);
  const graphOf = (rows: number) => trainingGraph(network, { ...options, batch: rows, accumulates, optimizer });
  const load = (rows: number, maximumSteps: number): Promise<Executable> =>
    session.load(graphOf(rows).step, { maximumSteps });
  // Without a shorter last batch one call may do the steps of several epochs.
  const atOnce = tail === 0 ? mostSteps : Math.min(whole, mostSteps);
  const full = await load(batch, atOnce);
  const short = tail === 0 ? undefined : await load(tail, 1);
  for (const [name, value] of Object.entries(optimizer.slots)) session.fill(arenas.slot(name), value);
  const kept = [arenas.parameters, ...Object.keys(optimizer.slots).map(arenas.slot)];
  for (const name of [arenas.gradient, arenas.count]) if (session.names().includes(name)) kept.push(name);
  const hasState = network.states([inputs]).length > 0;
  const guard = guardOf(session, hasState ? [...kept, arenas.layerState] : kept);

  let chunk = Math.min(16, mostSteps);
  let guarded = false;

  const givenFor = stepInputs(network, optimizer, options);

  return {
    stepsPerEpoch,
    updatesPerEpoch,
    finished: false,
    advance: async (epoch, position, rate, most) => {
      const [executable, steps] =
        position < whole
          ? [full, Math.min(chunk, atOnce, tail === 0 ? most : Math.min(most, whole - position))]
          : [short as Executable, 1];
      const given = givenFor(epoch, position, steps, rate);
      // From then on the copy follows the states.
      if (!guarded) guard.keep();
      guarded = true;
      // How many steps a call takes never changes what they compute, so it may follow the clock; a last one by itself does
      // without, because Node makes the clock when it is first asked for, which takes as long as many steps.
      const begun = most > 1 ? performance.now() : undefined;
      const outputs = await executable.start(steps, given);
      const losses = Array.from(outputs["loss"]!);
      if (begun !== undefined) chunk = stepsOfCall((performance.now() - begun) / steps, mostSteps);
      if (losses.every(Number.isFinite) && (await guard.accept())) return { losses, sums: sumsAmong(outputs) };
      const { replay } = await import("./replay.ts");
      return await replay(
        { session, executable, guard, graphOf, loss: options.loss },
        { first: (epoch - 1) * stepsPerEpoch + position, steps, stepsPerEpoch },
        (now, at) => givenFor(now, at, 1, rate),
      );
    },
    arenas: () => Object.fromEntries(kept.map((name) => [name, session.read(name)])),
    restore: (given) => {
      for (const name of kept) session.write(name, given[name]!);
      guarded = false;
    },
  };
}
