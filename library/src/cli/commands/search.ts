import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { TrialSettings } from "../../experiment/search-space.ts";
import type { SearchState } from "../../node.ts";
import { FileError } from "../../util/errors.ts";
import { numberOption, optionalNumber } from "../arguments/numbers.ts";
import { type Command, defineCommand } from "../command.ts";
import { CommandError } from "../problem.ts";
import { type TrainingGiven, trainingNames } from "../training/given.ts";

const stateName = "search.json";

/** `chainrule search`: tries configurations within a budget, then trains the best and reports on rows never looked at. */
export const command: Command = defineCommand({
  name: "search",
  mayTake: ["file"],
  options: [...trainingNames, "trials", "minutes"],
  run: async (context, now) => {
    const { bestTrial, hasCheckpoint, search, trialTraining, usualSpace } = await import("../../node.ts");
    const { inputCount } = await import("../../data/inputs.ts");
    const { prepare } = await import("../../data/prepare.ts");
    const { writeWhole } = await import("../../runtime/whole-file.node.ts");
    const { optimizerFor, trainingSettings } = await import("../arguments/settings.ts");
    const { interruptible } = await import("../interrupt.ts");
    const { beginning } = await import("../training/beginning.ts");
    const { line } = await import("../training/plan.ts");
    const { trainAndKeep } = await import("../training/training.ts");
    const { say, print, words } = context;
    const { messages } = words;
    const minutes = optionalNumber("minutes", now.minutes, { above: true });
    const deadline = minutes === undefined ? Infinity : performance.now() + minutes * 60_000;
    const { given, said, checked, folder, resumes: goesOn } = await beginning(context, "search", now);
    const trials = numberOption("trials", given.trials, { whole: true, least: 1 });
    // The rows of the final test are not looked at here.
    const outer = prepare(checked.table, checked.prepare);
    const rows = Int32Array.from([...outer.training.rows, ...outer.validation.rows]).sort();
    const size = { rows: outer.training.rowCount, inputs: inputCount(outer.encoders) };
    const training = await trainingSettings(given, size);
    // What was said is not searched.
    const fixed = new Set(
      [...said].map((name) =>
        name === "learning-rate" ? "learningRate" : name === "activation" ? "activations" : name,
      ),
    );
    const space = usualSpace(size.rows, fixed, await optimizerFor(given.optimizer));
    const path = join(folder, stateName);
    const begun = goesOn ? savedState(path) : undefined;
    const signal = interruptible();
    const state = await search(checked.table, {
      prepare: checked.prepare,
      rows,
      space,
      training,
      trials,
      seed: training.seed,
      deadline,
      signal,
      ...(begun === undefined ? {} : { state: begun }),
      save: (found) => writeWhole(path, `${JSON.stringify(found, null, 2)}\n`),
      scored: ({ number, settings, scores }, epochs, left) => {
        const score = scores.at(-1) ?? null;
        if (given.json) print(JSON.stringify({ event: "trial", number, settings, epochs, score }));
        const facts = { number, settings: settingsText(settings), epochs, left };
        say(line(context, "searching", messages.trial({ ...facts, score: score?.toFixed(4) ?? "∞" })));
      },
    });
    if (signal.aborted) {
      say(messages.interrupted({ folder, command: "search" }));
      process.exitCode = 130;
      return;
    }
    const best = bestTrial(state);
    if (best === undefined) throw new CommandError(() => messages.noTrial);
    const { number, settings, scores } = best;
    const score = scores.at(-1)!.toFixed(4);
    say(line(context, "searching", messages.bestTrial({ number, settings: settingsText(settings), score })));
    const trained = {
      adapt: (base: typeof training): typeof training => trialTraining(base, settings, space),
      options: optionsOf(settings),
    };
    // With more trials another one may be the best: what was trained before belongs to the old one.
    const resumes = begun !== undefined && bestTrial(begun)?.number === number && hasCheckpoint(folder);
    await trainAndKeep(context, { command: "search", folder, resumes, checked, given, found: trained, signal });
  },
});

/** A trial's settings as options of `train`; layers, batch and rate are read off the training itself. */
function optionsOf({ activation, dropout, l2 }: TrialSettings): Partial<TrainingGiven> {
  return {
    ...(activation === undefined ? {} : { activation }),
    ...(dropout === undefined ? {} : { dropout: String(dropout) }),
    ...(l2 === undefined ? {} : { l2: String(l2) }),
  };
}

/** Settings as they are typed: `layers=32,16 learningRate=0.004`. */
function settingsText(settings: TrialSettings): string {
  const parts = Object.entries(settings).map(
    ([name, value]) => `${name}=${Array.isArray(value) ? value.join(",") : value}`,
  );
  return `(${parts.length === 0 ? "–" : parts.join(" ")})`;
}

/** What a search that goes on has found already. @throws FileError E404 where that cannot be read. */
function savedState(path: string): SearchState | undefined {
  if (!existsSync(path)) return undefined;
  try {
    const state = JSON.parse(readFileSync(path, "utf8")) as SearchState;
    if (!Array.isArray(state.trials) || !Array.isArray(state.stages)) throw new Error("no trials");
    return state;
  } catch (error) {
    throw new FileError("the state of the search cannot be read", {
      code: "E404",
      place: path,
      found: error instanceof Error ? error.message : String(error),
    });
  }
}
