import { compileStep } from "../../compiler/compile.ts";
import type { MemoryType, Program } from "../../compiler/loops.ts";
import type { Machine } from "../../compiler/machine.ts";
import type { Executable, LoadOptions, Numbers, Session, Step } from "../../compiler/step.ts";
import { ArgumentError } from "../../util/errors.ts";
import { wholeNumber } from "../../util/whole-number.ts";
import type { Calls } from "./calls.ts";
import type { Crew } from "./crew.ts";
import { CompiledExecutable } from "./executable.ts";
import { type Region, SessionMemory } from "./memory.ts";
import type { ThreadCode } from "./thread-source.ts";

/** Runs the steps of a program as one of its threads. */
export type Run = (steps: number, thread: number, threads: number) => void;

/** A program that is ready to run on this thread, and what another thread needs to run it too. */
export interface Linked {
  readonly run: Run;
  readonly code: ThreadCode;
}

/** What makes a program ready: the one part in which back ends of compiled programs differ. */
export interface Linker {
  readonly machine: Machine;
  link(program: Program, addresses: readonly number[], memory: SessionMemory): Promise<Linked>;
  /** Each kernel by itself, to be timed: called with the number of a step instead of how many there are. */
  linkApart?(program: Program, addresses: readonly number[], memory: SessionMemory): Promise<readonly Run[]>;
}

/** Options of a session whose programs are compiled. */
export interface SessionOptions {
  /**
   * How many threads may work on one program, 1 unless said otherwise; a program that is too small for it uses one, and in
   * a call of up to some milliseconds the calling thread takes part, or does it alone. More than one takes memory that can
   * be shared, which browsers allow to isolated pages only. Results do not depend on it.
   */
  readonly threads?: number;
  /** Whether `start` runs programs off the calling thread even where one thread does. */
  readonly offThread?: boolean;
  /** The most memory the session may take, in bytes; 4 GiB unless said otherwise. */
  readonly maximumBytes?: number;
}

/** Whether threads may share memory here. */
export function canShareMemory(): boolean {
  return typeof SharedArrayBuffer !== "undefined" && (globalThis.crossOriginIsolated ?? true);
}

/** States, inputs and results in one memory, and programs that work on them. */
export class CompiledSession implements Session {
  private readonly memory: SessionMemory;
  private readonly linker: Linker;
  readonly machine: Machine;
  private readonly crewSize: number;
  private readonly states = new Map<string, Region>();
  private readonly offThread: boolean;
  private crew: Crew | undefined;

  constructor(linker: Linker, { threads = 1, offThread = false, maximumBytes = 2 ** 32 }: SessionOptions) {
    wholeNumber(threads, "the number of threads");
    this.linker = linker;
    const shared = (threads > 1 || offThread) && canShareMemory();
    this.machine = { ...linker.machine, threads: shared ? threads : 1 };
    this.crewSize = shared ? threads : 0;
    this.offThread = shared && offThread;
    this.memory = new SessionMemory(shared, maximumBytes);
  }

  /** Where a state lies; room is made for it when it is first named. */
  private region(name: string, elements: number, type: MemoryType): Region {
    const known = this.states.get(name);
    if (known !== undefined) {
      if (known.elements !== elements || known.type !== type)
        throw new ArgumentError(`the state "${name}" has two sizes in one session`, {
          expected: `${known.elements} elements`,
          found: `${elements}`,
        });
      return known;
    }
    const region = { address: this.memory.allocate(elements * 4), elements, type };
    this.states.set(name, region);
    return region;
  }

  async load(step: Step, options?: LoadOptions): Promise<Executable> {
    return await this.loadProgram(await compileStep(step, this.machine), options);
  }

  async loadProgram(program: Program, { maximumSteps = 1 }: LoadOptions = {}): Promise<Executable> {
    const { memory, linker } = this;
    const scratch = memory.scratchAddress(program);
    const regions = program.buffers.map((buffer): Region => {
      const { elements, type } = buffer;
      if (buffer.kind === "state") return this.region(buffer.name, elements, type);
      if (buffer.kind === "scratch") return { address: scratch + (buffer.offset ?? 0), elements, type };
      const copies = buffer.perStep ? maximumSteps : 1;
      const region = { address: memory.allocate(elements * copies * 4), elements: elements * copies, type };
      if (buffer.data !== undefined) memory.view(region).set(buffer.data);
      return region;
    });
    const addresses = regions.map((region) => region.address);
    const linked = await linker.link(program, addresses, memory);
    const apart = linker.linkApart && (() => linker.linkApart!(program, addresses, memory));
    const calls = program.threads > 1 || this.offThread ? await this.callsOf(program, linked) : undefined;
    return new CompiledExecutable(memory, program, regions, linked, calls, maximumSteps, apart);
  }

  /** Calls of a program that threads may run; small programs do without the modules for that. */
  private async callsOf(program: Program, linked: Linked): Promise<Calls> {
    const [{ takeCrew }, { Calls }] = await Promise.all([import("./crew.ts"), import("./calls.ts")]);
    // The shared crew, a new one where the last has been stopped.
    const crew = (): Crew => {
      if (this.crew?.lost === true) {
        this.crew.release();
        this.crew = undefined;
      }
      this.crew ??= takeCrew(this.crewSize);
      return this.crew;
    };
    return new Calls(crew, linked, this.memory, program, this.offThread);
  }

  private known(name: string): Region {
    const region = this.states.get(name);
    if (region === undefined)
      throw new ArgumentError(`the session has no state "${name}"`, {
        expected: this.names().join(", ") || "none yet",
      });
    return region;
  }

  write(name: string, values: Numbers): void {
    const region = this.known(name);
    if (values.length !== region.elements)
      throw new ArgumentError(`the state "${name}" has another size`, {
        expected: `${region.elements} numbers`,
        found: `${values.length}`,
      });
    this.memory.view(region).set(values);
  }

  fill(name: string, value: number): void {
    this.memory.view(this.known(name)).fill(value);
  }

  copy(from: string, to: string): void {
    const { elements, type } = this.known(from);
    const target = this.region(to, elements, type);
    this.memory.view(target).set(this.memory.view(this.known(from)));
  }

  elements(name: string): number {
    return this.known(name).elements;
  }

  read(name: string): Float64Array {
    return new Float64Array(this.memory.view(this.known(name)));
  }

  names(): readonly string[] {
    return [...this.states.keys()];
  }

  dispose(): void {
    this.states.clear();
    this.crew?.release();
    this.crew = undefined;
  }
}
