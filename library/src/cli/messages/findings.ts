import type { Finding, FindingCode } from "../../data/findings.ts";

/** Codes of what goes wrong besides tables: the command line, runs and their files. */
export const errorCodes = ["E401", "E402", "E403", "E404", "E405"] as const;

/** Every code that `chainrule help` explains. */
export type Code = FindingCode | (typeof errorCodes)[number];

/** What of a finding the sentences use. */
export type FindingFacts = Omit<Finding, "code"> & { readonly code: Code };

/** What the command line says of one code. */
export interface FindingText {
  /** A few words: what it is. */
  readonly title: string;
  /** What was found: counts and an example, without the place. */
  readonly what: (finding: FindingFacts) => string;
  /** What is done about it. */
  readonly done: (finding: FindingFacts) => string;
  /** How to change that. */
  readonly change: (finding: FindingFacts) => string;
  /** Why it matters, for `chainrule help CODE`. */
  readonly why: string;
}

/** The texts for every code; a language without one of them does not compile. */
export type FindingTexts = Readonly<Record<Code, FindingText>> & {
  /** The words around them. */
  readonly words: { readonly column: string; readonly line: string; readonly none: string };
};

/** A share as people write it. */
export function percent({ count, of = count }: FindingFacts): string {
  if (of === 0) return "0 %";
  return `${((100 * count) / of).toFixed(count / of < 0.1 ? 1 : 0)} %`;
}

/** A sentence by the kind of a finding; `otherwise` where there is none for it. */
export function byKind(finding: FindingFacts, sentences: Readonly<Record<string, string>>, otherwise: string): string {
  const { kind } = finding;
  return kind !== undefined && Object.hasOwn(sentences, kind) ? sentences[kind]! : otherwise;
}

/** The cells that a finding names, quoted: `"?", "N/A"`. */
export function cellsOf({ examples, example }: FindingFacts): string {
  return [...new Set(examples ?? (example === undefined ? [] : [example]))].map((cell) => `"${cell}"`).join(", ");
}
