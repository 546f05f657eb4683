import type { ProgramTexts } from "./programs.ts";

/** The texts about programs, in English. */
export const programs: ProgramTexts = {
  phases: { forward: "forward", loss: "loss", backward: "backward", update: "update" },
  training: ({ batch }) => `A training step of ${batch} ${batch === 1 ? "row" : "rows"}`,
  inference: ({ rows }) => `Answers to ${rows} rows`,
  work: ({ kernels, operations, read, written }) =>
    `${kernels} kernels; ${operations} floating-point operations; ${read} read, ${written} written`,
  kernelWork: ({ operations, read, written }) => `${operations} operations, ${read} read, ${written} written`,
  memory: ({ states, inputs, outputs, constants }) =>
    `Memory: states ${states}, inputs ${inputs}, outputs ${outputs}, constants ${constants}`,
  scratch: ({ planned, buffers, unshared }) =>
    `Scratch memory: ${planned} for ${buffers} buffers of ${unshared} together; those whose lives do not overlap share a place`,
  lives: ["lives, kernel by kernel", "from", "size"],
  bench: {
    steps: "steps",
    rows: "rows",
    arithmetic: "arithmetic",
    memory: "memory",
    compiling: "compiling",
    inference: "Answering",
    one: "one row",
    block: ({ rows }) => `${rows} rows`,
    each: ({ value }) => `${value} a second`,
    ofPeak: ({ rate, share, peak, threads }) =>
      `${rate}, ${share} of the ${peak} that are possible on ${threads === 1 ? "one thread" : `${threads} threads`}`,
  },
  kernels: {
    title: ({ step, batch, kernels }) =>
      `Where the time goes: ${step} for a step of ${batch} ${batch === 1 ? "row" : "rows"}, ${kernels} kernel by kernel on one thread`,
    head: ["kernel, layers", "time", "share", "FLOP", "bytes", "GFLOP/s", "GB/s", "roof"],
    legend: ({ peak, bandwidth, workingSet }) =>
      `roof: the share of what the machine allows, the lower of ${peak} (multiplying and adding in registers) and ${bandwidth} times the operations for each byte that is touched; both measured just now, memory over ${workingSet}; what lies in a nearer cache can be faster.`,
    rest: ({ count, share }) => `${count} more kernels take ${share}.`,
  },
};
