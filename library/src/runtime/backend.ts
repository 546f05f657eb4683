import type { Backend } from "../compiler/step.ts";

/** The names of the back ends, for options and the command line. */
export type BackendName = "wasm" | "reference";

/** Loads a back end; only the one that is asked for is imported. */
export async function backendOf(name: BackendName): Promise<Backend> {
  if (name === "reference") return (await import("../backends/reference/session.ts")).reference();
  return (await import("../backends/wasm/session.ts")).wasm();
}
