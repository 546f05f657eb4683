import type { ClassCurve } from "../evaluation/curves.ts";
import type { Evaluation } from "../evaluation/evaluation.ts";
import { type Axis, squareHeight } from "./axes.ts";
import type { Chart } from "./chart.ts";
import { chartFigure, number, twin } from "./html.ts";
import { shown } from "./numbers.ts";
import { named } from "./svg.ts";
import type { ReportWords } from "./words.ts";

const unit = (label: string): Axis => ({ label, domain: [0, 1] });

/** How sure the answers were against how often they were right. */
export function calibrationFigure({ calibration }: Evaluation, words: ReportWords): string {
  if (calibration === undefined || calibration.bins.length === 0) return "";
  const { title, says, happens, rows, error, ideal } = words.calibration;
  const { bins } = calibration;
  const chart: Chart = {
    x: unit(says),
    y: unit(happens),
    series: [
      { name: words.network, kind: "points", points: bins.map((bin) => [bin.confidence, bin.accuracy] as const) },
    ],
    reference: { from: [0, 0], to: [1, 1], name: ideal },
    height: squareHeight,
  };
  const lines = bins.map((bin) => [
    number(shown(bin.confidence)),
    number(shown(bin.accuracy)),
    number(String(bin.count)),
  ]);
  const summary = error({ error: shown(calibration.error) });
  return chartFigure(
    title,
    chart,
    summary,
    `<p class="soft">${named(summary, 200)}</p>${twin(title, [says, happens, rows], lines, words)}`,
  );
}

function curveFigure(
  { title, x, y }: { readonly title: string; readonly x: string; readonly y: string },
  curves: readonly ClassCurve[],
  words: ReportWords,
  chance?: string,
): string {
  if (curves.length === 0) return "";
  const name = (curve: ClassCurve): string => words.area({ name: named(curve.name, 30), area: shown(curve.area) });
  const chart: Chart = {
    x: unit(x),
    y: unit(y),
    // One curve has a legend of its own only for its name and area.
    series: curves.map((curve) => ({
      name: words.area({ name: curve.name.slice(0, 30), area: shown(curve.area) }),
      points: curve.points,
    })),
    ...(chance === undefined ? {} : { reference: { from: [0, 0], to: [1, 1], name: chance } }),
    height: squareHeight,
  };
  const rows = curves.flatMap((curve) =>
    curve.points.map(([a, b]) => [curve.name, number(shown(a)), number(shown(b))]),
  );
  const alone = curves.length === 1 && chance === undefined ? `<p class="soft">${name(curves[0]!)}</p>` : "";
  const summary = chart.series.map((one) => one.name).join("; ");
  return chartFigure(title, chart, summary, alone + twin(title, [words.classes.name, x, y], rows, words));
}

/** The ROC curve of every class that has one. */
export function rocFigure({ curves }: Evaluation, words: ReportWords): string {
  return curveFigure(words.roc, curves?.roc ?? [], words, words.roc.chance);
}

/** The precision–recall curve of every class that has one. */
export function precisionRecallFigure({ curves }: Evaluation, words: ReportWords): string {
  return curveFigure(words.precisionRecall, curves?.precisionRecall ?? [], words);
}
