import { CommandError } from "../problem.ts";
import type { Catalog } from "./catalogs.gen.ts";
import { nearest } from "./nearest.ts";

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
          throw new CommandError((words) => words.badRecordOption({ kind, found: part }));
        return [name, numbers.length === 1 ? numbers[0]! : numbers] as const;
      }),
  );
}

/**
 * What makes a record of the name that a user gave: a function of options, to which those behind the name are added.
 *
 * @throws CommandError with the most similar name.
 */
export async function lookUpMaker<T>(kind: string, catalog: Catalog, text: string): Promise<(options: object) => T> {
  const [name = "", ...rest] = text.split(":");
  const own = optionsOf(kind, rest.join(":"));
  const names = Object.keys(catalog);
  const load = Object.hasOwn(catalog, name) ? catalog[name] : undefined;
  if (load === undefined) {
    const near = nearest(name, names);
    throw new CommandError(
      (words) => `${words.unknownRecord({ kind, name, known: names.join(", ") })}; ${words.didYouMean({ near })}`,
      { [kind]: [near, ...rest].join(":") },
    );
  }
  const found = await load();
  const factory = typeof found === "function" && !("symbol" in found) && !("made" in found);
  if (factory)
    return (options) => {
      const all = { ...options, ...own };
      return (found as (options?: object) => T)(Object.keys(all).length === 0 ? undefined : all);
    };
  if (Object.keys(own).length > 0)
    throw new CommandError((words) => words.takesNoOptions({ kind, name, found: rest.join(":") }), { [kind]: name });
  return () => found as T;
}

/** A record by the name that a user gave, with the options behind it. @throws CommandError as `lookUpMaker`. */
export async function lookUp<T>(kind: string, catalog: Catalog, text: string): Promise<T> {
  return (await lookUpMaker<T>(kind, catalog, text))({});
}
