import { closest } from "fastest-levenshtein";
import { ArgumentError } from "../util/errors.ts";
import type { Catalog } from "./catalogs.gen.ts";

/**
 * A record by the name that a user gave; a function of options is called with these.
 *
 * @throws ArgumentError with the most similar name.
 */
export async function lookUp<T>(kind: string, catalog: Catalog, name: string, options?: object): Promise<T> {
  const names = Object.keys(catalog);
  const load = Object.hasOwn(catalog, name) ? catalog[name] : undefined;
  if (load === undefined)
    throw new ArgumentError(`there is no ${kind} "${name}"`, {
      expected: `one of ${names.join(", ")}`,
      remedy: `did you mean "${closest(name, names)}"?`,
    });
  const found = await load();
  const factory = typeof found === "function" && !("symbol" in found) && !("made" in found);
  return (factory ? (found as (options?: object) => T)(options) : found) as T;
}
