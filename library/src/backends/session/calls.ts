import type { Program } from "../../compiler/loops.ts";
import type { Crew } from "./crew.ts";
import type { SessionMemory } from "./memory.ts";
import type { Linked } from "./session.ts";
import { ShortCalls, type Way } from "./short-calls.ts";

/** Statements that a call must execute before other threads are woken for it: below, that takes longer. */
const leastOfCall = 2_000_000;
/** The same where threads await it, as it follows others: below, meeting takes longer. */
const leastInARow = 100_000;
/** Statements of a call up to which the calling thread takes part in it: it is kept for some milliseconds then. */
const mostOfPart = 16_000_000;

/** The calls of a program that a crew of threads may run. */
export class Calls {
  private readonly crew: () => Crew;
  private readonly linked: Linked;
  private readonly memory: SessionMemory;
  private readonly program: Program;
  private readonly offThread: boolean;
  private readonly short = new ShortCalls();

  /** `offThread` says that no call is run on the calling thread. */
  constructor(crew: () => Crew, linked: Linked, memory: SessionMemory, program: Program, offThread: boolean) {
    this.crew = crew;
    this.linked = linked;
    this.memory = memory;
    this.program = program;
    this.offThread = offThread;
  }

  /** Runs so many steps, in the way that takes least; nothing is given where they are done already. */
  start(steps: number): Promise<void> | undefined {
    const work = steps * this.program.work;
    if (this.offThread || work > mostOfPart) return this.handOver(steps);
    if (work >= leastInARow) return this.startShort(steps, work);
    this.linked.run(steps, 0, 1);
    return undefined;
  }

  private handOver(steps: number): Promise<void> {
    return this.crew().run(this.linked, this.memory, steps, this.program.threads);
  }

  private async startShort(steps: number, work: number): Promise<void> {
    const turn = this.short.begin();
    if (turn !== undefined) await turn;
    this.short.end(await this.run(steps, work), work);
  }

  /** Runs a call that is so short that the calling thread may take part in it, in the way that is given. */
  private async run(steps: number, work: number): Promise<Way> {
    const isLarge = work >= leastOfCall;
    if (this.short.choose(isLarge) === "together") {
      const joined = this.crew().join(this.linked, this.memory, steps, this.program.threads);
      if (joined !== undefined || isLarge) {
        await (joined ?? this.handOver(steps));
        return "together";
      }
    }
    this.linked.run(steps, 0, 1);
    return "alone";
  }
}
