import { type Finding, type FindingChange, TableError } from "../data/findings.ts";
import { ChainruleError, NonFiniteError, type NonFiniteFacts } from "../util/errors.ts";
import { inert } from "../util/inert.ts";
import { type Command, changedLine, parsed, quoted } from "./command.ts";
import type { Code } from "./messages/findings.ts";
import type { Words } from "./messages/words.ts";
import { CommandError } from "./problem.ts";
import { placeOf } from "./results/findings.ts";

/** An error as it is told: lines for people, and fields for programs. */
export interface Told {
  readonly lines: readonly string[];
  readonly fields: Readonly<Record<string, unknown>>;
}

/**
 * What an error says: code and place, what is wrong, what was expected and found, a command that gets further, and the
 * command that explains the code. Only for what nobody expected is there a trace of the program.
 */
export function errorLines(error: unknown, words: Words, command: Command | undefined, line: readonly string[]): Told {
  const { problems, findings } = words;
  const told = (code: string | undefined, what: string, more: readonly string[], fix: string | undefined): Told => {
    const explained = code !== undefined && Object.hasOwn(findings, code);
    const head = `${problems.error}${code === undefined ? "" : `[${code}]`}: ${what}`;
    const lines = [
      head,
      ...more.map((text) => `  ${text}`),
      ...(fix === undefined ? [] : [`  ${problems.try}: ${fix}`]),
      ...(explained && fix !== `chainrule help ${code}` ? [`  ${problems.more}: chainrule help ${code}`] : []),
    ];
    return { lines, fields: { code, message: what, details: more, try: fix } };
  };
  if (error instanceof CommandError) {
    const change = error.change;
    return told(
      error.code,
      error.say(problems),
      [],
      change === undefined || command === undefined ? undefined : changedLine(command, line, change),
    );
  }
  if (error instanceof TableError) {
    const { finding } = error;
    const { what, change } = findings[finding.code];
    const place = placeOf(finding, findings.words);
    const facts = [
      ...(finding.expected === undefined ? [] : [`${problems.expected} ${inert(finding.expected, 400)}`]),
      ...(finding.found === undefined ? [] : [`${problems.found} ${inert(finding.found, 400)}`]),
      change(finding),
    ];
    const fixed = command === undefined ? undefined : suggestion(command, line, finding);
    return told(
      finding.code,
      place === "" ? what(finding) : `${place}: ${what(finding)}`,
      facts,
      fixed ?? `chainrule help ${finding.code}`,
    );
  }
  if (error instanceof NonFiniteError) {
    const { what, where } = problems.nonFinite(error.facts);
    const change = adviceChange(error.facts, command, line);
    const fix = change === undefined || command === undefined ? undefined : changedLine(command, line, change);
    return told(error.code, what, [where, problems.advice[error.facts.advice]], fix);
  }
  if (error instanceof ChainruleError) {
    const code = error.code;
    const title = code !== undefined && Object.hasOwn(findings, code) ? findings[code as Code].title : undefined;
    // What the library itself says is in English; in another language the title of the code stands before it.
    const what = title === undefined || words.language === "en" ? error.message : `${title}（${error.message}）`;
    return told(code, inert(what, 1000), [], undefined);
  }
  const known = error as NodeJS.ErrnoException;
  if (known.code === "ENOSPC" || known.code === "EACCES" || known.code === "EROFS")
    return told(
      "E405",
      `${findings.E405.title}: ${inert(known.message, 400)}`,
      [findings.E405.change({ code: "E405", count: 1 })],
      undefined,
    );
  const trace = line.includes("--debug") ? (known.stack ?? String(known)) : `${known.name}: ${known.message}`;
  return told(undefined, inert(trace, 4000), [], undefined);
}

/** What of the command line may help against numbers that are not finite. */
function adviceChange(
  { advice }: NonFiniteFacts,
  command: Command | undefined,
  line: readonly string[],
): FindingChange | undefined {
  if (advice === "clip the gradient") return { clipNorm: "1" };
  if (advice !== "lower the learning rate" || command === undefined) return undefined;
  const rate = parsed(command, line).given["learning-rate"];
  return rate === undefined ? { clipNorm: "1" } : { learningRate: String(Number((Number(rate) / 10).toPrecision(3))) };
}

/**
 * The command line with what a finding suggests. A wrong name of a column is replaced wherever it stands: in --target,
 * --group, --types …
 */
function suggestion(
  command: Command,
  line: readonly string[],
  { code, kind, change, example: wrong }: Finding,
): string | undefined {
  // A column that a table lacks cannot be had by another command.
  if (change === undefined || kind === "column") return undefined;
  const near = code === "E104" ? change[kind ?? "target"] : undefined;
  if (typeof near !== "string" || wrong === undefined) return changedLine(command, line, change);
  const part = new RegExp(`(^|[,=])${wrong.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}(?=$|[,=])`, "g");
  const replaced = line.map((word, i) =>
    word.startsWith("--") && word.includes("=")
      ? word.slice(0, word.indexOf("=") + 1) +
        word.slice(word.indexOf("=") + 1).replace(part, (_, before: string) => before + near)
      : line[i - 1]?.startsWith("--")
        ? word.replace(part, (_, before: string) => before + near)
        : word,
  );
  return replaced.some((word, i) => word !== line[i])
    ? ["chainrule", command.name, ...replaced.map(quoted)].join(" ")
    : undefined;
}
