import { gather, input, state } from "../graph/functions.ts";
import { label } from "../graph/tensor.ts";
import { ArgumentError, NumberError } from "../util/errors.ts";
import { backendOf, executionOf } from "./backend.ts";
import { mostSteps, stepsOfCall } from "./learner.ts";
import { Model } from "./model.ts";
import { type OwnStep, type Participant, tracedStep } from "./own-step.ts";
import { arenasOf } from "./parameters.ts";
import { scalarColumns, scalarOf } from "./scalars.ts";
import { drawInputs, type Given, orderOfEpoch } from "./step-inputs.ts";
import type { RowsOf, TogetherOptions, TogetherProgress } from "./train-together.ts";

type Participants = Readonly<Record<string, Participant & { readonly weights?: ArrayLike<number> }>>;

/** How many rows all data have. */
function rowCountOf(data: Readonly<Record<string, RowsOf>>, batch: number): number {
  const counts = Object.entries(data).map(([name, { values, width }]) => [name, values.length / width] as const);
  const [first] = counts;
  if (first === undefined) throw new ArgumentError("trainTogether: there are no data");
  for (const [name, count] of counts)
    if (!Number.isInteger(count) || count !== first[1])
      throw new ArgumentError(`trainTogether: the data "${name}" do not fit`, {
        expected: `as many whole rows as "${first[0]}" has, ${first[1]}`,
        found: String(count),
      });
  if (!Number.isInteger(batch) || batch < 1 || batch > first[1])
    throw new ArgumentError("trainTogether: the batch is wrong", {
      expected: `a whole number from 1 to ${first[1]}`,
      found: String(batch),
    });
  return first[1];
}

/** Runs a training of several networks. */
export async function runTogether(
  networks: Participants,
  data: Readonly<Record<string, RowsOf>>,
  options: TogetherOptions,
  define: (step: OwnStep) => void,
  report: (progress: TogetherProgress) => void,
): Promise<Readonly<Record<string, Model>>> {
  const { batch, epochs, seed = 0, shuffle = true, signal, backend: choice = "wasm" } = options;
  const rowCount = rowCountOf(data, batch);
  const picked = input("rows", [batch], "index");
  const stateOf = (name: string): string => `rows of ${name}`;
  const rows = Object.fromEntries(
    Object.entries(data).map(([name, { width }]) => [
      name,
      label(gather(state(stateOf(name), [rowCount, width]), picked), name),
    ]),
  );
  const { step, updates, reported, draws } = tracedStep(networks, rows, define);
  const session = (await backendOf(choice, executionOf(options))).open();
  try {
    const stepsPerEpoch = Math.floor(rowCount / batch);
    const most = Math.min(mostSteps, stepsPerEpoch);
    const executable = await session.load(step, { maximumSteps: most });
    const known = new Set(session.names());
    for (const [name, { values }] of Object.entries(data))
      if (known.has(stateOf(name))) session.write(stateOf(name), Float64Array.from(values));
    const begins = Object.entries(networks).map(([name, { network, inputs, optimizer, weights }], i) => {
      const names = arenasOf(name);
      // Networks of one shape must not begin alike.
      const first = weights ?? network.initialize([inputs], seed + i);
      const layerState = network.initialStates([inputs]);
      if (known.has(names.parameters)) session.write(names.parameters, Float64Array.from(first));
      if (known.has(names.layerState)) session.write(names.layerState, layerState);
      for (const [slot, value] of Object.entries(optimizer?.slots ?? {}))
        if (known.has(names.slot(slot))) session.fill(names.slot(slot), value);
      return [name, Float64Array.from(first), layerState] as const;
    });

    const givenFor = (order: Int32Array, epoch: number, position: number, steps: number): Given => {
      const given: Given = { rows: order.subarray(position * batch, (position + steps) * batch) };
      const at = (i: number): number => (epoch - 1) * stepsPerEpoch + position + i;
      updates.forEach(({ optimizer, name, which }, update) => {
        const each = updates.filter((other) => other.name === name).length;
        const columns = scalarColumns(
          optimizer,
          (scalar) => scalarOf(scalar, update),
          steps,
          (i) => [optimizer.learningRate, at(i) * each + which + 1],
        );
        Object.assign(given, columns);
      });
      if (draws) Object.assign(given, drawInputs(seed, at(0) + 1, steps));
      return given;
    };

    let chunk = Math.min(16, most);
    for (let epoch = 1; epoch <= epochs && signal?.aborted !== true; epoch++) {
      const order = orderOfEpoch({ seed, shuffle, rowCount }, epoch);
      const seen = Object.fromEntries(reported.map((name) => [name, new Float64Array(stepsPerEpoch)]));
      for (let position = 0; position < stepsPerEpoch; ) {
        const steps = Math.min(chunk, stepsPerEpoch - position);
        const begun = performance.now();
        const outputs = await executable.start(steps, givenFor(order, epoch, position, steps));
        const each = (performance.now() - begun) / steps;
        chunk = stepsOfCall(each, most);
        for (const name of reported) {
          const wrong = outputs[name]!.findIndex((value) => !Number.isFinite(value));
          if (wrong >= 0)
            throw new NumberError(`"${name}" is not finite`, {
              place: `step ${position + wrong + 1} of epoch ${epoch}`,
              found: String(outputs[name]![wrong]),
              remedy: "lower the learning rates, or clip the gradients",
            });
          seen[name]!.set(outputs[name]!, position);
        }
        position += steps;
        await new Promise((resolve) => setTimeout(resolve, 0));
      }
      const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length;
      report({
        epoch,
        means: Object.fromEntries(Object.entries(seen).map(([name, values]) => [name, mean(values)])),
        steps: seen,
      });
    }
    return Object.fromEntries(
      begins.map(([name, first, layerState]) => {
        const names = arenasOf(name);
        const { network, inputs } = networks[name]!;
        const weights = known.has(names.parameters) ? session.read(names.parameters) : first;
        const kept = known.has(names.layerState) ? session.read(names.layerState) : layerState;
        return [name, new Model(network, inputs, weights, kept)];
      }),
    );
  } finally {
    session.dispose();
  }
}
