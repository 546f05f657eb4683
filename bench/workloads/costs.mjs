// What a training costs besides its steps: the time that compiling its step takes, and memory; see `limits` in targets.mjs.
import { training } from "./training.mjs";

const networks = training.filter(({ siblingOf }) => siblingOf === undefined);

/** Bytes of the encoded data once, of parameters with their slots, and of the activations of one batch, in float32. */
function bytesOf({ sizes, recurrent, batch, batches, optimizer }) {
  const data = batch * batches * (sizes[0] + sizes.at(-1));
  const slots = { sgd: 0, momentum: 1, adam: 2 }[optimizer.name];
  const bytes = (parameters, activations) => 4 * (data + parameters * (1 + slots) + batch * activations);
  if (recurrent !== undefined) {
    const { time, channels, units } = recurrent;
    // Of every step its input, four gates, the cell and the output.
    return bytes((4 * (channels + units + 1) + 1) * units + 1, time * (channels + 6 * units) + 1);
  }
  return bytes(
    sizes.slice(1).reduce((sum, units, i) => sum + units * (sizes[i] + 1), 0),
    sizes.reduce((sum, size) => sum + size, 0),
  );
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
