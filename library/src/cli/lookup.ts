import { closest } from "fastest-levenshtein";
import { ArgumentError } from "../util/errors.ts";
import type { Catalog } from "./catalogs.gen.ts";

/** Options behind a name, as numbers: `cosine:total=200,least=0.001`, and lists as `milestones=3+7+12`. */
function optionsOf(kind: string, text: string): Record<string, number | number[]> {
  return Object.fromEntries(
    text
      .split(",")
      .filter((part) => part !== "")
      .map((part) => {
        const [name = "", value = ""] = part.split("=");
        const numbers = value.split("+").map(Number);
        if (name === "" || value === "" || numbers.some(Number.isNaN))
          throw new ArgumentError(`an option of the ${kind} cannot be read`, {
            expected: "name:option=number,option=number",
            found: part,
          });
        return [name, numbers.length === 1 ? numbers[0]! : numbers] as const;
      }),
  );
}

/**
 * A record by the name that a user gave; a function of options is called with these and those behind the name.
 *
 * @throws ArgumentError with the most similar name.
 */
export async function lookUp<T>(kind: string, catalog: Catalog, text: string, options: object = {}): Promise<T> {
  const [name = "", ...rest] = text.split(":");
  const own = optionsOf(kind, rest.join(":"));
  const names = Object.keys(catalog);
  const load = Object.hasOwn(catalog, name) ? catalog[name] : undefined;
  if (load === undefined)
    throw new ArgumentError(`there is no ${kind} "${name}"`, {
      expected: `one of ${names.join(", ")}`,
      remedy: `did you mean "${closest(name, names)}"?`,
    });
  const found = await load();
  const factory = typeof found === "function" && !("symbol" in found) && !("made" in found);
  if (!factory) {
    if (Object.keys(own).length > 0)
      throw new ArgumentError(`the ${kind} "${name}" takes no options`, { found: rest.join(":") });
    return found as T;
  }
  const all = { ...options, ...own };
  return (found as (options?: object) => T)(Object.keys(all).length === 0 ? undefined : all);
}
