import { type Buffer, counterElements, type Kernel, type Program, type Statement, turnsOf } from "./loops.ts";
import { workOf } from "./program.ts";

/** Statements that a kernel must execute before threads help each other: below, they are done before one notices. */
const leastHelped = 16_000;
/** Into how many pieces a thread's stretch of a loop is cut, so that others can take those that it has not begun. */
const piecesOfStretch = 8;

type Loop = Extract<Statement, { kind: "for" }>;

/** What a loop reads and writes that all threads see. */
function touched(body: readonly Statement[], buffers: readonly Buffer[]) {
  const [read, written] = [new Set<number>(), new Set<number>()];
  const look = (statements: readonly Statement[]): void => {
    for (const one of statements) {
      if (one.kind === "for") look(one.body);
      else if (one.kind === "store") written.add(one.buffer);
      else if (one.kind === "index" && one.buffer !== undefined) read.add(one.buffer);
      else if (one.kind === "set" && one.value.kind === "load") read.add(one.value.buffer);
    }
  };
  look(body);
  for (const list of [read, written])
    for (const buffer of list) if (buffers[buffer]!.perThread === true) list.delete(buffer);
  return { read, written };
}

/** The divided loops of a kernel; nothing where one of them turns more than once in a step. */
function dividedOnce(body: readonly Statement[], inLoop = false): Loop[] | undefined {
  const found: Loop[] = [];
  for (const statement of body) {
    if (statement.kind !== "for") continue;
    if (statement.divided === true) {
      if (inLoop) return undefined;
      found.push(statement);
      continue;
    }
    const inner = dividedOnce(statement.body, inLoop || turnsOf(statement) > 1);
    if (inner === undefined) return undefined;
    found.push(...inner);
  }
  return found;
}

/**
 * The loops of a kernel whose turns any thread may do. Where one loop reads what another has written, a thread must do in both
 * of them what is its own, as threads do not wait for each other inside a kernel.
 */
function loopsToHelpWith({ alone, body }: Kernel, buffers: readonly Buffer[]): Loop[] {
  if (alone || workOf(body) < leastHelped) return [];
  const loops = dividedOnce(body) ?? [];
  const all = loops.map((one) => touched(one.body, buffers));
  const isApart = all.every(({ read }, i) =>
    all.every(({ written }, j) => i === j || ![...written].some((buffer) => read.has(buffer))),
  );
  return isApart ? loops.filter((one) => turnsOf(one) > 1) : [];
}

/**
 * Lets threads that have done their stretch of a loop help the others with theirs, as cores are not equally fast, and others may
 * use them too. For each stretch of each loop there is a counter of the pieces that somebody has begun; all of them are 0
 * again when threads have met, so that loops between two meetings need counters of their own, and others share them.
 */
export function helping(program: Program): Program {
  const { buffers, threads } = program;
  const counters = buffers.length;
  let most = 0;
  let used = 0;
  const mark = (body: readonly Statement[], loops: readonly Loop[]): Statement[] =>
    body.map((one): Statement => {
      if (one.kind !== "for") return one;
      if (!loops.includes(one)) return { ...one, body: mark(one.body, loops) };
      const turns = Math.ceil(turnsOf(one) / (threads * piecesOfStretch));
      return { ...one, helped: { counters, first: used++ * threads, turns } };
    });
  const kernels = program.kernels.map((kernel): Kernel => {
    if (kernel.waits) used = 0;
    const loops = loopsToHelpWith(kernel, buffers);
    const marked = loops.length === 0 ? kernel : { ...kernel, body: mark(kernel.body, loops) };
    most = Math.max(most, used);
    return marked;
  });
  if (most === 0) return program;
  const elements = most * threads * counterElements;
  const buffer: Buffer = { kind: "counters", name: "pieces begun", elements, type: "i32", perStep: false };
  return { ...program, kernels, buffers: [...buffers, buffer] };
}

/** Where the counters of a program lie, if it has any: all of them are to be 0 when threads have met. */
export function countersOf(
  { buffers }: Program,
  addresses: readonly number[],
): { readonly address: number; readonly bytes: number } | undefined {
  const found = buffers.findIndex(({ kind }) => kind === "counters");
  return found < 0 ? undefined : { address: addresses[found]!, bytes: buffers[found]!.elements * 4 };
}
