// chainrule through its public API, as fast as it goes: steps compiled once, many to a call.
import { contract, dense, Model, sequential, softmax as softmaxOf, state, sum } from "chainrule";
import { identity, relu, sigmoid, softmax } from "chainrule/activations";
import { lstm, reshape } from "chainrule/layers";
import { binaryCrossEntropy, categoricalCrossEntropy, meanSquaredError, sumSquaredError } from "chainrule/losses";
import { adam, momentum, sgd } from "chainrule/optimizers";
import { allowRelaxedVectors, backendOf, trainingStep, validationStep } from "chainrule/runtime";
import { mostMemory, times, timesAwaited } from "../support/measure.mjs";

const losses = {
  squares: sumSquaredError,
  mean: meanSquaredError,
  binary: binaryCrossEntropy,
  classes: categoricalCrossEntropy,
};
/** Steps of one call. */
const chunk = 200;

/** The back end that is asked for, and no other: one that is missing must not be replaced in silence. */
async function backendFor({ backend: name, threads, relaxed }) {
  // Node 20 multiplies and adds in one instruction only where a program has asked for it.
  if (relaxed) allowRelaxedVectors();
  const backend = await backendOf(name, { threads });
  if (backend.name !== name) throw new Error(`this chainrule has no back end "${name}"`);
  if (relaxed && !backend.arithmetic.includes("rounded together"))
    throw new Error("this Node has no relaxed instructions");
  return backend;
}

/** A step made ready, as a function that runs it: at once on one thread, waiting where there are several. */
const runner = (executable, { threads }) =>
  threads === 1 ? (steps, given) => executable.run(steps, given) : (steps, given) => executable.start(steps, given);

/** Does something so many times, and waits only where it must. */
const repeated = (run, { threads }) => (threads === 1 ? times(run) : timesAwaited(run));

/** The network of a problem; its last activation is the one whose logarithm the loss takes. */
export function networkOf({ sizes, recurrent, hidden, loss }) {
  if (recurrent !== undefined) {
    const { time, channels, units } = recurrent;
    return sequential(reshape([time, channels]), lstm(units), dense(sizes.at(-1), identity));
  }
  const between = hidden === "sigmoid" ? sigmoid : relu;
  const last = loss === "classes" || (loss === undefined && sizes.at(-1) > 1) ? softmax : sigmoid;
  return sequential(...sizes.slice(1).map((units, i) => dense(units, i < sizes.length - 2 ? between : last)));
}

export const lossOf = ({ loss }) => losses[loss];

export function optimizerOf({ optimizer: { name, rate, momentum: mass } }) {
  if (name === "adam") return adam({ learningRate: rate });
  return name === "momentum" ? momentum({ learningRate: rate, momentum: mass }) : sgd({ learningRate: rate });
}

/** All parameters side by side. */
export function arenaOf({ parameters }) {
  const arena = new Float32Array(parameters.reduce((count, values) => count + values.length, 0));
  let at = 0;
  for (const values of parameters) {
    arena.set(values, at);
    at += values.length;
  }
  return arena;
}

/** Where `train` and models run. */
export const executionOf = ({ backend, threads }) => ({ backend, threads });

async function trainingSession(problem, options) {
  const { sizes, batch, rows } = problem;
  const session = (await backendFor(options)).open();
  const shape = { rowCount: rows, inputs: sizes[0], targets: sizes.at(-1), batch, loss: lossOf(problem) };
  const optimizer = optimizerOf(problem);
  const network = networkOf(problem);
  const executable = await session.load(trainingStep(network, { ...shape, optimizer }), { maximumSteps: chunk });
  return { session, network, optimizer, executable, shape };
}

/** The inputs of steps: rows in their order, and what the optimizer wants to know of each step. */
function givenFor({ batch, batches, optimizer: { rate } }, optimizer, done, steps) {
  const given = { rows: new Int32Array(steps * batch) };
  for (let i = 0; i < steps; i++) {
    const first = ((done + i) % batches) * batch;
    for (let j = 0; j < batch; j++) given.rows[i * batch + j] = first + j;
    for (const [key, value] of Object.entries(optimizer.scalars(rate, done + i + 1))) {
      given[`scalar.${key}`] ??= new Float32Array(steps);
      given[`scalar.${key}`][i] = value;
    }
  }
  return given;
}

export async function training(problem, options) {
  const { sizes, batch, inputs, targets, outputs } = problem;
  const { session, network, optimizer, executable, shape } = await trainingSession(problem, options);
  const judge = await session.load(validationStep(network, { ...shape, rowCount: batch }));
  session.write("inputs", inputs);
  session.write("targets", targets);
  session.write("parameters", arenaOf(problem));
  session.write("validation inputs", inputs.subarray(0, batch * sizes[0]));
  session.write("validation targets", targets.subarray(0, batch * outputs));
  let done = 0;
  let total = 0;
  const run = runner(executable, options);
  return {
    repeat: async (count) => {
      for (const end = done + count; done < end; ) {
        const steps = Math.min(end - done, chunk);
        const { loss } = await run(steps, givenFor(problem, optimizer, done, steps));
        for (let i = 0; i < steps; i++) total += loss[i];
        done += steps;
      }
      if (!Number.isFinite(total)) throw new Error("the loss is not finite");
    },
    results: () => [judge.run(1).loss[0]],
  };
}

/** Seconds from layers to a program that is ready to run, in a process that has compiled nothing yet. */
export async function compiling(problem, options) {
  const begun = performance.now();
  await trainingSession(problem, options);
  return (performance.now() - begun) / 1000;
}

/** The most bytes that a process holds while it trains with `train()`, its own data included. */
export async function memory(problem, options) {
  const { train } = await import("chainrule");
  const { inputs, targets, rows, batch, batches } = problem;
  const network = networkOf(problem);
  const shape = { batch, epochs: Math.ceil(100 / batches), until: 100, shuffle: false, ...executionOf(options) };
  const given = { loss: lossOf(problem), optimizer: optimizerOf(problem), ...shape, weights: arenaOf(problem) };
  await backendFor(options);
  const model = await train(network, { inputs, targets, rowCount: rows }, given);
  if (!Number.isFinite(model.weights[0])) throw new Error("the weights are not finite");
  return mostMemory();
}

/** A step that keeps its value in the session, so that nothing is copied out before somebody asks. */
async function kept(value, states, options) {
  const session = (await backendFor(options)).open();
  const executable = await session.load({ outputs: {}, updates: [[state("result", value.shape), value]] });
  for (const [name, values] of Object.entries(states)) session.write(name, values);
  const run = runner(executable, options);
  return { run: () => run(1), read: () => session.read("result") };
}

export async function product({ n, a, b, probes }, options) {
  const value = contract(state("a", [n, n]), state("b", [n, n]), "ik, kj -> ij");
  const { run, read } = await kept(value, { a, b }, options);
  return {
    repeat: repeated(run, options),
    results: () => {
      const c = read();
      return probes.map((i) => c[i]);
    },
  };
}

const operations = {
  sigmoid: (x) => sigmoid(x),
  softmax: (x) => softmaxOf(x, -1),
  rowSum: (x) => sum(x, 1),
};

export async function stream({ operation, x, shape, probes }, options) {
  const { run, read } = await kept(operations[operation](state("x", shape)), { x }, options);
  return {
    repeat: repeated(run, options),
    results: () => {
      const y = read();
      return probes.map((i) => y[i]);
    },
  };
}

export async function inference(problem, options) {
  await backendFor(options);
  const model = new Model(networkOf(problem), problem.sizes[0], arenaOf(problem));
  const { executable } = await model.load(problem.rows, executionOf(options));
  const run = runner(executable, options);
  const given = { rows: problem.inputs };
  let outputs;
  return {
    repeat: repeated(
      options.threads === 1
        ? () => {
            outputs = run(1, given);
          }
        : async () => {
            outputs = await run(1, given);
          },
      options,
    ),
    results: () => problem.probes.map((i) => outputs.output[i]),
  };
}
