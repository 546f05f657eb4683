import { meeting } from "./meeting.ts";
import { type Order, orderNumbers, slot, states } from "./slot.ts";

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
export interface Message {
  /** The first of all messages: where orders lie that are not posted. */
  readonly words?: Int32Array;
  /** A program that it may be ordered to run from now on, in this memory, with the place where its threads meet. */
  readonly learn?: {
    readonly program: number;
    readonly code: ThreadCode;
    readonly memory: WebAssembly.Memory;
    readonly meetingAddress: number;
  };
  /** The number of a program that it is not ordered to run any more. */
  readonly forget?: number;
  readonly order?: Order;
}

/** What a thread posts back. */
export interface Answer {
  readonly number: number;
  readonly error?: string;
}

/**
 * How long a thread that has obeyed goes on looking for the next order, in milliseconds: as long as a message takes that
 * would wake it, and the answer to that.
 */
const lookingMilliseconds = 0.15;

/** The program of a thread, in Node and in browsers. */
export const threadSource: string = `
"use strict";
const builtin = globalThis.process?.getBuiltinModule;
const port = builtin === undefined ? self : builtin("node:worker_threads").parentPort;
const programs = new Map();
let words;
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
const learned = ({ code, memory, meetingAddress }) => {
  try {
    return { run: open[code.kind](code, memory), memory, meetingAddress };
  } catch (error) {
    return { run: () => { throw error; }, memory, meetingAddress };
  }
};
const obey = ({ number, program, steps, thread, threads, silent }) => {
  const { run, memory, meetingAddress } = programs.get(program);
  try {
    run(steps, thread, threads);
    if (silent === 0) port.postMessage({ number });
  } catch (error) {
    // The others must not wait for one that has failed, and the calling thread may be among them.
    const meeting = new Int32Array(memory.buffer, meetingAddress, ${meeting.bytes / 4});
    Atomics.store(meeting, ${meeting.givenUp / 4}, 1);
    Atomics.notify(meeting, ${meeting.round / 4});
    port.postMessage({ number, error: String(error) });
  }
};
const ordered = () => {
  const until = performance.now() + ${lookingMilliseconds};
  do {
    for (let looks = 0; looks < 50; looks++) if (Atomics.load(words, ${slot.state}) === ${states.ordered}) return true;
  } while (Atomics.load(words, ${slot.posted}) === Atomics.load(words, ${slot.taken}) && performance.now() < until);
  return Atomics.compareExchange(words, ${slot.state}, ${states.here}, ${states.away}) === ${states.ordered};
};
const takeOrder = () => {
  const [${orderNumbers.join(", ")}] = words.subarray(${slot.order});
  Atomics.store(words, ${slot.state}, ${states.here});
  return { ${orderNumbers.join(", ")} };
};
const hear = (message) => {
  words ??= message.words;
  Atomics.add(words, ${slot.taken}, 1);
  if (message.learn !== undefined) programs.set(message.learn.program, learned(message.learn));
  if (message.forget !== undefined) programs.delete(message.forget);
  if (message.order === undefined) return;
  Atomics.store(words, ${slot.state}, ${states.here});
  obey(message.order);
  while (ordered()) obey(takeOrder());
};
if (builtin === undefined) port.onmessage = ({ data }) => hear(data);
else port.on("message", hear);
`;
