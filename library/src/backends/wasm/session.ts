import { compileStep } from "../../compiler/compile.ts";
import { describeProgram } from "../../compiler/describe.ts";
import type { Buffer, Program } from "../../compiler/loops.ts";
import type { Backend, Executable, Numbers, Session, Step } from "../../compiler/step.ts";
import { ArgumentError } from "../../util/errors.ts";
import { type MemoryKind, printModule } from "./print.ts";

const pageBytes = 65536;
/** Loads of four lanes may reach a little beyond a buffer. */
const slack = 64;

interface Region {
  readonly address: number;
  readonly elements: number;
  readonly type: "f32" | "i32";
}

/** Options of a session. */
export interface WasmOptions {
  /** Makes the memory a SharedArrayBuffer, so that other threads can work on it. */
  readonly shared?: boolean;
  /** The most memory the session may take, in bytes; 4 GiB unless said otherwise. */
  readonly maximumBytes?: number;
}

/** The back end that compiles steps to WebAssembly with vector instructions, in float32. */
export function wasm(options: WasmOptions = {}): Backend {
  return { name: "wasm", open: () => new WasmSession(options) };
}

class WasmSession implements Session {
  private readonly memory: WebAssembly.Memory;
  private readonly kind: MemoryKind;
  private readonly states = new Map<string, Region>();
  private top = slack;
  private scratch = { address: 0, bytes: 0 };

  constructor(options: WasmOptions) {
    const maximumPages = Math.min(65536, Math.ceil((options.maximumBytes ?? 2 ** 32) / pageBytes));
    this.kind = { shared: options.shared === true, maximumPages };
    this.memory = new WebAssembly.Memory({ initial: 1, maximum: maximumPages, shared: this.kind.shared });
  }

  private allocate(bytes: number): number {
    const address = Math.ceil(this.top / 16) * 16;
    const top = address + bytes + slack;
    const missing = Math.ceil(top / pageBytes) - this.memory.buffer.byteLength / pageBytes;
    if (missing > 0) {
      try {
        this.memory.grow(missing);
      } catch {
        throw new ArgumentError("the session has no memory left", {
          expected: `at most ${this.kind.maximumPages * pageBytes} bytes`,
          found: `${top} bytes`,
          remedy: "use smaller batches or a larger maximumBytes",
        });
      }
    }
    this.top = top;
    return address;
  }

  private region(buffer: Buffer): Region {
    const known = this.states.get(buffer.name);
    if (known !== undefined) {
      if (known.elements !== buffer.elements || known.type !== buffer.type)
        throw new ArgumentError(`the state "${buffer.name}" has two sizes in one session`, {
          expected: `${known.elements} elements`,
          found: `${buffer.elements}`,
        });
      return known;
    }
    const region = { address: this.allocate(buffer.elements * 4), elements: buffer.elements, type: buffer.type };
    this.states.set(buffer.name, region);
    return region;
  }

  view(region: Region, offset = 0, elements: number = region.elements): Float32Array | Int32Array {
    const address = region.address + offset * 4;
    return region.type === "f32"
      ? new Float32Array(this.memory.buffer, address, elements)
      : new Int32Array(this.memory.buffer, address, elements);
  }

  async load(step: Step, { maximumSteps = 1 }: { readonly maximumSteps?: number } = {}): Promise<Executable> {
    const program = compileStep(step);
    if (program.scratchBytes > this.scratch.bytes)
      this.scratch = { address: this.allocate(program.scratchBytes), bytes: program.scratchBytes };
    const regions = program.buffers.map((buffer): Region => {
      if (buffer.kind === "state") return this.region(buffer);
      const { elements, type } = buffer;
      if (buffer.kind === "scratch") return { address: this.scratch.address + (buffer.offset ?? 0), elements, type };
      const copies = buffer.perStep ? maximumSteps : 1;
      const region = { address: this.allocate(elements * copies * 4), elements: elements * copies, type };
      if (buffer.data !== undefined) this.view(region).set(buffer.data);
      return region;
    });
    const bytes = printModule(
      program,
      regions.map((region) => region.address),
      this.kind,
    );
    const { instance } = await WebAssembly.instantiate(bytes, { chainrule: { memory: this.memory } });
    const run = instance.exports["run"] as (steps: number) => void;
    return new WasmExecutable(this, program, regions, run, maximumSteps);
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
    this.view(region).set(values);
  }

  read(name: string): Float64Array {
    return Float64Array.from(this.view(this.known(name)));
  }

  names(): readonly string[] {
    return [...this.states.keys()];
  }

  dispose(): void {
    this.states.clear();
  }
}

class WasmExecutable implements Executable {
  private readonly session: WasmSession;
  private readonly program: Program;
  private readonly start: (steps: number) => void;
  private readonly maximumSteps: number;
  private readonly inputs = new Map<string, readonly [Buffer, Region]>();
  private readonly outputs: (readonly [Buffer, Region])[] = [];

  constructor(
    session: WasmSession,
    program: Program,
    regions: readonly Region[],
    start: (steps: number) => void,
    maximumSteps: number,
  ) {
    this.session = session;
    this.program = program;
    this.start = start;
    this.maximumSteps = maximumSteps;
    program.buffers.forEach((buffer, i) => {
      if (buffer.kind === "input") this.inputs.set(buffer.name, [buffer, regions[i]!]);
      if (buffer.kind === "output") this.outputs.push([buffer, regions[i]!]);
    });
  }

  run(steps: number, inputs: Readonly<Record<string, Numbers>> = {}): Record<string, Float32Array> {
    if (!Number.isInteger(steps) || steps < 1 || steps > this.maximumSteps)
      throw new ArgumentError("run: the number of steps is out of range", {
        expected: `1 to ${this.maximumSteps}`,
        found: String(steps),
      });
    for (const [name, [buffer, region]] of this.inputs) {
      const values = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
      const elements = buffer.elements * (buffer.perStep ? steps : 1);
      if (values?.length !== elements)
        throw new ArgumentError(`run: the input "${name}" does not fit`, {
          expected: `${elements} numbers`,
          found: values === undefined ? "nothing" : `${values.length}`,
        });
      this.session.view(region, 0, elements).set(values);
    }
    this.start(steps);
    return Object.fromEntries(
      this.outputs.map(([buffer, region]) => [
        buffer.name,
        Float32Array.from(this.session.view(region, 0, buffer.elements * steps)),
      ]),
    );
  }

  describe(): string {
    return describeProgram(this.program);
  }
}
