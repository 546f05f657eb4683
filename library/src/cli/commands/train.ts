import { newRunFolder } from "../../node.ts";
import { type Command, defineCommand } from "../command.ts";
import { interruptible } from "../interrupt.ts";
import { keepOptions, resumedOptions } from "../keeping.ts";
import { neededFile, neededTarget } from "../needed.ts";
import { checkedTable, trainAndKeep, trainingNames } from "../training.ts";

/** `chainrule train`: from a CSV file to a run folder and an honest report beside two baselines. */
export const command: Command = defineCommand({
  name: "train",
  mayTake: ["file"],
  options: trainingNames,
  run: async (context, now) => {
    const { given, said } =
      now.resume === undefined
        ? { given: now, said: context.said }
        : resumedOptions(now.resume, { given: now, said: context.said });
    const file = neededFile(given.file, "train");
    await neededTarget(given.target, file, given);
    const checked = await checkedTable(context, given, file);
    const folder = now.resume ?? newRunFolder(given.runs);
    const resumes = now.resume !== undefined;
    if (!resumes) keepOptions(folder, { given: { ...given, file }, said });
    await trainAndKeep(context, { command: "train", folder, resumes, checked, given, signal: interruptible() });
  },
});
