import type { FindingTexts } from "./findings.ts";
import type { HelpTexts } from "./help.ts";
import type { Messages } from "./messages.ts";
import type { ProblemTexts } from "./problems.ts";
import type { ProgramTexts } from "./programs.ts";
import type { ResultTexts } from "./results.ts";

/** The languages there are. */
export const languages = ["en", "zh"] as const;
export type Language = (typeof languages)[number];

/** Every text of the command line in one language. */
export interface Words {
  readonly language: Language;
  readonly messages: Messages;
  readonly findings: FindingTexts;
  readonly problems: ProblemTexts;
  readonly results: ResultTexts;
  readonly programs: ProgramTexts;
}

/** The language that is asked for, or that of the environment, or English. */
export function languageOf(asked: string | undefined, environment: NodeJS.ProcessEnv): Language {
  const wanted = asked ?? environment["LC_ALL"] ?? environment["LC_MESSAGES"] ?? environment["LANG"] ?? "";
  return wanted.toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** The texts in a language; only that one is loaded. */
export async function wordsIn(language: Language): Promise<Words> {
  if (language === "zh") {
    const { zh } = await import("./zh.ts");
    const { findings } = await import("./findings.zh.ts");
    const { problems } = await import("./problems.zh.ts");
    const { results } = await import("./results.zh.ts");
    const { programs } = await import("./programs.zh.ts");
    return { language, messages: zh, findings, problems, results, programs };
  }
  const { en } = await import("./en.ts");
  const { findings } = await import("./findings.en.ts");
  const { problems } = await import("./problems.en.ts");
  const { results } = await import("./results.en.ts");
  const { programs } = await import("./programs.en.ts");
  return { language, messages: en, findings, problems, results, programs };
}

/** What help says in a language; loaded where help is asked for. */
export async function helpIn(language: Language): Promise<HelpTexts> {
  return language === "zh" ? (await import("./help.zh.ts")).help : (await import("./help.en.ts")).help;
}
