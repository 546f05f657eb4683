import { bestPoint } from "../experiment/caveats.ts";
import type { CurvePoint } from "../runtime/checkpoint.ts";
import { extent } from "./axes.ts";
import type { Chart } from "./chart.ts";
import { chartFigure, number, twin } from "./html.ts";
import { isWide, shown } from "./numbers.ts";
import { chartFile } from "./standalone.ts";
import type { ReportWords } from "./words.ts";

/** The losses of training and validation over the epochs, with the best epoch; logarithmic where they span much. */
function curveChart(curve: readonly CurvePoint[], { curve: words }: ReportWords, room = 300): Chart {
  const best = bestPoint(curve);
  const validation = curve.flatMap(({ epoch, validation: loss }) =>
    loss === undefined ? [] : [[epoch, loss] as const],
  );
  const losses = [...curve.map(({ loss }) => loss), ...validation.map(([, loss]) => loss)];
  const logarithmic = isWide(losses);
  const [low, high] = extent(losses);
  return {
    x: { label: words.epoch, domain: extent(curve.map(({ epoch }) => epoch)), whole: true },
    y: {
      label: logarithmic ? words.logarithmic : words.loss,
      // A loss is read from 0 where it may be 0.
      domain: logarithmic || low < 0 ? [low, high] : [0, high],
      round: true,
      logarithmic,
    },
    height: room,
    series: [
      { name: words.training, points: curve.map(({ epoch, loss }) => [epoch, loss] as const) },
      ...(validation.length === 0 ? [] : [{ name: words.validation, points: validation }]),
    ],
    ...(best?.validation === undefined ? {} : { mark: { at: best.epoch, name: words.best({ epoch: best.epoch }) } }),
  };
}

/** What the curve says in a few words. */
function summaryOf(curve: readonly CurvePoint[], { curve: words }: ReportWords): string {
  const [last, best] = [curve.at(-1)!, bestPoint(curve)];
  const held =
    best?.validation === undefined ? "" : `, ${words.best({ epoch: best.epoch })}, ${shown(best.validation)}`;
  return `${words.epoch} ${last.epoch}, ${words.training} ${shown(last.loss)}${held}`;
}

/** The learning curve as a figure of the page, as high as its neighbors. */
export function learningCurve(curve: readonly CurvePoint[], words: ReportWords, height: number): string {
  if (curve.length === 0) return "";
  const { title, epoch, training, validation } = words.curve;
  const rows = curve.map((point) => [
    String(point.epoch),
    number(shown(point.loss)),
    point.validation === undefined ? "" : number(shown(point.validation)),
  ]);
  const below = twin(title, [epoch, training, validation], rows, words);
  return chartFigure(title, curveChart(curve, words, height), summaryOf(curve, words), below);
}

/** The learning curve as an SVG file of its own, with its styles; nothing where there is no epoch. */
export function learningCurveSvg(curve: readonly CurvePoint[], words: ReportWords): string {
  return curve.length === 0 ? "" : chartFile(curveChart(curve, words), words.curve.title, summaryOf(curve, words));
}
