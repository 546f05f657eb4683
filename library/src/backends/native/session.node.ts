import { arithmeticOf } from "../../compiler/machine.ts";
import type { Backend } from "../../compiler/step.ts";
import { CompiledSession, type SessionOptions } from "../session/session.ts";
import { findCompiler } from "./compiler.node.ts";
import { findKoffi } from "./koffi.node.ts";
import { linker, portable } from "./link.node.ts";
import type { Processor } from "./machine.ts";

/** Options of a session on compiled C. */
export interface NativeOptions extends SessionOptions {
  /** Rounds every product and every sum by itself and takes vectors of four, so that every machine gives the same bits. */
  readonly portable?: boolean;
  /** The compiler with its own arguments, instead of what the environment variable CC names, or `cc`. */
  readonly compiler?: string;
  /** Where libraries are kept, instead of the user's folder for such things. */
  readonly cache?: string;
  /** Where the package koffi is, instead of where Node finds it. */
  readonly koffi?: string;
  /** What to write for, instead of what the compiler says of this machine. */
  readonly processor?: Processor;
}

/**
 * The back end that compiles steps to C and has them run at the full speed of the processor, in float32, in Node.
 *
 * @throws BackendError where there is no C compiler that works, or where the package koffi is missing.
 */
export async function native(options: NativeOptions = {}): Promise<Backend> {
  const caller = findKoffi(options.koffi);
  const compiler = await findCompiler(options.compiler);
  const processor = options.portable === true ? portable : (options.processor ?? compiler.processor);
  const own = linker(compiler, caller, processor, options.cache);
  return {
    name: "native",
    arithmetic: arithmeticOf(processor.machine, processor.fused),
    open: () => new CompiledSession(own, options),
  };
}
