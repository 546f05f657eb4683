import { ThreadError } from "../../util/errors.ts";
import type { SessionMemory } from "./memory.ts";
import { type Answer, type Order, type ThreadCode, threadSource } from "./thread-source.ts";
import { startWorker, type ThreadHandle } from "./worker.ts";

/** How long a crew stays for the next session after the last one has gone. */
const idleMilliseconds = 500;

/** Threads that run programs together. */
export interface Crew {
  /** Runs steps of a program on `threads` threads, which work on one memory; waits for all of them. */
  run(code: ThreadCode, memory: SessionMemory, steps: number, threads: number): Promise<void>;
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

class SharedCrew {
  lost = false;
  private readonly workers: ThreadHandle[] = [];
  private readonly pending = new Map<number, Pending>();
  /** The number of each program, and which workers know it. */
  private readonly programs = new Map<ThreadCode, { number: number; known: Set<ThreadHandle> }>();
  private users = 0;
  private orders = 0;
  private programsSeen = 0;
  private idle: ReturnType<typeof setTimeout> | undefined;

  get size(): number {
    return this.workers.length;
  }

  take(size: number): Crew {
    this.users++;
    clearTimeout(this.idle);
    while (this.workers.length < size) this.hire();
    const own = new Set<ThreadCode>();
    let released = false;
    const isLost = (): boolean => this.lost;
    return {
      get lost() {
        return isLost();
      },
      run: (code, memory, steps, threads) => {
        own.add(code);
        return this.run(code, memory, steps, threads);
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

  private hire(): void {
    const worker: ThreadHandle = startWorker(threadSource, {
      answer: (answer) => this.hear(answer as Answer),
      gone: (reason) => this.lose(reason),
    });
    this.workers.push(worker);
  }

  private run(code: ThreadCode, memory: SessionMemory, steps: number, threads: number): Promise<void> {
    if (this.lost) return Promise.reject(new ThreadError("the threads of this session are gone"));
    let program = this.programs.get(code);
    if (program === undefined) {
      program = { number: ++this.programsSeen, known: new Set() };
      this.programs.set(code, program);
    }
    const { number, known } = program;
    const order = ++this.orders;
    return new Promise((resolve, reject) => {
      this.pending.set(order, { memory, left: threads, error: undefined, resolve, reject });
      for (let thread = 0; thread < threads; thread++) {
        const worker = this.workers[thread]!;
        const news = known.has(worker) ? {} : { code, memory: memory.memory };
        known.add(worker);
        worker.keepAlive(true);
        worker.post({ number: order, program: number, ...news, steps, thread, threads } satisfies Order);
      }
    });
  }

  private hear({ number, error }: Answer): void {
    const pending = this.pending.get(number);
    if (pending === undefined) return;
    pending.left--;
    if (error !== undefined && pending.error === undefined) {
      pending.error = error;
      // The others must not wait for one that has failed.
      pending.memory.giveUp();
    }
    if (pending.left > 0) return;
    this.pending.delete(number);
    if (this.pending.size === 0) for (const worker of this.workers) worker.keepAlive(false);
    if (pending.error === undefined) pending.resolve();
    else pending.reject(new ThreadError("a thread has failed", { found: pending.error }));
  }

  /** A session has gone: the threads drop its programs, and with them its memory. */
  private forget(code: ThreadCode): void {
    const program = this.programs.get(code);
    if (program === undefined) return;
    this.programs.delete(code);
    for (const worker of program.known)
      worker.post({ number: 0, program: program.number, steps: 0, thread: 0, threads: 0 } satisfies Order);
  }

  /** A worker has ended by itself: every run under way fails, and the next one gets a new crew. */
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
    await Promise.all(this.workers.splice(0).map((worker) => worker.end()));
  }
}
