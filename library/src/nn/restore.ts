import type { Operation } from "../expr/operation.ts";
import { FileError } from "../util/errors.ts";
import { defineActivation } from "./activations/_activation.ts";
import { type Description, formulaText } from "./description.ts";

/** Everything that a description may name, by kind and name: finished records, or functions that make them. */
export interface Catalogs {
  readonly layer: Readonly<Record<string, unknown>>;
  readonly activation: Readonly<Record<string, unknown>>;
  readonly initializer: Readonly<Record<string, unknown>>;
  readonly regularizer: Readonly<Record<string, unknown>>;
}

/** A layer, activation, initializer or regularizer of your own, as its `define…` function gives it. */
export type Definition = { readonly layerName: string } | { readonly symbol: string };

type Record_ = { readonly [key: string]: Description };

function isRecord(value: Description): value is Record_ {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isOperation(value: unknown): value is Operation {
  return typeof value === "function" && "arity" in value;
}

/**
 * Makes again what a description describes.
 *
 * An activation whose saved formula is not the one known here by its name is made from the saved formula.
 *
 * @throws FileError that names what is not known, and says how to pass it.
 */
export function restore(description: Description, catalogs: Catalogs, define: readonly Definition[] = []): unknown {
  const own = new Map(define.map((one) => ["layerName" in one ? one.layerName : one.symbol, one as unknown]));
  const made = (item: unknown, given: readonly Description[]): unknown => {
    const finished = typeof item !== "function" || "symbol" in item || "made" in item;
    return finished ? item : (item as (...list: unknown[]) => unknown)(...given.map(again));
  };
  const again = (part: Description): unknown => {
    if (part === null) return undefined;
    if (Array.isArray(part)) return part.map(again);
    if (!isRecord(part)) return part;
    const given = (part["with"] ?? []) as readonly Description[];
    for (const kind of ["layer", "activation", "initializer", "regularizer"] as const) {
      const name = part[kind];
      if (typeof name !== "string") continue;
      const shelf = catalogs[kind];
      const found =
        own.get(name) ??
        (Object.hasOwn(shelf, name) ? shelf[name] : undefined) ??
        // A learned activation is a layer that stands among the activations.
        (kind === "layer" && Object.hasOwn(catalogs.activation, name) ? catalogs.activation[name] : undefined);
      const record = found === undefined ? undefined : made(found, given);
      const formula = part["formula"];
      if (typeof formula !== "string") {
        if (record !== undefined) return record;
        throw new FileError(`the ${kind} "${name}" is not known here`, {
          expected: `one of the library's, or a definition of your own`,
          remedy: `pass it: loadModel(path, { define: [${/^\w+$/.test(name) ? name : "…"}] })`,
        });
      }
      if (isOperation(record) && formulaText(record) === formula) return record;
      const functions = Object.entries(catalogs.activation).filter((entry): entry is [string, Operation] =>
        isOperation(entry[1]),
      );
      return defineActivation(name, formula, Object.fromEntries(functions));
    }
    return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, again(value)]));
  };
  return again(description);
}
