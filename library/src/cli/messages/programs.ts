import type { Phase } from "../../util/errors.ts";

/** The texts about programs: what they consist of, and where their time goes. */
export interface ProgramTexts {
  readonly phases: Readonly<Record<Phase, string>>;
  /** What a program is for. */
  readonly training: (facts: { batch: number }) => string;
  readonly inference: (facts: { rows: number }) => string;
  /** All amounts are written out with their units. */
  readonly work: (facts: { kernels: number; operations: string; read: string; written: string }) => string;
  readonly kernelWork: (facts: { operations: string; read: string; written: string }) => string;
  readonly memory: (facts: { states: string; inputs: string; outputs: string; constants: string }) => string;
  readonly scratch: (facts: { planned: string; buffers: number; unshared: string }) => string;
  /** Heads of the picture of lives: buffer, where it begins, its size. */
  readonly lives: readonly [buffer: string, from: string, bytes: string];
  readonly bench: {
    readonly steps: string;
    readonly rows: string;
    readonly arithmetic: string;
    readonly memory: string;
    readonly compiling: string;
    readonly inference: string;
    readonly one: string;
    readonly block: (facts: { rows: number }) => string;
    readonly each: (facts: { value: string }) => string;
    readonly ofPeak: (facts: { rate: string; share: string; peak: string; threads: number }) => string;
  };
  /** The table of kernels: its title, heads, and what they mean. */
  readonly kernels: {
    readonly title: (facts: { step: string; batch: number; kernels: string }) => string;
    readonly head: readonly [
      kernel: string,
      time: string,
      share: string,
      operations: string,
      bytes: string,
      rate: string,
      bandwidth: string,
      limit: string,
    ];
    readonly legend: (facts: { peak: string; bandwidth: string; workingSet: string }) => string;
    readonly rest: (facts: { count: number; share: string }) => string;
  };
}
