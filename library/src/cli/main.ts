import { type CommandDef, defineCommand, runCommand, showUsage } from "citty";
import { ChainruleError } from "../util/errors.ts";

const commands = {
  train: () => import("./commands/train.ts").then((module) => module.command),
  predict: () => import("./commands/predict.ts").then((module) => module.command),
  evaluate: () => import("./commands/evaluate.ts").then((module) => module.command),
  summary: () => import("./commands/summary.ts").then((module) => module.command),
  runs: () => import("./commands/runs.ts").then((module) => module.command),
  check: () => import("./commands/check.ts").then((module) => module.command),
  help: () => import("./commands/help.ts").then((module) => module.command),
  list: () => import("./commands/list.ts").then((module) => module.command),
};
const main = defineCommand({
  meta: { name: "chainrule", description: "Neural networks in which nothing is hidden" },
  subCommands: commands,
});

const args = process.argv.slice(2);
try {
  const [name] = args;
  if (args.length === 0 || args.includes("--help") || args.includes("-h")) {
    const known = name !== undefined && Object.hasOwn(commands, name);
    await showUsage(known ? await commands[name as keyof typeof commands]() : (main as CommandDef));
  } else await runCommand(main, { rawArgs: args });
} catch (error) {
  const known = error instanceof ChainruleError || (error instanceof Error && error.name === "CLIError");
  const code = error instanceof ChainruleError && error.code !== undefined ? `[${error.code}]` : "";
  process.stderr.write(`error${code}: ${known ? (error as Error).message : (error as Error).stack}\n`);
  process.exitCode = 2;
}
