import { namesIn } from "../arguments/options.ts";
import { readingOptions } from "../arguments/reading.ts";
import { type Command, defineCommand } from "../command.ts";
import { CommandError } from "../problem.ts";
import { demandsOf, failedDemands } from "../training/demands.ts";

/** `chainrule evaluate`: how good a trained network is on rows whose answers are known. */
export const command: Command = defineCommand({
  name: "evaluate",
  takes: ["run", "file"],
  options: [...namesIn("reading"), "fail-under", "json", "quiet", "lang", "debug"],
  run: async ({ print, say, output, words }, given) => {
    const demands = demandsOf(given["fail-under"]);
    const { evaluateTable, loadRun, readCsv } = await import("../../node.ts");
    const { model, preparation } = await loadRun(given.run);
    if (preparation === undefined) throw new CommandError((texts) => texts.notOfTable({ place: given.run }));
    const table = await readCsv(given.file, { ...readingOptions(given), like: preparation.readings });
    const evaluations = await evaluateTable(table, preparation, model);
    const { evaluationLines } = await import("../results/report-lines.ts");
    if (given.json) print(JSON.stringify(evaluations));
    else print(evaluations.flatMap((one) => evaluationLines(one, words.results, output)).join("\n"));
    const failed = failedDemands(
      demands,
      evaluations.map(({ evaluation }) => evaluation),
    );
    for (const facts of failed) say(words.messages.missed(facts));
    if (failed.length > 0) process.exitCode = 1;
  },
});
