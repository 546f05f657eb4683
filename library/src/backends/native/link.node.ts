import type { Program } from "../../compiler/loops.ts";
import { narrow } from "../../compiler/machine.ts";
import { ThreadError } from "../../util/errors.ts";
import type { SessionMemory } from "../session/memory.ts";
import type { Linker, Run } from "../session/session.ts";
import { nativeFunction } from "../session/thread-source.ts";
import { libraryOf } from "./cache.node.ts";
import type { Compiler } from "./compiler.node.ts";
import type { Caller } from "./koffi.node.ts";
import type { Processor } from "./machine.ts";
import { largePagesFunction } from "./pages.ts";
import { printProgram } from "./print.ts";

/** What every machine can do alike: vectors of 128 bits, and every product rounded. */
export const portable: Processor = { machine: narrow, fused: false };

/** Makes programs ready as shared libraries. */
export function linker(compiler: Compiler, { koffi, path }: Caller, processor: Processor, folder?: string): Linker {
  const compiled = (program: Program, addresses: readonly number[], session: SessionMemory, apart: boolean) =>
    libraryOf(printProgram(program, addresses, session.meetingAddress, processor, apart), compiler, folder);
  const open = (library: string, { memory }: SessionMemory, names: readonly string[]): Run[] => {
    const opened = koffi.load(library);
    // Memory that has just been added is not in use yet, so that its pages are still to be made.
    opened.func(largePagesFunction)(new Uint8Array(memory.buffer), memory.buffer.byteLength);
    return names.map((name): Run => {
      const call = opened.func(nativeFunction(name));
      return (steps, thread, threads) => {
        if (call(new Uint8Array(memory.buffer), steps, thread, threads) !== 0)
          throw new ThreadError("the run was given up");
      };
    });
  };
  return {
    machine: processor.machine,
    link: async (program, addresses, memory) => {
      const library = await compiled(program, addresses, memory, false);
      return { run: open(library, memory, ["run"])[0]!, code: { kind: "native", koffi: path, library } };
    },
    linkApart: async (program, addresses, memory) => {
      const names = program.kernels.map((_, i) => `run${i}`);
      return open(await compiled(program, addresses, memory, true), memory, names);
    },
  };
}
