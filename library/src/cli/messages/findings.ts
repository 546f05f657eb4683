import type { Finding, FindingCode } from "../../data/findings.ts";

/** What the command line says of one code. */
export interface FindingText {
  /** A few words: what it is. */
  readonly title: string;
  /** What was found: counts and an example, without the place. */
  readonly what: (finding: Finding) => string;
  /** What is done about it. */
  readonly done: string;
  /** How to change that. */
  readonly change: string;
  /** Why it matters, for `chainrule help CODE`. */
  readonly why: string;
}

/** The texts for every code; a language without one of them does not compile. */
export type FindingTexts = Readonly<Record<FindingCode, FindingText>> & {
  /** The words around them. */
  readonly words: { readonly column: string; readonly line: string; readonly none: string };
};

/** A share as people write it. */
export function percent({ count, of = count }: Finding): string {
  return `${((100 * count) / of).toFixed(count / of < 0.1 ? 1 : 0)} %`;
}
