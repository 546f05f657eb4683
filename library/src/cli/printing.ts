import type { Finding } from "../data/findings.ts";
import type { FindingTexts } from "./messages/findings.ts";
import { languageOf } from "./messages/messages.ts";

/** Text from a file, made harmless for a terminal: no escapes, no changes of direction, not too long. */
export function inert(text: string, longest = 60): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not reach a terminal
  const plain = text.replace(/[\u0000-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "�");
  return plain.length > longest ? `${plain.slice(0, longest - 1)}…` : plain;
}

/** The texts for findings in a language. */
export async function findingTexts(
  language: string | undefined,
  environment: NodeJS.ProcessEnv,
): Promise<FindingTexts> {
  return languageOf(language, environment) === "zh"
    ? (await import("./messages/findings.zh.ts")).findings
    : (await import("./messages/findings.en.ts")).findings;
}

/** Findings as lines, those of one code together: what and where, then what is done about them and how to change it. */
export function findingLines(findings: readonly Finding[], texts: FindingTexts): string[] {
  const { column, line } = texts.words;
  const placeOf = (one: Finding): string => {
    const { lines = [] } = one;
    const more = one.count > lines.length ? " …" : "";
    return [
      ...(one.column === undefined ? [] : [`${column} ${inert(one.column)}`]),
      ...(lines.length === 0 ? [] : [`${line} ${lines.join(", ")}${more}`]),
    ].join(", ");
  };
  return [...new Set(findings.map(({ code }) => code))].flatMap((code) => {
    const { title, what, done, change } = texts[code];
    const same = findings.filter((one) => one.code === code);
    const shown = same.slice(0, 8).map((one) => {
      const said = what(one.example === undefined ? one : { ...one, example: inert(one.example) });
      const place = placeOf(one);
      return `     ${place === "" ? said : `${place}: ${said}`}`;
    });
    const rest = same.length > shown.length ? [`     … ${same.length - shown.length}`] : [];
    return [`${code} ${title}`, ...shown, ...rest, `     → ${done}`, `     → ${change}`];
  });
}
