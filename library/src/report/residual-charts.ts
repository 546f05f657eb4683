import type { Evaluation } from "../evaluation/evaluation.ts";
import { extent, plane } from "./axes.ts";
import { chartFigure, figureOf, number, twin } from "./html.ts";
import { plainValue, shownLike } from "./numbers.ts";
import { coordinate } from "./svg.ts";
import type { ReportWords } from "./words.ts";

/** Residuals over answers: a pattern in them is something that the network has not learned. */
export function residualFigure({ residuals }: Evaluation, target: string, words: ReportWords): string {
  if (residuals === undefined) return "";
  const { against, answer, residual, exact } = words.residuals;
  const points = residuals.points.map(([truth, given]) => [given, truth - given] as const);
  const [low, high] = extent(points.map(([given]) => given));
  const written = shownLike(points.flat());
  const rows = points.map(([given, left]) => [
    number(plainValue(given + left)),
    number(written(given)),
    number(written(left)),
  ]);
  return chartFigure(
    against,
    {
      x: { label: `${answer} (${target})`, domain: [low, high], round: true },
      y: { label: `${residual} (${target})`, domain: extent([0, ...points.map(([, left]) => left)]), round: true },
      series: [{ name: words.network, kind: "points", points }],
      reference: { from: [low, 0], to: [high, 0], name: exact },
    },
    words.residuals.quantiles({ residual }) +
      ["q5", "q50", "q95"]
        .map((name) => ` ${name.slice(1)} %: ${written(residuals.quantiles[name as "q5"])}`)
        .join(","),
    twin(against, [words.worst.truth, answer, residual], rows, words),
  );
}

/** How many residuals lie in each of equal parts. */
export function histogramFigure({ residuals }: Evaluation, target: string, words: ReportWords): string {
  if (residuals === undefined || residuals.histogram.length === 0) return "";
  const { histogram, residual, rows: counted, from, to } = words.residuals;
  const bins = residuals.histogram;
  const most = Math.max(...bins.map(({ count }) => count));
  const room = plane(
    { label: `${residual} (${target})`, domain: [bins[0]!.from, bins.at(-1)!.to] },
    { label: counted, domain: [0, most], round: true, whole: true },
  );
  const bars = bins.map((bin) => {
    // A single value has no width of its own.
    const [left, right] =
      bin.to > bin.from
        ? [room.across(bin.from), room.across(bin.to)]
        : [room.across(bin.from) - 20, room.across(bin.from) + 20];
    const top = room.up(bin.count);
    return `<rect class="bar" x="${coordinate(left + 0.5)}" y="${coordinate(top)}" width="${coordinate(Math.max(0.5, right - left - 1))}" height="${coordinate(room.bottom - top)}"/>`;
  });
  const rows = bins.map((bin) => [number(plainValue(bin.from)), number(plainValue(bin.to)), number(String(bin.count))]);
  return figureOf(
    histogram,
    { svg: room.svg + bars.join(""), width: room.width, height: room.height },
    {
      summary: `${bins.length} × ${plainValue(bins[0]!.to - bins[0]!.from)}`,
      below: twin(histogram, [from, to, counted], rows, words),
    },
  );
}
