/**
 * What a thread needs to run a program: compiled code that can be posted, or a library on disk that it opens itself.
 *
 * A thread has no modules of its own, so that it can be started from any bundle, from a single file, and from sources.
 */
export type ThreadCode =
  | { readonly kind: "wasm"; readonly module: WebAssembly.Module }
  /** `koffi` is where that package lies, `library` the shared library with a function `run`. */
  | { readonly kind: "native"; readonly koffi: string; readonly library: string };

/** How a library's function is declared; it gives 0, or something else where the run was given up. */
export const nativeFunction = (name: string): string =>
  `int ${name}(uint8_t *memory, int steps, int thread, int threads)`;

/** What is posted to a thread. */
export interface Order {
  readonly number: number;
  /** Which program; a thread keeps those that it has once been given. */
  readonly program: number;
  readonly code?: ThreadCode;
  readonly memory?: WebAssembly.Memory;
  readonly steps: number;
  readonly thread: number;
  readonly threads: number;
}

/** What a thread posts back. */
export interface Answer {
  readonly number: number;
  readonly error?: string;
}

/** The program of a thread, in Node and in browsers. */
export const threadSource: string = `
"use strict";
const builtin = globalThis.process?.getBuiltinModule;
const port = builtin === undefined ? self : builtin("node:worker_threads").parentPort;
const programs = new Map();
const open = {
  wasm: ({ module }, memory) => new WebAssembly.Instance(module, { chainrule: { memory } }).exports.run,
  native: ({ koffi, library }, memory) => {
    const load = builtin("node:module").createRequire(koffi);
    const run = load(koffi).load(library).func("${nativeFunction("run")}");
    return (steps, thread, threads) => {
      if (run(new Uint8Array(memory.buffer), steps, thread, threads) !== 0) throw new Error("the run was given up");
    };
  },
};
const obey = ({ number, program, code, memory, steps, thread, threads }) => {
  try {
    if (code !== undefined) programs.set(program, open[code.kind](code, memory));
    if (steps > 0) programs.get(program)(steps, thread, threads);
    else programs.delete(program);
    port.postMessage({ number });
  } catch (error) {
    port.postMessage({ number, error: String(error) });
  }
};
if (builtin === undefined) port.onmessage = ({ data }) => obey(data);
else port.on("message", obey);
`;
