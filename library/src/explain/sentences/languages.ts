import { en } from "./en.ts";
import type { Words } from "./words.ts";
import { zh } from "./zh.ts";

/** The languages of the explanations. */
export type Language = "en" | "zh";

const languages: Readonly<Record<Language, Words>> = { en, zh };

/** The words of a language. */
export function wordsOf(language: Language): Words {
  return languages[language];
}
