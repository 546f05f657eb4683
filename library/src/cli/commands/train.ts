import { type Command, defineCommand } from "../command.ts";
import { interruptible } from "../interrupt.ts";
import { beginning } from "../training/beginning.ts";
import { trainingNames } from "../training/given.ts";
import { trainAndKeep } from "../training/training.ts";

/** `chainrule train`: from a CSV file to a run folder and an honest report beside two baselines. */
export const command: Command = defineCommand({
  name: "train",
  mayTake: ["file"],
  options: trainingNames,
  run: async (context, now) => {
    const { given, checked, folder, resumes } = await beginning(context, "train", now);
    await trainAndKeep(context, { command: "train", folder, resumes, checked, given, signal: interruptible() });
  },
});
