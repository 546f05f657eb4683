import { peakProgram } from "../compiler/peak.ts";
import type { Backend } from "../compiler/step.ts";
import { type TimingOptions, timeOf } from "../compiler/timing.ts";
import { mul } from "../expr/operations/mul.ts";
import { state } from "../graph/functions.ts";
import { ArgumentError } from "../util/errors.ts";

/** The most that a machine does through a back end. */
export interface Limits {
  /** Floating-point operations a second, multiplying and adding in registers. */
  readonly peak: number;
  /** Bytes a second, reading and writing as much memory as `workingSet` says. */
  readonly bandwidth: number;
  /** Bytes. */
  readonly workingSet: number;
}

/** What is read and written over and over is never smaller or larger than this, in bytes. */
const smallest = 1 << 14;
const largest = 1 << 26;

/**
 * Measures a machine through a back end: multiply-adds in registers, and a pass over as much memory as a program touches.
 *
 * Caches make memory fast or slow by how much of it is used, so the bandwidth is that of a working set.
 *
 * @throws ArgumentError where the back end runs no programs.
 */
export async function measureLimits(backend: Backend, bytes: number, options: TimingOptions): Promise<Limits> {
  const session = backend.open();
  try {
    if (session.loadProgram === undefined || session.machine === undefined)
      throw new ArgumentError(`the back end ${backend.name} interprets: it has no speed of its own`, {
        remedy: "measure another back end",
      });
    const { program, operations } = peakProgram(session.machine.lanes);
    const atOnce = 16;
    const peak = await session.loadProgram(program, { maximumSteps: atOnce });
    const each = { ...options, seconds: options.seconds / 2 };
    const secondsOfPeak = (await timeOf(() => peak.run(atOnce), each)) / atOnce;

    const workingSet = Math.min(largest, Math.max(smallest, bytes));
    const elements = Math.floor(workingSet / 8);
    const [from, to] = [state("from", [elements]), state("to", [elements])];
    const passes = Math.ceil(largest / 8 / workingSet);
    const pass = await session.load({ outputs: {}, updates: [[to, mul(from, 2)]] }, { maximumSteps: passes });
    const secondsOfPass = (await timeOf(() => pass.run(passes), each)) / passes;
    return { peak: operations / secondsOfPeak, bandwidth: (elements * 8) / secondsOfPass, workingSet };
  } finally {
    session.dispose();
  }
}
