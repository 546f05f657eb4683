import { join } from "node:path";
import type { Report } from "../experiment/report.ts";
import type { Decision } from "../report/page.ts";
import { writeWhole } from "../runtime/whole-file.node.ts";
import { quoted } from "./command.ts";
import type { FindingTexts } from "./messages/findings.ts";
import type { ResultTexts } from "./messages/results.ts";

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

/** Leaves a report in a run folder: `report.json`, `report.html` and `learning-curve.svg`. */
export async function writeReport(
  folder: string,
  report: Report,
  words: ResultTexts,
  findings: FindingTexts,
  decisions: readonly Decision[] = [],
): Promise<void> {
  // The page and its charts are loaded only when there is something to draw.
  const { reportPage } = await import("../report/page.ts");
  const { learningCurveSvg } = await import("../report/learning-curve.ts");
  writeWhole(join(folder, "report.json"), `${JSON.stringify(report, null, 2)}\n`);
  writeWhole(join(folder, "report.html"), reportPage(report, words, { findings, folder, decisions }));
  if (report.curve.length > 0) writeWhole(join(folder, "learning-curve.svg"), learningCurveSvg(report.curve, words));
}
