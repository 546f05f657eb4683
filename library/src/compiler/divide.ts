import { helping } from "./helping.ts";
import { type Buffer, type Kernel, type Program, type Statement, turnsOf } from "./loops.ts";
import { copyBytes, planScratch } from "./plan.ts";
import { leastBetweenMeetings, workOf } from "./program.ts";

/** Statements that a kernel must execute before threads share it: below, waiting for each other takes longer. */
const leastOfKernel = 4000;
/** Turns for each thread from which on a loop is divided although a loop inside it has more. */
const enoughTurnsEach = 4;

interface Divided {
  readonly body: readonly Statement[];
  /** The turns of the divided loop that has most. */
  readonly turns: number;
}

/**
 * The statements with loops chosen whose turns the threads divide, so that everything that is stored for others is
 * stored inside one of them; nothing where that cannot be.
 */
function divide(body: readonly Statement[], buffers: readonly Buffer[], threads: number): Divided | undefined {
  let turns = 0;
  const result: Statement[] = [];
  for (const statement of body) {
    if (statement.kind === "store" && buffers[statement.buffer]!.perThread !== true) return undefined;
    if (statement.kind !== "for" || !storesForOthers(statement.body, buffers)) {
      result.push(statement);
      continue;
    }
    if (statement.inOrder === true) return undefined;
    const own = statement.independent === true ? turnsOf(statement) : 0;
    const inner = own >= enoughTurnsEach * threads ? undefined : divide(statement.body, buffers, threads);
    if (own === 0 && inner === undefined) return undefined;
    if (inner !== undefined && inner.turns > own) {
      result.push({ ...statement, body: inner.body });
      turns = Math.max(turns, inner.turns);
    } else {
      result.push({ ...statement, divided: true });
      turns = Math.max(turns, own);
    }
  }
  return { body: result, turns };
}

function storesForOthers(body: readonly Statement[], buffers: readonly Buffer[]): boolean {
  return body.some((one) =>
    one.kind === "for"
      ? storesForOthers(one.body, buffers)
      : one.kind === "store" && buffers[one.buffer]!.perThread !== true,
  );
}

/**
 * A program whose kernels threads share: which of them, and where these wait for each other. Nothing where one thread is as
 * fast, because sharing would save less than waiting costs.
 */
export function shared(alone: Program, threads: number): Program | undefined {
  const kernels = alone.kernels.map((kernel): Kernel => {
    const isWhole = workOf(kernel.body) < leastOfKernel;
    const found = isWhole ? undefined : divide(kernel.body, alone.buffers, threads);
    return found === undefined || found.turns < 2 ? kernel : { ...kernel, body: found.body, alone: false };
  });
  const program = waiting(planScratch({ ...alone, kernels, threads }));
  const work = program.kernels.reduce((sum, { alone: one, body }) => sum + (one ? 0 : workOf(body)), 0);
  const meetings = 1 + program.kernels.filter(({ waits }) => waits).length;
  return work >= leastBetweenMeetings * meetings ? helping(program) : undefined;
}

/** A piece of memory that a kernel touches. */
interface Piece {
  readonly buffer: number;
  /** Scratch memory is told apart by place, because buffers share it. */
  readonly from: number;
  readonly to: number;
}

/**
 * Marks the kernels before which all threads must have come as far: those that read what was written since the
 * threads last met, or write what was read or written. The last of them meet again at the end of every step.
 */
function waiting(program: Program): Program {
  const pieces = (list: readonly number[]): Piece[] =>
    list.map((index) => {
      const buffer = program.buffers[index]!;
      if (buffer.kind !== "scratch") return { buffer: index, from: 0, to: 1 };
      const from = buffer.offset ?? 0;
      const copies = buffer.perThread === true ? program.threads : 1;
      return { buffer: -1, from, to: from + copies * copyBytes(buffer, program.lanes) };
    });
  const meet = (some: readonly Piece[], others: readonly Piece[]): boolean =>
    some.some((a) => others.some((b) => a.buffer === b.buffer && a.from < b.to && b.from < a.to));
  let read: Piece[] = [];
  let written: Piece[] = [];
  return {
    ...program,
    kernels: program.kernels.map((kernel) => {
      const reads = pieces(kernel.reads);
      const writes = pieces(kernel.writes);
      const waits = meet(reads, written) || meet(writes, written) || meet(writes, read);
      if (waits) [read, written] = [[], []];
      read.push(...reads);
      written.push(...writes);
      return { ...kernel, waits };
    }),
  };
}
