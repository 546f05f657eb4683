import type { Backend } from "../compiler/step.ts";
import { processors } from "../util/processors.ts";

/** The names of the back ends, for options and the command line. */
export type BackendName = "wasm" | "native" | "reference";

/** Where programs run, and how. Which threads do it never changes a result. */
export interface Execution {
  /** The back end; `wasm` unless said otherwise. */
  readonly backend?: BackendName;
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

/** More threads than that wait for each other longer than they work. */
const mostThreads = 16;

/** Loads a back end; only the one that is asked for is imported. */
export async function backendOf(name: BackendName, execution: Omit<Execution, "backend"> = {}): Promise<Backend> {
  if (name === "reference") return (await import("../backends/reference/session.ts")).reference();
  const { threads = Math.min(processors(), mostThreads), ...rest } = execution;
  if (name === "native") return await (await import("../backends/native/session.node.ts")).native({ threads, ...rest });
  return (await import("../backends/wasm/session.ts")).wasm({ threads, ...rest });
}
