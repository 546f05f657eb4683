import type { Finding, FindingChange } from "../../data/findings.ts";
import { inert } from "../../util/inert.ts";
import type { FindingTexts } from "../messages/findings.ts";

/** Where something was found: file, lines and column, in the words of a language. */
export function placeOf(finding: Finding, { column, line }: FindingTexts["words"], withFile = true): string {
  const { lines = [], count } = finding;
  const more = count > lines.length && lines.length > 0 ? " …" : "";
  return [
    ...(finding.file === undefined || !withFile ? [] : [inert(finding.file, 200)]),
    ...(finding.column === undefined ? [] : [`${column} ${inert(finding.column)}`]),
    ...(lines.length === 0 ? [] : [`${line} ${lines.join(", ")}${more}`]),
  ].join(", ");
}

/** How many findings of one code are shown before the rest is counted. */
const mostOfCode = 8;

/**
 * Findings as lines, those of one code together: what and where, what is done about them and how to change that.
 *
 * `changed` makes the command that does what a finding suggests.
 */
export function findingLines(
  findings: readonly Finding[],
  texts: FindingTexts,
  changed?: (change: FindingChange) => string,
  most: number = mostOfCode,
): string[] {
  return [...new Set(findings.map(({ code }) => code))].flatMap((code) => {
    const { title, what, done, change } = texts[code];
    const same = findings.filter((one) => one.code === code);
    const [first] = same as [Finding];
    const shown = same.slice(0, most).map((one) => {
      const said = what(one.example === undefined ? one : { ...one, example: inert(one.example) });
      const place = placeOf(one, texts.words, false);
      return `     ${place === "" ? said : `${place}: ${said}`}`;
    });
    const rest = same.length > shown.length ? [`     … ${same.length - shown.length}`] : [];
    const own = first.change === undefined || changed === undefined ? [] : [`     → ${changed(first.change)}`];
    return [`${code} ${title}`, ...shown, ...rest, `     → ${done(first)}`, `     → ${change(first)}`, ...own];
  });
}
