import { affine, loop, type Program, type Statement, type Value } from "./loops.ts";
import type { Machine } from "./machine.ts";
import { programOf } from "./program.ts";

/** So many sums at once keep two multiply-add units busy, whose results come after six cycles, in sixteen registers. */
const sums = 12;
const turns = 512;
/** So often the same stands in one turn, that counting turns costs nothing. */
const repeated = 8;

/**
 * A program that does nothing but multiply and add in registers: how fast it runs is the most that any program can reach.
 *
 * Every lane of every sum begins with another number. Each sum s becomes a + s · b with b = ½, so that it stays finite and no instruction can be left out.
 *
 * @param lanes how many numbers a vector holds.
 */
export function peakProgram(lanes: Machine["lanes"]): { readonly program: Program; readonly operations: number } {
  const set = (local: number, value: Value): Statement => ({ kind: "set", local, wide: false, value });
  const [a, b] = [sums, sums + 1];
  const each = Array.from({ length: sums }, (_, i) => i);
  const body: Statement[] = [
    set(a, { kind: "constant", value: 1 }),
    set(b, { kind: "constant", value: 0.5 }),
    ...each.map((i) => set(i, { kind: "position", index: affine(i), lane: 1 })),
    ...loop(
      "turn",
      0,
      turns,
      1,
      Array.from({ length: repeated }, () =>
        each.map((i) => set(i, { kind: "operation", operation: "multiplyAdd", args: [a, i, b] })),
      ).flat(),
    ),
    ...each.map(
      (i): Statement => ({
        kind: "store",
        buffer: 0,
        index: affine(i * lanes),
        local: i,
        lanes,
        stride: 1,
        type: "f32",
      }),
    ),
  ];
  const output = { kind: "output", name: "sums", elements: sums * lanes, type: "f32", perStep: true } as const;
  return {
    program: programOf([{ name: "peak", body, reads: [], writes: [0] }], [output], { lanes }),
    operations: 2 * sums * repeated * turns * lanes,
  };
}
