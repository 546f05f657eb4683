import { type CommandDef, runCommand, showUsage } from "citty";
import { closest } from "fastest-levenshtein";
import { ArgumentError, ChainruleError } from "../util/errors.ts";
import { version } from "../util/version.ts";

interface Entry {
  readonly does: string;
  readonly load: () => Promise<{ readonly command: CommandDef }>;
}

/** Every command: what it does, and what brings it; only the one that is asked for is loaded. */
const commands: Readonly<Record<string, Entry>> = {
  train: { does: "train a network on a table, beside two baselines", load: () => import("./commands/train.ts") },
  predict: { does: "apply a trained network to a table", load: () => import("./commands/predict.ts") },
  evaluate: { does: "judge a trained network on known answers", load: () => import("./commands/evaluate.ts") },
  check: { does: "say how a table is read and what is wrong with it", load: () => import("./commands/check.ts") },
  summary: { does: "show a model's layers, parameters and work", load: () => import("./commands/summary.ts") },
  runs: { does: "list runs, or say where two of them differ", load: () => import("./commands/runs.ts") },
  list: { does: "name activations, losses, optimizers …", load: () => import("./commands/list.ts") },
  help: { does: "explain a code such as W203", load: () => import("./commands/help.ts") },
};

function usage(): string {
  const width = Math.max(...Object.keys(commands).map((name) => name.length));
  return [
    `chainrule ${version}: neural networks in which nothing is hidden`,
    "",
    ...Object.entries(commands).map(([name, { does }]) => `  ${name.padEnd(width)}  ${does}`),
    "",
    "chainrule COMMAND --help names the options of a command.",
    "",
  ].join("\n");
}

const [name, ...rest] = process.argv.slice(2);
try {
  if (name === undefined || name === "--help" || name === "-h") process.stdout.write(usage());
  else if (name === "--version") process.stdout.write(`${version}\n`);
  else {
    const entry = Object.hasOwn(commands, name) ? commands[name] : undefined;
    if (entry === undefined)
      throw new ArgumentError(`there is no command "${name}"`, {
        expected: Object.keys(commands).join(", "),
        remedy: `did you mean "${closest(name, Object.keys(commands))}"?`,
      });
    const { command } = await entry.load();
    if (rest.includes("--help") || rest.includes("-h")) await showUsage(command);
    else await runCommand(command, { rawArgs: rest });
  }
} catch (error) {
  const known = error instanceof ChainruleError || (error instanceof Error && error.name === "CLIError");
  const code = error instanceof ChainruleError && error.code !== undefined ? `[${error.code}]` : "";
  process.stderr.write(`error${code}: ${known ? (error as Error).message : (error as Error).stack}\n`);
  process.exitCode = 2;
}
