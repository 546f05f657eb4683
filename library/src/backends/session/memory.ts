import type { MemoryType, Program } from "../../compiler/loops.ts";
import { ArgumentError } from "../../util/errors.ts";
import { meeting } from "./meeting.ts";

const pageBytes = 65536;
/** What stays free behind every region: loads of a vector may reach beyond its end. */
const slack = 64;

/** A piece of the memory of a session. */
export interface Region {
  readonly address: number;
  readonly elements: number;
  readonly type: MemoryType;
}

/** Memory that grows and never moves: WebAssembly memory, which programs of every kind read and write in place. */
export class SessionMemory {
  readonly memory: WebAssembly.Memory;
  readonly shared: boolean;
  readonly maximumPages: number;
  /** Where the threads of a run keep account of each other. */
  readonly meetingAddress: number = slack;
  /** Whether a run was given up: its threads may have stopped anywhere, so no other run may meet in this memory. */
  givenUp = false;
  private top = slack + meeting.bytes;
  private scratch = { address: 0, bytes: 0 };

  constructor(shared: boolean, maximumBytes: number) {
    this.shared = shared;
    this.maximumPages = Math.min(65536, Math.ceil(maximumBytes / pageBytes));
    this.memory = new WebAssembly.Memory({ initial: 1, maximum: this.maximumPages, shared });
  }

  allocate(bytes: number): number {
    const address = Math.ceil(this.top / slack) * slack;
    const top = address + bytes + slack;
    const missing = Math.ceil(top / pageBytes) - this.memory.buffer.byteLength / pageBytes;
    if (missing > 0) {
      try {
        this.memory.grow(missing);
      } catch {
        throw new ArgumentError("the session has no memory left", {
          expected: `at most ${this.maximumPages * pageBytes} bytes`,
          found: `${top} bytes`,
          remedy: "use smaller batches or a larger maximumBytes",
        });
      }
    }
    this.top = top;
    return address;
  }

  /** The one region in which every program keeps its intermediate values. */
  scratchAddress({ scratchBytes }: Program): number {
    if (scratchBytes > this.scratch.bytes) this.scratch = { address: this.allocate(scratchBytes), bytes: scratchBytes };
    return this.scratch.address;
  }

  view(region: Region, offset = 0, elements: number = region.elements): Float32Array | Int32Array {
    const address = region.address + offset * 4;
    return region.type === "f32"
      ? new Float32Array(this.memory.buffer, address, elements)
      : new Int32Array(this.memory.buffer, address, elements);
  }

  /** Lets threads that wait in a run give up by themselves when they have slept so often, a tenth of a second each time. */
  limitWaiting(sleeps: number): void {
    Atomics.store(this.meetingWords(), meeting.patience / 4, sleeps);
  }

  /** Lets all threads that wait in a run give up. */
  giveUp(): void {
    this.givenUp = true;
    const words = this.meetingWords();
    Atomics.store(words, meeting.givenUp / 4, 1);
    Atomics.notify(words, meeting.round / 4);
  }

  /** Whether a thread has let the others give up. */
  isGivenUp(): boolean {
    return Atomics.load(this.meetingWords(), meeting.givenUp / 4) !== 0;
  }

  private meetingWords(): Int32Array {
    return new Int32Array(this.memory.buffer, this.meetingAddress, meeting.bytes / 4);
  }
}
