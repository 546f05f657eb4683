import type { Executable, Numbers, Session } from "../compiler/step.ts";
import type { Network } from "../nn/network.ts";
import type { Problem, Solver, SolverState } from "../nn/solvers/_solver.ts";
import { gradientGraph } from "./gradient-step.ts";
import { type Advance, type Learner, type LearnerOptions, sumsAmong } from "./learner.ts";
import { explainNonFinite } from "./non-finite.ts";
import type { Objective } from "./objective.ts";
import { arenas } from "./parameters.ts";
import type { Traceable } from "./step.ts";

const isFinite = ({ weights, value, gradient }: SolverState): boolean =>
  Number.isFinite(value) && weights.every(Number.isFinite) && gradient.every(Number.isFinite);

/** What a solver looks at, with the program behind it. */
interface SolverProgram {
  readonly traceable: Traceable<Objective>;
  readonly given: Readonly<Record<string, Numbers>>;
  /** All outputs of the program at some weights. */
  readonly look: (weights: Float64Array) => ReturnType<Executable["run"]>;
  readonly problem: Problem;
}

/** The loss of all rows and its gradient as a program, for a solver to look at. */
export async function solverProblem(
  network: Network,
  session: Session,
  options: Omit<LearnerOptions, "accumulate" | "shuffle">,
): Promise<SolverProgram> {
  const { rowCount, seed, inputs } = options;
  const traceable = gradientGraph(network, { ...options, batch: rowCount });
  const executable = await session.load(traceable.step);
  const rows = Int32Array.from({ length: rowCount }, (_, i) => i);
  // One draw of the random numbers for the whole solution: a line search needs a function that stands still.
  const given = network.streams([inputs]) > 0 ? { rows, seed: [seed], step: [1] } : { rows };
  const look = (weights: Float64Array) => {
    session.write(arenas.parameters, weights);
    return executable.run(1, given);
  };
  const problem: Problem = (weights) => {
    const outputs = look(weights);
    return { value: outputs["loss"]![0]!, gradient: Float64Array.from(outputs["gradient"]!) };
  };
  return { traceable, given, look, problem };
}

/** Makes a solver's program ready: the value and the gradient over all rows. One iteration counts as an epoch. */
export async function solverLearner(
  network: Network,
  session: Session,
  solver: Solver,
  options: LearnerOptions,
): Promise<Learner> {
  const { traceable, given, look, problem } = await solverProblem(network, session, options);
  let state: SolverState | undefined;
  /** The states as they were, and the way to what was wrong at other weights. */
  const failed = (epoch: number, good: Float64Array, bad: Float64Array): Advance => {
    session.write(arenas.parameters, good);
    const occasion = { step: epoch, epoch, rows: "training", given } as const;
    return {
      losses: [],
      sums: {},
      failure: () => {
        session.write(arenas.parameters, bad);
        return explainNonFinite(session, traceable, options.loss, occasion);
      },
    };
  };
  return {
    stepsPerEpoch: 1,
    updatesPerEpoch: 1,
    get finished(): boolean {
      return state?.finished ?? false;
    },
    advance: async (epoch) => {
      const before = state ?? solver.start(session.read(arenas.parameters), problem);
      if (!isFinite(before)) return failed(epoch, before.weights, before.weights);
      state = before;
      const sums = options.metrics === undefined ? {} : sumsAmong(look(before.weights));
      const next = solver.advance(before, problem);
      if (!isFinite(next)) return failed(epoch, before.weights, next.weights);
      state = next;
      session.write(arenas.parameters, next.weights);
      return { losses: [before.value], sums };
    },
    arenas: () => {
      if (state === undefined) return { [arenas.parameters]: session.read(arenas.parameters) };
      const memory = Object.entries(state.memory).map(([name, values]) => [`memory.${name}`, values] as const);
      return {
        [arenas.parameters]: state.weights,
        "solver.value": Float64Array.of(state.value, state.finished ? 1 : 0),
        "solver.gradient": state.gradient,
        ...Object.fromEntries(memory),
      };
    },
    restore: (saved) => {
      session.write(arenas.parameters, saved[arenas.parameters]!);
      if (saved["solver.value"] === undefined) return;
      const memory = Object.entries(saved).filter(([name]) => name.startsWith("memory."));
      state = {
        weights: saved[arenas.parameters]!.slice(),
        value: saved["solver.value"][0]!,
        finished: saved["solver.value"][1] === 1,
        gradient: saved["solver.gradient"]!,
        memory: Object.fromEntries(memory.map(([name, values]) => [name.slice("memory.".length), values])),
      };
    },
  };
}
