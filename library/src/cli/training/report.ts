import { join } from "node:path";
import type { TabularOptions } from "../../experiment/tabular.ts";
import { columnImportance, type Experiment, type Report, reportOf, sha256Of, summarize } from "../../node.ts";
import type { Decision } from "../../report/page.ts";
import { writeWhole } from "../../runtime/whole-file.node.ts";
import { namesIn } from "../arguments/options.ts";
import { quoted } from "../command.ts";
import type { FindingTexts } from "../messages/findings.ts";
import type { ResultTexts } from "../messages/results.ts";
import type { Checked } from "./checked-table.ts";
import type { TrainingGiven } from "./given.ts";

/** Options as they stand in a report: of those named, which decide something, the ones that have a value. */
export function configurationOf(
  options: Readonly<Record<string, unknown>>,
  names: readonly string[],
): Report["configuration"] {
  return Object.fromEntries(
    Object.entries(options).flatMap(([name, value]) =>
      names.includes(name) && (typeof value === "string" || typeof value === "number" || typeof value === "boolean")
        ? [[name, value] as const]
        : [],
    ),
  );
}

/** The command line that does a run again; `file` is its only option without a name. */
export function commandOf(command: string, { file, ...options }: Report["configuration"]): string {
  const named = Object.entries(options).flatMap(([name, value]) => {
    if (value === null || value === false) return [];
    return [value === true ? `--${name}` : `--${name}=${quoted(String(value))}`];
  });
  return ["chainrule", command, ...(file === undefined ? [] : [quoted(String(file))]), ...named].join(" ");
}

/** The options on which it depends what a run comes to: not where it is kept, how it is told, or what was searched. */
const decisive: readonly string[] = [
  "file",
  ...namesIn("preparing", "reading", "network", "training", "running"),
  "fail-under",
];

/** The options as they were said, and what was chosen where nothing was: with it the run can be repeated. */
export function effective(given: TrainingGiven, { folds }: Checked, training: TabularOptions): Report["configuration"] {
  const { layers, batch, epochs, patience, optimizer } = training;
  const rate = "advance" in optimizer ? undefined : String(optimizer.learningRate);
  const chosen = {
    ...given,
    layers: layers.join(","),
    batch: String(batch),
    epochs: String(epochs),
    patience: String(patience),
    "learning-rate": rate,
    folds: given["test-file"] === undefined && folds === undefined ? given.folds : String(folds ?? 1),
  };
  return configurationOf(chosen, decisive);
}

/** Everything that a run tells, as data. */
export async function reportOfRun(
  { file, table, prepare, findings, folds }: Checked,
  configuration: Report["configuration"],
  found: Experiment,
  seconds: number,
): Promise<Report> {
  const { prepared, model, outcomes, curve } = found;
  const importance = await columnImportance(found, prepare.seed ?? 0);
  // Standard input is gone when the rows have been read.
  const sha256 = file === "-" ? undefined : await sha256Of(file);
  return reportOf({
    source: {
      file,
      rows: table.rowCount,
      columns: table.columns.length,
      ...table.source,
      ...(sha256 === undefined ? {} : { sha256 }),
    },
    configuration,
    // What a search has found is trained again without searching.
    command: commandOf("train", configuration),
    seeds: { seed: prepare.seed ?? 0 },
    split: {
      method:
        prepare.group !== undefined ? "grouped" : prepared.tasks[0]!.kind === "regression" ? "random" : "stratified",
      training: prepared.training.rowCount,
      validation: prepared.validation.rowCount,
      test: outcomes[0]!.comparison.network.rows,
      ...(prepare.group === undefined ? {} : { group: prepare.group }),
      ...(folds === undefined ? {} : { folds }),
    },
    findings,
    leftOut: prepared.leftOut,
    results: outcomes.map(({ task, comparison }, k) => ({
      target: task.target,
      task,
      comparison,
      importance: importance[k]!,
    })),
    curve,
    summary: summarize(model),
    node: process.version,
    times: { finished: new Date().toISOString(), seconds: Number(seconds.toFixed(3)) },
  });
}

/** Leaves a report in a run folder: `report.json`, `report.html` and `learning-curve.svg`. */
export async function writeReport(
  folder: string,
  report: Report,
  words: ResultTexts,
  findings: FindingTexts,
  decisions: readonly Decision[] = [],
): Promise<void> {
  // The page and its charts are loaded only when there is something to draw.
  const { reportPage } = await import("../../report/page.ts");
  const { learningCurveSvg } = await import("../../report/learning-curve.ts");
  writeWhole(join(folder, "report.json"), `${JSON.stringify(report, null, 2)}\n`);
  writeWhole(join(folder, "report.html"), reportPage(report, words, { findings, folder, decisions }));
  if (report.curve.length > 0) writeWhole(join(folder, "learning-curve.svg"), learningCurveSvg(report.curve, words));
}
