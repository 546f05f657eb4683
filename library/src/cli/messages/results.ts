import type { ReportWords } from "../../report/words.ts";

/** The texts for results; a language without one of them does not compile. */
export type ResultTexts = ReportWords;

/** A share as people write it. */
export function share(part: number): string {
  return `${(100 * part).toFixed(part > 0.99 && part < 1 ? 1 : 0)} %`;
}

/** Names one after the other, at most eight. */
export function listed(names: readonly string[], mark: string): string {
  const few = names.slice(0, 8).join(mark);
  return names.length > 8 ? `${few}${mark}… (${names.length})` : few;
}
