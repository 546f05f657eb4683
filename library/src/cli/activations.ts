import { closest } from "fastest-levenshtein";
import * as activations from "../nn/activations/index.gen.ts";
import type { Activation } from "../nn/network.ts";
import { ArgumentError } from "../util/errors.ts";

const named = new Map(
  Object.entries(activations as unknown as Record<string, Activation>).filter(([, value]) => "symbol" in value),
);

/** An activation by its name. @throws ArgumentError with the most similar name. */
export async function activationOf(name: string): Promise<Activation> {
  const found = named.get(name);
  if (found !== undefined) return found;
  throw new ArgumentError(`there is no activation "${name}"`, {
    remedy: `did you mean "${closest(name, [...named.keys()])}"?`,
  });
}
