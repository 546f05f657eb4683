import { type Command, defineCommand } from "../command.ts";
import { trainingNames } from "../training/given.ts";

/** `chainrule train`: from a CSV file to a run folder and an honest report beside two baselines. */
export const command: Command = defineCommand({
  name: "train",
  mayTake: ["file"],
  options: [...trainingNames, "profile"],
  run: async (context, now) => {
    const { interruptible } = await import("../interrupt.ts");
    const { beginning } = await import("../training/beginning.ts");
    const { trainAndKeep } = await import("../training/training.ts");
    // Whether it is timed belongs to this call, and not to the run that is kept.
    const { profile, ...own } = now;
    const { given, checked, folder, resumes } = await beginning(context, "train", own);
    const call = { command: "train", folder, resumes, checked, given, profile, signal: interruptible() } as const;
    await trainAndKeep(context, call);
  },
});
