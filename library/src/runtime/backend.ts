import type { Backend } from "../compiler/step.ts";
import { BackendError } from "../util/errors.ts";
import { processors } from "../util/processors.ts";

/** The names of the back ends, for options and the command line. */
export type BackendName = "wasm" | "native" | "reference";

/** A back end, or the best one for the work: see `backendOf`. */
export type BackendChoice = BackendName | "auto";

/** Which back end was taken. */
export interface Taken {
  readonly backend: BackendName;
  readonly arithmetic: string;
  /** Why native was not taken, where `auto` would have. */
  readonly instead?: BackendError;
}

/** Where programs run, and how. Which threads do it never changes a result. */
export interface Execution {
  /** The back end; `wasm` unless said otherwise. The same back end on the same kind of machine gives the same bits. */
  readonly backend?: BackendChoice;
  /** Is told which back end was taken. */
  readonly taken?: (taken: Taken) => void;
  /** How many threads may share a program: as many as there are processors unless said otherwise; small programs use one. */
  readonly threads?: number;
  /** Leaves the calling thread free while a program runs. Otherwise small programs run on it, some tens of milliseconds at a time. */
  readonly offThread?: boolean;
  /** Rounds every product and every sum by itself, so that every machine gives the same bits; slower where it could do both at once. */
  readonly portable?: boolean;
}

/** The numbers that a back end computes in. */
export function precisionOf(name: string): "float32" | "float64" {
  return name === "reference" ? "float64" : "float32";
}

/** The part of options that says where programs run, without what is not said. */
export function executionOf({ backend, taken, threads, offThread, portable }: Execution): Execution {
  return {
    ...(backend === undefined ? {} : { backend }),
    ...(taken === undefined ? {} : { taken }),
    ...(threads === undefined ? {} : { threads }),
    ...(offThread === undefined ? {} : { offThread }),
    ...(portable === undefined ? {} : { portable }),
  };
}

/** More threads than that wait for each other longer than they work. */
const mostThreads = 16;

/**
 * Additions and multiplications from which on `auto` takes native. A program takes a C compiler about a second where it was
 * not compiled before; WebAssembly does some 2·10¹⁰ of them in that time, and native saves it half of its time or more.
 */
const worthCompiling = 4e10;

/**
 * Loads a back end; only the one that is asked for is imported. `auto` is native where that can run and `operations`, how
 * much is to be computed, is worth compiling C; else wasm.
 *
 * @throws BackendError where native is asked for and cannot run.
 */
export async function backendOf(
  choice: BackendChoice,
  execution: Omit<Execution, "backend"> = {},
  operations: number = Infinity,
): Promise<Backend> {
  const { threads = Math.min(processors(), mostThreads), taken, ...rest } = execution;
  const tell = (backend: Backend, instead: BackendError | undefined): Backend => {
    const { name, arithmetic } = backend;
    taken?.({ backend: name as BackendName, arithmetic, ...(instead === undefined ? {} : { instead }) });
    return backend;
  };
  if (choice === "reference") return tell((await import("../backends/reference/session.ts")).reference(), undefined);
  let instead: BackendError | undefined;
  if (choice === "native" || (choice === "auto" && operations >= worthCompiling))
    try {
      return tell(await (await nativeModule()).native({ threads, ...rest }), undefined);
    } catch (error) {
      if (choice === "native" || !(error instanceof BackendError)) throw error;
      instead = error;
    }
  return tell((await import("../backends/wasm/session.ts")).wasm({ threads, ...rest }), instead);
}

/** What runs in Node only; package.json keeps it out of what is bundled for browsers. */
async function nativeModule(): Promise<typeof import("../backends/native/session.node.ts")> {
  const isNode =
    (globalThis as { process?: { versions?: { node?: string } } })["process"]?.versions?.node !== undefined;
  if (isNode) return await import("../backends/native/session.node.ts");
  throw new BackendError("the back end native runs in Node only", { remedy: "take wasm" });
}
