import type { Tensor } from "../graph/tensor.ts";
import type { Program } from "./loops.ts";
import type { Machine } from "./machine.ts";
import type { TimingOptions } from "./timing.ts";

/**
 * What is to be run, as graph: named outputs, and new values for states.
 *
 * All values are computed from the states as they were before; then the states change at once. `perStep` names
 * inputs of which every step of a run brings its own value; outputs are always given for every step.
 */
export interface Step {
  readonly outputs: Readonly<Record<string, Tensor>>;
  readonly updates?: readonly (readonly [state: Tensor, value: Tensor])[];
  readonly perStep?: readonly string[];
}

/** Numbers for an input: one value, or one after the other for every step. */
export type Numbers = ArrayLike<number>;

/** A step made ready to run in the memory of its session. */
export interface Executable {
  /** Runs `steps` steps; gives every output for every step, one after the other. */
  run(steps: number, inputs?: Readonly<Record<string, Numbers>>): Record<string, Float32Array | Float64Array>;
  /**
   * The same with the threads of the session, while the caller goes on; where it has none, on the calling thread. The next
   * run in the same session waits for this one: they share memory.
   */
  start(
    steps: number,
    inputs?: Readonly<Record<string, Numbers>>,
  ): Promise<Record<string, Float32Array | Float64Array>>;
  /** The compiled program, where there is one. */
  readonly program?: Program;
  /**
   * Times each kernel of the program by itself, on the calling thread and in the order of a step, over and over for about
   * `seconds`; gives the seconds of each, as they stand in the program. States are afterwards as they were before.
   */
  profile?(inputs: Readonly<Record<string, Numbers>>, options: TimingOptions): Promise<Float64Array>;
}

/** How a step is made ready. */
export interface LoadOptions {
  /** The most steps of one run; 1 unless said otherwise. */
  readonly maximumSteps?: number;
}

/**
 * Memory that holds states by name, and the steps that work on it. States of one name are the same memory in all steps.
 */
export interface Session {
  /** Makes a step ready; compiling waits, running does not. */
  load(step: Step, options?: LoadOptions): Promise<Executable>;
  /** Makes a program ready that was compiled before, where the back end runs programs. */
  loadProgram?(program: Program, options?: LoadOptions): Promise<Executable>;
  /** What programs of this session are written for, where it runs programs. */
  readonly machine?: Machine;
  /** Sets a state (or a resident input, which is a state that no step changes). */
  write(name: string, values: Numbers): void;
  /** Sets all numbers of a state to one. */
  fill(name: string, value: number): void;
  /** Copies a state to another of its size, which is made where it is not there yet. */
  copy(from: string, to: string): void;
  /** How many numbers a state has. */
  elements(name: string): number;
  /** A copy of a state. */
  read(name: string): Float64Array;
  /** The names of all states that hold memory. */
  names(): readonly string[];
  /** Gives the memory back; the session cannot be used afterwards. */
  dispose(): void;
}

/** A machine that runs steps. */
export interface Backend {
  readonly name: string;
  /** How it rounds, and in which order it adds: the same text, the same bits. */
  readonly arithmetic: string;
  open(): Session;
}
