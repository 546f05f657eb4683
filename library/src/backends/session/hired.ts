import type { SessionMemory } from "./memory.ts";
import { type Order, orderNumbers, slot, states } from "./slot.ts";
import { type Answer, type Message, type ThreadCode, threadSource } from "./thread-source.ts";
import { startWorker, type ThreadHandle } from "./worker.ts";

/** One of the threads of a crew, with what it knows and where orders for it lie. */
export class HiredThread {
  private readonly handle: ThreadHandle;
  private readonly words = new Int32Array(new SharedArrayBuffer(slot.words * 4));
  private readonly known = new Set<number>();

  constructor(answer: (answer: Answer) => void, gone: (reason: string) => void) {
    this.handle = startWorker(threadSource, { answer: (message) => answer(message as Answer), gone });
    this.post({ words: this.words });
  }

  private post(message: Message): void {
    // Counted first: a thread that looks for an order in its slot goes to take the message.
    Atomics.add(this.words, slot.posted, 1);
    this.handle.post(message);
  }

  /** Whether it has taken all messages. */
  get ready(): boolean {
    return Atomics.load(this.words, slot.posted) === Atomics.load(this.words, slot.taken);
  }

  /** Makes sure that it can be ordered to run a program; whether that was known before. */
  teach(program: number, code: ThreadCode, { memory, meetingAddress }: SessionMemory): boolean {
    if (this.known.has(program)) return true;
    this.known.add(program);
    this.post({ learn: { program, code, memory, meetingAddress } });
    return false;
  }

  forget(program: number): void {
    if (this.known.delete(program)) this.post({ forget: program });
  }

  /** Orders it to run a program by a message, which it takes after all that it was given before. */
  order(order: Order): void {
    this.post({ order });
  }

  /** The same through its slot where it is looking at that. Nothing that it was ordered before may be under way. */
  orderAtOnce(order: Order): void {
    const { words } = this;
    if (Atomics.load(words, slot.state) === states.here) {
      orderNumbers.forEach((name, i) => {
        words[slot.order + i] = order[name];
      });
      if (Atomics.compareExchange(words, slot.state, states.here, states.ordered) === states.here) return;
    }
    this.order(order);
  }

  keepAlive(yes: boolean): void {
    this.handle.keepAlive(yes);
  }

  /** Ends it; resolves when it is gone. */
  end(): Promise<void> {
    return this.handle.end();
  }
}
