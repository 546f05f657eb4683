import type { Comparison } from "../../evaluation/comparison.ts";
import type { Scores } from "../../evaluation/evaluation.ts";
import { isLowerBetter, type MetricName } from "../../evaluation/metric-names.ts";
import { bestPoint } from "../../experiment/caveats.ts";
import type { TargetEvaluation } from "../../experiment/judging.ts";
import type { Report, TargetResult } from "../../experiment/report.ts";
import { constantLabel, methodsOf, metricLabel, metricOrder, metricText, nextCommands } from "../../report/labels.ts";
import { caveatText, type ReportWords } from "../../report/words.ts";
import type { CurvePoint } from "../../runtime/checkpoint.ts";
import { inert } from "../../util/inert.ts";
import { type Pen, penFor } from "../screen/pen.ts";
import { plotLines } from "../screen/plot.ts";
import type { TerminalOptions } from "../screen/terminal.ts";
import { behindLines } from "./behind.ts";
import { importanceLines } from "./importance.ts";

export { tableLines } from "../screen/tables.ts";

/** What a terminal shows of a report. */
export interface ReportLineOptions extends TerminalOptions {
  /** The folder of the run, for the commands that come next. */
  readonly folder?: string;
}

/** A table of scores side by side, turned where it is too wide. */
function scoreLines(
  scores: Scores,
  others: readonly { readonly name: string; readonly scores: Scores }[],
  words: ReportWords,
  pen: Pen,
): string[] {
  const order = metricOrder(scores);
  const named = (label: (name: MetricName) => string): string[][] => [
    ["", words.network, ...others.map(({ name }) => name), words.interval],
    ...order.map((name) => {
      const own = scores.metrics[name]!;
      return [
        label(name),
        metricText(name, own.value),
        ...others.map((other) => {
          const found = other.scores.metrics[name];
          return found === undefined ? "" : metricText(name, found.value);
        }),
        `${metricText(name, own.lower)} – ${metricText(name, own.upper)}`,
      ];
    }),
  ];
  const long = named((name) => metricLabel(name, words));
  const short = named((name) => words.metrics[name] + (isLowerBetter(name) ? " *" : ""));
  // Where the names are too long, a mark says which way is better.
  const marked = !pen.fits(long) && pen.fits(short) && order.some(isLowerBetter);
  return [
    ...pen.tableOrTurned(marked ? short : long),
    ...(marked ? pen.text(`*${words.lowerIsBetter}`, 2) : []),
    ...scores.notes.flatMap(({ metric, reason }) =>
      pen.text(words.leftOut({ metric: words.metrics[metric], reason: words.reasons[reason] }), 2),
    ),
    ...(Object.keys(scores.metrics).length === 0 ? [] : pen.text(methodsOf(scores, words), 2)),
  ];
}

function comparisonLines(result: TargetResult, folds: number | undefined, words: ReportWords, pen: Pen): string[] {
  const { network, linear, constant, sentence }: Comparison = result.comparison;
  const others = [
    { name: words.linear, scores: linear },
    { name: constantLabel(result, words), scores: constant },
  ];
  return [
    ...pen.title(words.result({ rows: network.rows, folds })),
    ...scoreLines(network, others, words, pen),
    ...pen.text(words.sentences[sentence]),
  ];
}

function curveLines(curve: readonly CurvePoint[], words: ReportWords, pen: Pen): string[] {
  if (curve.length === 0) return [];
  const best = bestPoint(curve);
  const validation = curve.flatMap(({ epoch, validation: loss }) =>
    loss === undefined ? [] : [[epoch, loss] as const],
  );
  const [solid, dotted, line] = pen.unicode ? ["─", "┄", "│"] : ["*", ".", "|"];
  const legend = [
    `${words.curve.training} ${solid}`,
    ...(validation.length === 0 ? [] : [`${words.curve.validation} ${dotted}`]),
    ...(best?.validation === undefined ? [] : [`${words.curve.best({ epoch: best.epoch })} ${line}`]),
  ];
  return [
    "",
    ...pen.title(words.curve.title),
    ...pen.text(legend.join("   "), 2),
    ...plotLines({
      series: [
        { points: curve.map(({ epoch, loss }) => [epoch, loss] as const) },
        { points: validation, dotted: true },
      ],
      ...(best?.validation === undefined ? {} : { mark: best.epoch }),
      columns: pen.columns - 2,
      unicode: pen.unicode,
    }).map((row) => `  ${row}`),
  ];
}

/**
 * A report as lines of text, none wider than the terminal and no number divided: results beside the baselines, one plain
 * sentence, what lies behind them, the learning curve, columns that matter, worst errors, caveats and next commands.
 */
export function reportLines(report: Report, words: ReportWords, options: ReportLineOptions): string[] {
  const pen = penFor(options);
  const several = report.results.length > 1;
  const results = report.results.flatMap((result, i) => [
    ...(i === 0 ? [] : [""]),
    ...(several ? pen.title(words.page.target({ target: inert(result.target) })) : []),
    ...comparisonLines(result, report.split.folds, words, pen),
    ...behindLines(result.comparison.network, words, pen),
    ...importanceLines(result, words, pen),
  ]);
  const commands = nextCommands(report, options.folder);
  return [
    ...results,
    ...curveLines(report.curve, words, pen),
    ...(report.caveats.length === 0
      ? []
      : [
          "",
          ...pen.title(words.caveatsTitle),
          ...report.caveats.flatMap((caveat) => pen.point(caveatText(caveat, words.caveats))),
        ]),
    ...(commands.length === 0 ? [] : ["", ...pen.title(words.next)]),
    ...commands.flatMap((command) => pen.text(inert(command, 400), 2)),
  ];
}

/** An evaluation alone, as lines. */
export function evaluationLines(
  { task, evaluation }: TargetEvaluation,
  words: ReportWords,
  options: TerminalOptions,
): string[] {
  const pen = penFor(options);
  return [
    ...pen.title(`${inert(task.target)}: ${words.resultOf({ rows: evaluation.rows })}`),
    ...scoreLines(evaluation, [], words, pen),
    ...behindLines(evaluation, words, pen),
  ];
}
