import { scaleLinear } from "d3-scale";
import { line as lineOf } from "d3-shape";
import { coordinate, escaped, frame } from "./svg.ts";

/** Points that belong together. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Joined by a line (unless said otherwise), or each by itself. */
  readonly kind?: "line" | "points";
}

/** What a chart shows. */
export interface ChartOptions {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly Series[];
  /** A vertical line with its name: the best epoch. */
  readonly mark?: { readonly at: number; readonly name: string };
  /** Whether the line y = x is drawn: where all points would lie. */
  readonly diagonal?: boolean;
}

/** A chart as SVG with title, axes and a legend, and its numbers as a table for those who cannot see it. */
export function chart({ title, x, y, series, mark, diagonal = false }: ChartOptions): string {
  const points = series.flatMap((one) => one.points);
  if (points.length === 0) return "";
  const range = (at: 0 | 1): [number, number] => {
    const values = points.map((point) => point[at]);
    return [Math.min(...values), Math.max(...values)];
  };
  let [xs, ys] = [range(0), range(1)];
  if (diagonal) xs = ys = [Math.min(xs[0], ys[0]), Math.max(xs[1], ys[1])];
  const across = scaleLinear()
    .domain(xs)
    .range([frame.left, frame.width - frame.right])
    .nice();
  const up = scaleLinear()
    .domain(ys)
    .range([frame.height - frame.bottom, frame.top])
    .nice();
  const path = lineOf<readonly [number, number]>(
    (p) => across(p[0]),
    (p) => up(p[1]),
  ).digits(2);
  const [left, right] = across.range() as [number, number];
  const [low, high] = up.range() as [number, number];
  const horizontal = up.ticks(5).map((tick) => {
    const at = coordinate(up(tick));
    return `<line class="grid" x1="${left}" x2="${right}" y1="${at}" y2="${at}"/><text x="${left - 8}" y="${at}" dy="0.32em" text-anchor="end">${escaped(up.tickFormat(5)(tick))}</text>`;
  });
  const vertical = across.ticks(6).map((tick) => {
    const at = coordinate(across(tick));
    return `<text x="${at}" y="${low + 18}" text-anchor="middle">${escaped(across.tickFormat(6)(tick))}</text>`;
  });
  const drawn = series.map(({ points: own, kind = "line" }, i) =>
    kind === "line"
      ? `<path class="line s${i}" d="${path(own as [number, number][]) ?? ""}"/>`
      : own
          .map((p) => `<circle class="s${i}" cx="${coordinate(across(p[0]))}" cy="${coordinate(up(p[1]))}" r="3"/>`)
          .join(""),
  );
  const marked =
    mark === undefined
      ? ""
      : `<line class="mark" x1="${coordinate(across(mark.at))}" x2="${coordinate(across(mark.at))}" y1="${high}" y2="${low}"/><text x="${coordinate(across(mark.at) + 4)}" y="${high + 10}">${escaped(mark.name)}</text>`;
  const ideal = diagonal
    ? `<line class="mark" x1="${coordinate(across(xs[0]))}" y1="${coordinate(up(xs[0]))}" x2="${coordinate(across(xs[1]))}" y2="${coordinate(up(xs[1]))}"/>`
    : "";
  const legend =
    series.length < 2
      ? ""
      : `<p class="legend">${series.map(({ name }, i) => `<span class="key s${i}"></span>${escaped(name)}`).join(" ")}</p>`;
  const rows =
    points.length > 400
      ? []
      : series.flatMap(({ name, points: own }) =>
          own.map((p) => `<tr><td>${escaped(name)}</td><td>${p[0]}</td><td>${p[1].toPrecision(5)}</td></tr>`),
        );
  const table =
    rows.length === 0
      ? ""
      : `<details><summary>${escaped(title)}: ${rows.length}</summary><table><thead><tr><th></th><th>${escaped(x)}</th><th>${escaped(y)}</th></tr></thead><tbody>${rows.join("")}</tbody></table></details>`;
  return `<figure><figcaption>${escaped(title)}</figcaption>
<svg role="img" aria-label="${escaped(`${title}: ${y}, ${x}`)}" viewBox="0 0 ${frame.width} ${frame.height}">
${horizontal.join("")}${vertical.join("")}${ideal}${drawn.join("")}${marked}
<text x="${(left + right) / 2}" y="${frame.height - 6}" text-anchor="middle">${escaped(x)}</text>
<text transform="translate(14 ${(low + high) / 2}) rotate(-90)" text-anchor="middle">${escaped(y)}</text>
</svg>${legend}${table}</figure>`;
}
