import type { Derivation } from "../derivation.ts";
import { wordsOf } from "../sentences/languages.ts";
import { documentParts, type Markup } from "./document.ts";
import type { RenderOptions } from "./options.ts";

const markup: Markup = {
  phase: (title) => `## ${title}`,
  frame: (title) => `### ${title}`,
  equation: (latex) => `$$\n${latex}\n$$`,
  dimensions: (text) => text,
  emphasis: (text) => `*${text}*`,
  after: [],
};

/** A derivation as Markdown, with mathematics in LaTeX between dollar signs. */
export function toMarkdown(derivation: Derivation, options: RenderOptions = {}): string {
  const words = wordsOf(options.language ?? "en");
  const parts = [`# ${words.title}`, words.introduction(derivation), ...documentParts(derivation, options, markup)];
  return `${parts.join("\n\n")}\n`;
}
