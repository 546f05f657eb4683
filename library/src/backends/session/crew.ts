import { ThreadError } from "../../util/errors.ts";
import { HiredThread } from "./hired.ts";
import type { SessionMemory } from "./memory.ts";
import type { Linked } from "./session.ts";
import type { Answer, ThreadCode } from "./thread-source.ts";

/** How long a crew stays for the next session after the last one has gone. */
const idleMilliseconds = 500;
/**
 * How often the calling thread, where it works with the crew, sleeps at a meeting before it gives up: a tenth of a second each
 * time. It hears of no thread that has ended while it waits, and a call that it takes part in takes some milliseconds.
 */
const patience = 30;

/** Threads that run programs together. */
export interface Crew {
  /** Runs steps of a program on `threads` threads, which work on one memory, and leaves the calling thread free. */
  run(linked: Linked, memory: SessionMemory, steps: number, threads: number): Promise<void>;
  /**
   * The same with the calling thread as one of them, which begins without waiting for messages and is not free before the
   * run has ended. Nothing is done and given where that cannot be: this thread may not wait, the crew is busy, or its threads
   * do not know the program yet; they learn it then.
   */
  join(linked: Linked, memory: SessionMemory, steps: number, threads: number): Promise<void> | undefined;
  /** Whether its threads are gone. */
  readonly lost: boolean;
  /** Says that the caller needs it no more. */
  release(): void;
}

interface Pending {
  readonly memory: SessionMemory;
  left: number;
  error: string | undefined;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

/** The crew that sessions share; started when the first needs it, gone some time after the last does not. */
let current: SharedCrew | undefined;

/** The shared crew, with at least so many threads. */
export function takeCrew(size: number): Crew {
  if (current === undefined || current.lost) current = new SharedCrew();
  return current.take(size);
}

/** How many threads run at the moment: 0 once all sessions are disposed of and some time has passed. */
export function threadsRunning(): number {
  return current?.size ?? 0;
}

/** Ends the shared threads now. @throws ThreadError where one of them is in the middle of a run. */
export async function stopThreads(): Promise<void> {
  await current?.stop();
}

const done = Promise.resolve();

/** Whether this thread may sleep until another one wakes it, which that of a page in a browser may not. */
let mayWait: boolean | undefined;
function canWait(): boolean {
  try {
    mayWait ??= Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1, 0) === "not-equal";
  } catch {
    mayWait = false;
  }
  return mayWait;
}

class SharedCrew {
  lost = false;
  private readonly threads: HiredThread[] = [];
  private readonly pending = new Map<number, Pending>();
  private readonly programs = new Map<ThreadCode, number>();
  private users = 0;
  private orders = 0;
  private programsSeen = 0;
  private idle: ReturnType<typeof setTimeout> | undefined;

  get size(): number {
    return this.threads.length;
  }

  take(size: number): Crew {
    this.users++;
    clearTimeout(this.idle);
    while (this.threads.length < size)
      this.threads.push(
        new HiredThread(
          (answer) => this.hear(answer),
          (reason) => this.lose(reason),
        ),
      );
    const own = new Set<ThreadCode>();
    let released = false;
    const isLost = (): boolean => this.lost;
    return {
      get lost() {
        return isLost();
      },
      run: (linked, memory, steps, threads) => {
        own.add(linked.code);
        return this.run(linked.code, memory, steps, threads);
      },
      join: (linked, memory, steps, threads) => {
        own.add(linked.code);
        return this.join(linked, memory, steps, threads);
      },
      release: () => {
        if (released) return;
        released = true;
        for (const code of own) this.forget(code);
        this.users--;
        if (this.users > 0 || this.lost) return;
        this.idle = setTimeout(() => void this.end(), idleMilliseconds);
        (this.idle as { unref?: () => void }).unref?.();
      },
    };
  }

  private numberOf(code: ThreadCode): number {
    const number = this.programs.get(code) ?? ++this.programsSeen;
    this.programs.set(code, number);
    return number;
  }

  private run(code: ThreadCode, memory: SessionMemory, steps: number, threads: number): Promise<void> {
    if (this.lost) return Promise.reject(new ThreadError("the threads of this session are gone"));
    const program = this.numberOf(code);
    const number = ++this.orders;
    // Threads that take several orders take all of them in the same turn, so they must wait in one queue.
    const atOnce = this.pending.size === 0;
    return new Promise((resolve, reject) => {
      this.pending.set(number, { memory, left: threads, error: undefined, resolve, reject });
      this.threads.slice(0, threads).forEach((one, thread) => {
        one.keepAlive(true);
        const known = one.teach(program, code, memory);
        const order = { number, program, steps, thread, threads, silent: 0 } as const;
        if (known && atOnce) one.orderAtOnce(order);
        else one.order(order);
      });
    });
  }

  private join(
    { code, run }: Linked,
    memory: SessionMemory,
    steps: number,
    threads: number,
  ): Promise<void> | undefined {
    if (this.lost || this.pending.size > 0 || !canWait()) return undefined;
    const program = this.numberOf(code);
    const others = this.threads.slice(1, threads);
    const known = others.map((one) => one.teach(program, code, memory));
    // One that has only just been started may need this thread to get under way.
    if (known.includes(false) || !others.every(({ ready }) => ready)) return undefined;
    const number = ++this.orders;
    memory.limitWaiting(patience);
    others.forEach((one, i) => {
      one.orderAtOnce({ number, program, steps, thread: i + 1, threads, silent: 1 });
    });
    try {
      run(steps, 0, threads);
      return done;
    } catch (error) {
      // Where another thread has failed, its own error is on the way.
      const found = memory.isGivenUp() ? undefined : String(error);
      memory.giveUp();
      return new Promise((resolve, reject) => {
        for (const one of others) one.keepAlive(true);
        this.pending.set(number, { memory, left: others.length, error: found, resolve, reject });
      });
    } finally {
      memory.limitWaiting(0);
    }
  }

  private hear({ number, error }: Answer): void {
    const pending = this.pending.get(number);
    if (pending === undefined) return;
    pending.left--;
    if (error !== undefined && pending.error === undefined) {
      pending.error = error;
      pending.memory.giveUp();
    }
    if (pending.left > 0) return;
    this.pending.delete(number);
    if (this.pending.size === 0) for (const one of this.threads) one.keepAlive(false);
    if (pending.error === undefined) pending.resolve();
    else pending.reject(new ThreadError("a thread has failed", { found: pending.error }));
  }

  /** A session has gone: the threads drop its programs, and with them its memory. */
  private forget(code: ThreadCode): void {
    const program = this.programs.get(code);
    if (program === undefined) return;
    this.programs.delete(code);
    for (const one of this.threads) one.forget(program);
  }

  /** A thread has ended by itself: every run under way fails, and the next one gets a new crew. */
  private lose(reason: string): void {
    if (this.lost) return;
    this.lost = true;
    for (const { memory, reject } of this.pending.values()) {
      memory.giveUp();
      reject(
        new ThreadError("a thread has ended in the middle of a run", {
          found: reason,
          remedy: "go on from the last checkpoint, with fewer threads if memory is short",
        }),
      );
    }
    this.pending.clear();
    void this.end();
  }

  async stop(): Promise<void> {
    if (this.pending.size > 0)
      throw new ThreadError("the threads are in the middle of a run", { remedy: "await the run first" });
    await this.end();
  }

  private async end(): Promise<void> {
    this.lost = true;
    clearTimeout(this.idle);
    if (current === this) current = undefined;
    await Promise.all(this.threads.splice(0).map((one) => one.end()));
  }
}
