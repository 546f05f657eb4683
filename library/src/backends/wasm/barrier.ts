import { countersOf } from "../../compiler/helping.ts";
import type { Program } from "../../compiler/loops.ts";
import { meeting } from "../session/meeting.ts";
import { atomic, Bytes, memoryFill, plain, types } from "./encode.ts";
import { type Addresses, threadsRegister } from "./function.ts";

/**
 * How often a thread looks before it goes to sleep: longer than waking takes, or the one that was woken is late at the next
 * meeting, where the others fall asleep in turn. In a short run for about a millisecond: who is woken often finds itself on
 * the core of the one that woke it, where the two wait for each other until the system parts them, which it does while both run.
 */
const looks = 30_000;
const looksOfShortRun = 1_000_000;
/** How long it sleeps at most before it looks whether the run has been given up, in nanoseconds: see meeting.ts. */
const sleepNanoseconds = 100_000_000;

/**
 * Prints the function in which threads wait for each other. The last to come starts the next round; the others look
 * for that for some tens of microseconds, and then sleep. Where the run is given up, or patience has an end, they trap.
 */
export function printMeeting(base: number, program: Program, addresses: Addresses): Bytes {
  const counters = countersOf(program, addresses);
  const [round, left] = [3, 4];
  const out = new Bytes().unsigned(1).unsigned(2).byte(types.i32);
  const number = (value: number): Bytes => out.byte(plain.i32Const).signed(value);
  /** An atomic instruction on a word; its operands besides the address are pushed by `operands`. */
  const word = (code: number, place: number, operands: () => void = () => {}): void => {
    number(base + place);
    operands();
    out.byte(0xfe).unsigned(code).unsigned(2).unsigned(0);
  };
  const alone = (): void => {
    out.bytes(
      plain.localGet,
      threadsRegister,
      plain.i32Const,
      1,
      plain.i32Eq,
      plain.if,
      types.void,
      plain.return,
      plain.end,
    );
  };
  alone();
  word(atomic.load, meeting.round);
  out.bytes(plain.localSet, round);
  word(atomic.add, meeting.arrived, () => number(1));
  out.bytes(plain.localGet, threadsRegister, plain.i32Const, 1, plain.i32Sub, plain.i32Eq, plain.if, types.void);
  if (counters !== undefined) {
    number(counters.address);
    number(0);
    number(counters.bytes).bytes(...memoryFill);
  }
  word(atomic.store, meeting.arrived, () => number(0));
  word(atomic.add, meeting.round, () => number(1));
  out.byte(plain.drop);
  word(atomic.load, meeting.sleepers);
  out.bytes(plain.if, types.void);
  word(atomic.notify, meeting.round, () => number(-1));
  out.bytes(plain.drop, plain.end, plain.return, plain.end);
  number(looksOfShortRun);
  number(looks);
  word(atomic.load, meeting.patience);
  out.bytes(plain.select, plain.localSet, left, plain.loop, types.void);
  word(atomic.load, meeting.round);
  out.bytes(plain.localGet, round, plain.i32Ne, plain.if, types.void, plain.return, plain.end);
  out.bytes(plain.localGet, left, plain.i32Const, 1, plain.i32Sub, plain.localSet, left);
  out.bytes(plain.localGet, left, plain.branchIf, 0, plain.end);
  word(atomic.add, meeting.sleepers, () => number(1));
  out.bytes(plain.drop, plain.loop, types.void);
  word(atomic.wait32, meeting.round, () => {
    out.bytes(plain.localGet, round, plain.i64Const).signed(sleepNanoseconds);
  });
  out.byte(plain.drop);
  word(atomic.load, meeting.givenUp);
  out.bytes(plain.if, types.void, plain.unreachable, plain.end);
  // By now no looks are left: from here on the register counts how often the thread has slept.
  out.bytes(plain.localGet, left, plain.i32Const, 1, plain.i32Add, plain.localSet, left, plain.localGet, left);
  word(atomic.load, meeting.patience);
  out.bytes(plain.i32Eq, plain.if, types.void, plain.unreachable, plain.end);
  word(atomic.load, meeting.round);
  out.bytes(plain.localGet, round, plain.i32Eq, plain.branchIf, 0, plain.end);
  word(atomic.add, meeting.sleepers, () => number(-1));
  return out.bytes(plain.drop, plain.end);
}
