// What a training costs besides its steps: the time that compiling its step takes, and memory; see `limits` in targets.mjs.
import { inputsOf, numbersOf } from "./networks.mjs";
import { training } from "./training.mjs";

const networks = training.filter(({ siblingOf }) => siblingOf === undefined);

/** Bytes of the encoded data once, of parameters with their slots, and of the activations of one batch, in float32. */
function bytesOf(record) {
  const { sizes, batch, batches, optimizer } = record;
  const { parameters, activations } = numbersOf(record);
  const data = batch * batches * (inputsOf(record) + sizes.at(-1));
  const slots = { sgd: 0, momentum: 1, adam: 2 }[optimizer.name];
  return 4 * (data + parameters * (1 + slots) + batch * activations);
}

export const compiling = networks.map((record) => ({
  id: `compile-${record.id}`,
  workload: "costs",
  kind: "compiling",
  title: `the training step of ${record.id}, from its layers to a program`,
  figure: { unit: "ms", of: (seconds) => seconds * 1000 },
  problem: record.problem,
}));

/** Memory is counted in bytes where other workloads have seconds. */
export const memory = networks.map((record) => ({
  id: `memory-${record.id}`,
  workload: "costs",
  kind: "memory",
  title: `train() of ${record.id}, 100 steps`,
  figure: { unit: "MB", of: (bytes) => bytes / 1e6 },
  needed: bytesOf(record),
  problem: record.problem,
}));
