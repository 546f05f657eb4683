import { arithmeticOf, narrow } from "../../compiler/machine.ts";
import type { Backend } from "../../compiler/step.ts";
import { CompiledSession, type SessionOptions } from "../session/session.ts";
import { canFuse, linker } from "./link.ts";

/** Options of a session on WebAssembly. */
export interface WasmOptions extends SessionOptions {
  /**
   * Rounds every product and every sum by itself, so that every machine gives the same bits. Otherwise they are rounded
   * together where the engine can do that.
   */
  readonly portable?: boolean;
}

/** The back end that compiles steps to WebAssembly with vector instructions, in float32. */
export function wasm(options: WasmOptions = {}): Backend {
  const fused = options.portable !== true && canFuse();
  return {
    name: "wasm",
    arithmetic: arithmeticOf(narrow, fused),
    open: () => new CompiledSession(linker(fused), options),
  };
}
