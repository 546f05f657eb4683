import type { Report, TargetResult } from "../experiment/report.ts";
import { inert } from "../util/inert.ts";
import { aboutSection, findingsSection, repeatSection } from "./about.ts";
import { chartHeight, squareHeight } from "./axes.ts";
import { calibrationFigure, precisionRecallFigure, rocFigure } from "./class-charts.ts";
import { classesSection } from "./classes.ts";
import { importanceSection } from "./importance.ts";
import { nextCommands } from "./labels.ts";
import { learningCurve } from "./learning-curve.ts";
import { histogramFigure, residualFigure } from "./residual-charts.ts";
import { resultTable, worstSection } from "./result.ts";
import { chartStyle, colorStyle, pageStyle, printColors } from "./style.ts";
import { escaped, named } from "./svg.ts";
import { caveatText, type FindingWords, type ReportWords } from "./words.ts";

/** What a page needs besides the report and its words. */
export interface PageOptions {
  /** The words for findings. */
  readonly findings: FindingWords;
  /** The folder of the run, for the commands that come next. */
  readonly folder?: string;
  /** Rows whose whole computation is shown: what they are, and HTML that is safe. */
  readonly decisions?: readonly Decision[];
}

/** A row on which the network's decision is worked out. */
export interface Decision {
  readonly kind: "typical" | "worst";
  readonly line: number;
  readonly html: string;
}

function decided(decisions: readonly Decision[], words: ReportWords): string {
  if (decisions.length === 0) return "";
  const parts = decisions.map(
    ({ kind, line, html }) =>
      `<details class="decision"><summary>${escaped(words.page.decision({ kind, line }))}</summary>${html}</details>`,
  );
  return `<div class="decisions"><h2>${escaped(words.page.decisions)}</h2><p class="soft">${escaped(words.page.decisionsNote)}</p>${parts.join("")}</div>`;
}

function verdict({ comparison }: TargetResult, words: ReportWords): string {
  const bad = comparison.sentence === "as linear" || comparison.sentence === "better" ? "" : " bad";
  return `<p class="verdict${bad}">${escaped(words.sentences[comparison.sentence])}</p>`;
}

function caveats(report: Report, words: ReportWords): string {
  const items = report.caveats.map((one) => `<li>${escaped(caveatText(one, words.caveats))}</li>`);
  const body = items.length === 0 ? `<p>${escaped(words.noCaveats)}</p>` : `<ul class="plain">${items.join("")}</ul>`;
  return `<section class="caveats${items.length === 0 ? " none" : ""}"><h2>${escaped(words.caveatsTitle)}</h2>${body}</section>`;
}

/** What lies behind the result of one target. */
function behind(result: TargetResult, words: ReportWords, curve: string): string {
  const { network } = result.comparison;
  const target = inert(result.target, 24);
  const charts = [
    curve,
    calibrationFigure(network, words),
    rocFigure(network, words),
    precisionRecallFigure(network, words),
    residualFigure(network, target, words),
    histogramFigure(network, target, words),
  ].filter((chart) => chart !== "");
  return `${charts.length === 0 ? "" : `<div class="charts">${charts.join("")}</div>`}
${classesSection(network, words)}
${importanceSection(result, words)}
${worstSection(result, words)}`;
}

/** A report as one HTML page that needs nothing else: no script, no request; light, dark and on paper. */
export function reportPage(
  report: Report,
  words: ReportWords,
  { findings, folder, decisions = [] }: PageOptions,
): string {
  const [first, ...others] = report.results;
  const file = report.source.file.split(/[\\/]/).at(-1)!;
  const title = `${named(file)} · ${report.results.map(({ target }) => named(target)).join(", ")}`;
  const several = others.length > 0;
  const head = (result: TargetResult): string => {
    const rows = words.result({ rows: result.comparison.network.rows, folds: report.split.folds });
    const name = several ? `<h2 class="target">${words.page.target({ target: named(result.target) })}</h2>` : "";
    return `${name}${verdict(result, words)}<p class="soft">${escaped(rows)}</p>${resultTable(result, words)}`;
  };
  const curve = learningCurve(report.curve, words, first?.task.kind === "regression" ? chartHeight : squareHeight);
  const results = report.results.map((result, i) => ({
    head: head(result),
    rest: behind(result, words, i === 0 ? curve : ""),
  }));
  // One target: caveats before the charts; several: each with its charts, caveats before all of them.
  const body = several
    ? caveats(report, words) + results.map((one) => one.head + one.rest).join("")
    : `${results[0]?.head ?? ""}${caveats(report, words)}${results[0]?.rest ?? ""}`;
  return `<!doctype html>
<html lang="${words.language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${title}</title><style>${colorStyle}
${chartStyle}
${pageStyle}
${printColors}</style></head><body><main>
<p class="kind">${escaped(words.page.kind)}</p><h1>${title}</h1>
${first === undefined ? "" : body}
${decided(decisions, words)}
${findingsSection(report, findings, words)}
${aboutSection(report, words)}
${repeatSection(report, nextCommands(report, folder), words)}
</main></body></html>
`;
}
