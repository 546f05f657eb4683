import type { Buffer, Program } from "../../compiler/loops.ts";
import type { Executable, Numbers } from "../../compiler/step.ts";
import { ArgumentError, ThreadError } from "../../util/errors.ts";
import type { Calls } from "./calls.ts";
import type { Region, SessionMemory } from "./memory.ts";
import type { Linked, Run } from "./session.ts";

type Given = Readonly<Record<string, Numbers>>;
type Results = Record<string, Float32Array>;

/** An input or output in memory; the view of it is kept, because making one takes longer than a small program. */
class Window {
  readonly name: string;
  private readonly memory: SessionMemory;
  private readonly buffer: Buffer;
  private readonly region: Region;
  private kept: Float32Array | Int32Array | undefined;

  constructor(memory: SessionMemory, buffer: Buffer, region: Region) {
    this.name = buffer.name;
    this.memory = memory;
    this.buffer = buffer;
    this.region = region;
  }

  count(steps: number): number {
    return this.buffer.perStep || this.buffer.kind === "output" ? this.buffer.elements * steps : this.buffer.elements;
  }

  view(elements: number): Float32Array | Int32Array {
    // Memory that has grown has another buffer, and the old view is of no use.
    if (this.kept?.length !== elements || this.kept.buffer !== this.memory.memory.buffer)
      this.kept = this.memory.view(this.region, 0, elements);
    return this.kept;
  }
}

/** A program in the memory of its session: takes inputs in, runs it here or with a crew, and takes results out. */
export class CompiledExecutable implements Executable {
  readonly program: Program;
  /** Present where the back end can call kernels one by one. */
  readonly profile?: NonNullable<Executable["profile"]>;
  private readonly memory: SessionMemory;
  private readonly linked: Linked;
  private readonly calls: Calls | undefined;
  private readonly maximumSteps: number;
  private readonly inputs: Window[] = [];
  private readonly outputs: Window[] = [];

  /**
   * `calls` runs the program where threads may do that; `apart` gives its kernels one by one.
   */
  constructor(
    memory: SessionMemory,
    program: Program,
    regions: readonly Region[],
    linked: Linked,
    calls: Calls | undefined,
    maximumSteps: number,
    apart?: () => Promise<readonly Run[]>,
  ) {
    this.memory = memory;
    this.program = program;
    this.linked = linked;
    this.calls = calls;
    this.maximumSteps = maximumSteps;
    program.buffers.forEach((buffer, i) => {
      if (buffer.kind === "input") this.inputs.push(new Window(memory, buffer, regions[i]!));
      if (buffer.kind === "output") this.outputs.push(new Window(memory, buffer, regions[i]!));
    });
    if (apart === undefined) return;
    const written = new Set(program.kernels.flatMap(({ writes }) => writes));
    const changing = regions.filter((_, i) => written.has(i) && program.buffers[i]!.kind === "state");
    this.profile = async (inputs, options) => {
      this.takeIn(1, inputs);
      const { timeInTurn } = await import("../../compiler/timing.ts");
      const kernels = await apart();
      const before = changing.map((region) => memory.view(region).slice());
      try {
        return timeInTurn(
          kernels.map((kernel) => () => kernel(0, 0, 1)),
          options,
        );
      } finally {
        changing.forEach((region, i) => {
          memory.view(region).set(before[i]!);
        });
      }
    };
  }

  private takeIn(steps: number, inputs: Given): void {
    if (this.memory.givenUp)
      throw new ThreadError("a run of this session was given up: its states are those of no step", {
        remedy: "open another session, and go on from the last checkpoint",
      });
    if (!Number.isInteger(steps) || steps < 1 || steps > this.maximumSteps)
      throw new ArgumentError("run: the number of steps is out of range", {
        expected: `1 to ${this.maximumSteps}`,
        found: String(steps),
      });
    for (const window of this.inputs) {
      const { name } = window;
      const values = Object.hasOwn(inputs, name) ? inputs[name] : undefined;
      const elements = window.count(steps);
      if (values?.length !== elements)
        throw new ArgumentError(`run: the input "${name}" does not fit`, {
          expected: `${elements} numbers`,
          found: values === undefined ? "nothing" : `${values.length}`,
        });
      window.view(elements).set(values);
    }
  }

  private takeOut(steps: number): Results {
    const results: Results = {};
    for (const window of this.outputs) results[window.name] = window.view(window.count(steps)).slice() as Float32Array;
    return results;
  }

  run(steps: number, inputs: Given = {}): Results {
    this.takeIn(steps, inputs);
    this.linked.run(steps, 0, 1);
    return this.takeOut(steps);
  }

  async start(steps: number, inputs: Given = {}): Promise<Results> {
    if (this.calls === undefined) return this.run(steps, inputs);
    this.takeIn(steps, inputs);
    const running = this.calls.start(steps);
    if (running !== undefined) await running;
    return this.takeOut(steps);
  }
}
