import { type Command, defineCommand } from "../command.ts";
import { interruptible } from "../interrupt.ts";
import { beginning } from "../training/beginning.ts";
import { trainingNames } from "../training/given.ts";
import { trainAndKeep } from "../training/training.ts";

/** `chainrule train`: from a CSV file to a run folder and an honest report beside two baselines. */
export const command: Command = defineCommand({
  name: "train",
  mayTake: ["file"],
  options: [...trainingNames, "profile"],
  run: async (context, now) => {
    // Whether it is timed belongs to this call, and not to the run that is kept.
    const { profile, ...own } = now;
    const { given, checked, folder, resumes } = await beginning(context, "train", own);
    const call = { command: "train", folder, resumes, checked, given, profile, signal: interruptible() } as const;
    await trainAndKeep(context, call);
  },
});
