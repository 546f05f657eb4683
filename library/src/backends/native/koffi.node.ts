import { createRequire } from "node:module";
import { BackendError } from "../../util/errors.ts";

/** The part of koffi that is used. */
interface Koffi {
  load(path: string): { func(declaration: string): (...args: readonly unknown[]) => unknown };
}

/** The package that calls libraries, which is installed by whoever wants it. */
export interface Caller {
  /** Where it lies. */
  readonly path: string;
  readonly koffi: Koffi;
}

/** Finds koffi, or says how to get it. */
export function findKoffi(name = "koffi"): Caller {
  const load = createRequire(import.meta.url);
  try {
    const path = load.resolve(name);
    return { path, koffi: load(path) as Koffi };
  } catch (error) {
    throw new BackendError("the package koffi, which calls compiled code, cannot be loaded", {
      found: (error as Error).message.split("\n")[0]!,
      remedy: "npm install koffi; the back end wasm does not need it",
    });
  }
}
