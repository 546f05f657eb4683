import { statSync } from "node:fs";
import { namesIn } from "../arguments/options.ts";
import { type Command, defineCommand } from "../command.ts";
import type { TrainingGiven } from "../training/given.ts";

/** The options that say what is measured: those of a training, but not where runs are kept. */
const names = namesIn("preparing", "reading", "network", "training", "running", "manners");

/**
 * `chainrule bench`: what a network reaches on this machine, and where the time of a training step goes; of a run, with its
 * weights and options, or of a training that could begin on a table. Options that are said replace those of the run.
 */
export const command: Command = defineCommand({
  name: "bench",
  mayTake: ["subject", "file"],
  options: names,
  run: async ({ print, said, output, words }, { subject: asked, file, ...now }) => {
    const { loadRun, profileInference, profileTraining } = await import("../../node.ts");
    const { Model } = await import("../../runtime/model.ts");
    const { neededFile, neededTarget } = await import("../arguments/needed.ts");
    const { benchLines, profileData } = await import("../results/profile-lines.ts");
    const { givenTraining, keptOptions, tableOf } = await import("../training/given-training.ts");
    const subject = neededFile(asked, "bench");
    const isRun =
      subject.endsWith(".safetensors") || statSync(subject, { throwIfNoEntry: false })?.isDirectory() === true;
    const chosen = Object.fromEntries(Object.entries(now).filter(([name]) => said.has(name)));
    const given = { ...(isRun ? keptOptions(subject) : now), ...chosen } as TrainingGiven;
    const path = isRun ? tableOf(given, file, "bench") : subject;
    await neededTarget(given.target, path, given);
    const { prepared, network, options } = await givenTraining(given, path);
    const { training: examples } = prepared;
    const inputs = examples.inputs.length / examples.rowCount;
    const first = new Model(network, inputs, network.initialize([inputs], options.seed ?? 0));
    const kept = isRun ? (await loadRun(subject)).model : first;
    // Where other layers are asked for, the weights of the run do not fit.
    const model = kept.weights.length === first.weights.length && kept.inputs === inputs ? kept : first;
    const profile = await profileTraining(network, examples, options, { from: model });
    const answering = await profileInference(model, options);
    if (now.json) print(JSON.stringify({ ...profileData(profile), inference: answering }));
    else print(benchLines(profile, answering, words.programs, output).join("\n"));
  },
});
