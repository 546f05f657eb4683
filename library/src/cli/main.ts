import { defineCommand, runCommand, showUsage } from "citty";
import { ChainruleError } from "../util/errors.ts";

const main = defineCommand({
  meta: { name: "chainrule", description: "Neural networks in which nothing is hidden" },
  subCommands: {
    train: () => import("./commands/train.ts").then((module) => module.command),
    predict: () => import("./commands/predict.ts").then((module) => module.command),
  },
});

const args = process.argv.slice(2);
try {
  if (args.length === 0 || args.includes("--help") || args.includes("-h")) {
    if (args[0] === "train") await showUsage((await import("./commands/train.ts")).command);
    else if (args[0] === "predict") await showUsage((await import("./commands/predict.ts")).command);
    else await showUsage(main);
  } else await runCommand(main, { rawArgs: args });
} catch (error) {
  const known = error instanceof ChainruleError || (error instanceof Error && error.name === "CLIError");
  const code = error instanceof ChainruleError && error.code !== undefined ? `[${error.code}]` : "";
  process.stderr.write(`error${code}: ${known ? (error as Error).message : (error as Error).stack}\n`);
  process.exitCode = 2;
}
