import { type Buffer, type Kernel, type Program, type Statement, turnsOf } from "./loops.ts";
import type { Machine } from "./machine.ts";
import { planScratch } from "./plan.ts";

/** Statements that threads must share for every time that they wait for each other, which takes about a microsecond. */
export const leastBetweenMeetings = 15_000;

/** A kernel before it is known how threads share it. */
export type Undivided = Omit<Kernel, "alone" | "waits">;

/** How many statements are executed. */
export function workOf(body: readonly Statement[]): number {
  return body.reduce((sum, one) => sum + (one.kind === "for" ? turnsOf(one) * workOf(one.body) : 1), 0);
}

/** A program of kernels that one thread runs, which says how much work it is. */
function unplanned(
  kernels: readonly Undivided[],
  buffers: readonly Buffer[],
  { lanes }: Pick<Machine, "lanes">,
): Program {
  const work = kernels.reduce((sum, { body }) => sum + workOf(body), 0);
  const alone = kernels.map((kernel): Kernel => ({ ...kernel, alone: true, waits: false }));
  return { buffers, kernels: alone, scratchBytes: 0, lanes, threads: 1, work };
}

/** A program of kernels for one thread, with a place for everything. */
export function programOf(
  kernels: readonly Undivided[],
  buffers: readonly Buffer[],
  machine: Pick<Machine, "lanes">,
): Program {
  return planScratch(unplanned(kernels, buffers, machine));
}

/**
 * A program of kernels for as many threads as the machine has, where sharing them saves something. What a result is made
 * of, and in which order, does not depend on that.
 */
export async function sharedProgramOf(
  kernels: readonly Undivided[],
  buffers: readonly Buffer[],
  machine: Machine,
): Promise<Program> {
  const alone = unplanned(kernels, buffers, machine);
  // They wait for each other at least once.
  const isLarge = machine.threads > 1 && alone.work >= leastBetweenMeetings;
  const program = isLarge ? (await import("./divide.ts")).shared(alone, machine.threads) : undefined;
  return program ?? planScratch(alone);
}
