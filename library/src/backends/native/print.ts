import type { Program } from "../../compiler/loops.ts";
import { copyBytes } from "../../compiler/plan.ts";
import { KernelPrinter } from "./kernel.ts";
import type { Processor } from "./machine.ts";
import { meetingText } from "./meeting.ts";
import { largePagesText } from "./pages.ts";
import { prelude } from "./prelude.ts";

/**
 * Prints a program as one file in C: a function for each kernel, and `run(memory, steps, thread, threads)`, which calls them
 * in order for every step, and gives 0, or 1 where the run was given up. Places in memory are written into the code.
 * With `apart` the kernels can be called by themselves too, as `run0` and so on, with the number of a step.
 */
export function printProgram(
  program: Program,
  addresses: readonly number[],
  meetingAddress: number,
  processor: Processor,
  apart = false,
): string {
  const { kernels, buffers, lanes } = program;
  const meets = program.threads > 1;
  const copies = new Map(
    buffers.flatMap((buffer, i) =>
      buffer.perThread === true && meets ? [[i, copyBytes(buffer, lanes)] as const] : [],
    ),
  );
  const meet = "    if (meet(memory, threads)) return 1;";
  const calls = kernels.flatMap(({ alone, waits }, i) => {
    const call = `kernel${i}(memory, step, thread, threads);`;
    return [...(waits ? [meet] : []), `    ${alone && meets ? "if (thread == 0) " : ""}${call}`];
  });
  return [
    prelude(processor),
    ...(meets ? [meetingText(meetingAddress, program, addresses)] : []),
    ...kernels.map(({ body }, i) => new KernelPrinter({ addresses, apart: copies, lanes }).print(`kernel${i}`, body)),
    "#if defined(_WIN32)",
    "#define CALLED __declspec(dllexport)",
    "#else",
    "#define CALLED",
    "#endif",
    largePagesText,
    ...(apart ? kernels : []).flatMap((_, i) => [
      `CALLED int run${i}(char *memory, int step, int thread, int threads) {`,
      `  kernel${i}(memory, step, thread, threads);`,
      "  return 0;",
      "}",
    ]),
    "CALLED int run(char *memory, int steps, int thread, int threads) {",
    "  for (i64 step = 0; step < steps; step++) {",
    ...calls,
    ...(meets ? [meet] : []),
    "  }",
    "  return 0;",
    "}",
    "",
  ].join("\n");
}
