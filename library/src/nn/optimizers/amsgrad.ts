import type { Optimizer } from "./_optimizer.ts";
import { type AdamOptions, adam } from "./adam.ts";

/** Adam divided by the greatest v̂ seen, so that its steps cannot grow again. Source: Reddi, Kale, Kumar, ICLR 2018. */
export function amsgrad(options: Omit<AdamOptions, "amsgrad"> = {}): Optimizer {
  return { ...adam({ ...options, amsgrad: true }), name: "amsgrad" };
}
