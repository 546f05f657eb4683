import type { Derivation, Phase } from "../derivation.ts";
import type { DifferentiationRule } from "../differentiation.ts";
import type { Finding } from "../numeric-check.ts";
import type { SentenceCatalog } from "./sentence.ts";

/** Every text of the explanations, in one language; a language has all of them, or it does not compile. */
export interface Words {
  /** The language's tag, as pages name it. */
  readonly tag: string;
  readonly sentences: SentenceCatalog;
  readonly phases: Readonly<Record<Phase, string>>;
  readonly title: string;
  /** What is explained, and under which conditions. */
  readonly introduction: (derivation: Pick<Derivation, "rowCount" | "mode" | "form">) => string;
  readonly shortForm: string;
  readonly frame: (at: number, last: number) => string;
  /** Headings of what is shown on demand. */
  readonly depths: { readonly matrices: string; readonly cell: string; readonly tape: string };
  readonly dimensions: string;
  /** What is said about derivatives of formulas. */
  readonly calculus: {
    readonly rules: Readonly<Record<DifferentiationRule, (symbol: string) => string>>;
    readonly together: string;
    readonly value: string;
    readonly gradient: string;
    readonly descent: string;
    readonly checked: (facts: {
      readonly numeric: string;
      readonly delta: string;
      readonly finding: Finding;
    }) => string;
  };
  /** What is said about functions of one number. */
  readonly functions: {
    readonly range: (isProved: boolean) => string;
    readonly kinks: string;
    readonly flat: string;
    readonly threeLayers: (product: string) => string;
    readonly source: string;
  };
  /** How mathematics is read aloud. */
  readonly speech: {
    readonly signs: Readonly<Record<string, string>>;
    readonly matrix: (rows: number, columns: number) => string;
    readonly transposed: string;
    readonly squared: string;
    readonly fresh: (name: string) => string;
    readonly partial: (name: string) => string;
  };
}
