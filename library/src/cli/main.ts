import { allowRelaxedVectors } from "../runtime/relaxed.ts";
import { version } from "../util/version.ts";
import { nearest } from "./arguments/nearest.ts";
import { type Command, contextOf, parsed } from "./command.ts";
import { errorLines } from "./errors.ts";
import { type CommandName, commandNames } from "./messages/help.ts";
import { helpIn, languageOf, wordsIn } from "./messages/words.ts";
import { CommandError } from "./problem.ts";
import { fitted } from "./screen/fit.ts";
import { terminalOf } from "./screen/terminal.ts";

/** What brings each command; only the one that is asked for is loaded. */
const load: Readonly<Record<CommandName, () => Promise<{ readonly command: Command }>>> = {
  train: () => import("./commands/train.ts"),
  search: () => import("./commands/search.ts"),
  predict: () => import("./commands/predict.ts"),
  evaluate: () => import("./commands/evaluate.ts"),
  check: () => import("./commands/check.ts"),
  summary: () => import("./commands/summary.ts"),
  bench: () => import("./commands/bench.ts"),
  runs: () => import("./commands/runs.ts"),
  export: () => import("./commands/export.ts"),
  explain: () => import("./commands/explain.ts"),
  gradcheck: () => import("./commands/gradcheck.ts"),
  functions: () => import("./commands/functions.ts"),
  derive: () => import("./commands/derive.ts"),
  list: () => import("./commands/list.ts"),
  help: () => import("./commands/help.ts"),
  completion: () => import("./commands/completion.ts"),
};

/** The value of an option before the command line is parsed: errors of parsing must know the language. */
function early(words: readonly string[], name: string): string | undefined {
  const at = words.indexOf(`--${name}`);
  return at >= 0 ? words[at + 1] : words.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
}

allowRelaxedVectors();
const [name, ...line] = process.argv.slice(2);
const language = languageOf(early(line, "lang"), process.env);
let command: Command | undefined;

/** Says what went wrong, on standard error; where JSON is asked for, on standard output too. */
async function tell(error: unknown): Promise<void> {
  process.exitCode = 2;
  const { lines, fields } = errorLines(error, await wordsIn(language), command, line);
  const { fits, columns } = terminalOf(process.stderr, process.env);
  process.stderr.write(`${lines.map((text) => (fits ? fitted(text, columns) : text)).join("\n")}\n`);
  if (line.includes("--json")) process.stdout.write(`${JSON.stringify({ event: "error", ...fields })}\n`);
}

process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  // A reader that has seen enough, such as head, closes the pipe: nothing is wrong then.
  if (error.code === "EPIPE") process.exit(0);
  void tell(error).finally(() => process.exit(2));
});
try {
  const { columns } = terminalOf(process.stdout, process.env);
  if (name === "--version") process.stdout.write(`${version}\n`);
  else if (name === "completion" && line[0] === "--words") {
    // What a shell asks for while a line is typed: silent whatever happens.
    const { completions } = await import("./arguments/complete.ts");
    const found = await completions(line.slice(1), async (one) => (await load[one]()).command).catch(() => []);
    process.stdout.write(found.map((one) => `${one}\n`).join(""));
  } else if (name === undefined || name === "--help" || name === "-h") {
    const { overview } = await import("./arguments/usage.ts");
    process.stdout.write(`${overview(await helpIn(language), columns)}\n`);
  } else {
    if (!(commandNames as readonly string[]).includes(name))
      throw new CommandError(
        (texts) => `${texts.unknownCommand({ name })}; ${texts.didYouMean({ near: nearest(name, [...commandNames]) })}`,
      );
    ({ command } = await load[name as CommandName]());
    if (line.includes("--help") || line.includes("-h")) {
      const { usageOf } = await import("./arguments/usage.ts");
      process.stdout.write(`${usageOf(command, await helpIn(language), columns)}\n`);
    } else {
      const found = parsed(command, line);
      await command.run(contextOf(command, line, await wordsIn(language), found), found.given as never);
    }
  }
} catch (error) {
  await tell(error);
}
