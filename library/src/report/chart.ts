import { line as lineOf } from "d3-shape";
import type { Axis } from "./axes.ts";
import { plane } from "./axes.ts";
import { coordinate, escaped } from "./svg.ts";

/** Points that belong together. */
export interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Joined by a line (unless said otherwise), or each by itself. */
  readonly kind?: "line" | "points";
}

/** A straight line for comparison, from one point to another. */
export interface Reference {
  readonly from: readonly [number, number];
  readonly to: readonly [number, number];
  readonly name: string;
}

/** What a chart of lines or points shows. */
export interface Chart {
  readonly x: Axis;
  readonly y: Axis;
  readonly series: readonly Series[];
  /** A vertical line with its name: the best epoch. */
  readonly mark?: { readonly at: number; readonly name: string };
  readonly reference?: Reference;
  readonly height?: number;
}

/** One line of a legend: the look of what it names. */
export interface Key {
  readonly name: string;
  /** The number of a series; none for the reference line. */
  readonly series?: number;
  readonly kind: "line" | "points" | "reference";
}

/** How many looks there are for series. */
const looks = 10;

/** The keys of a chart; one series without a reference needs none. */
export function keysOf({ series, reference }: Pick<Chart, "series" | "reference">): readonly Key[] {
  if (series.length < 2 && reference === undefined) return [];
  return [
    ...series.map(({ name, kind = "line" }, i) => ({ name, series: i % looks, kind })),
    ...(reference === undefined ? [] : [{ name: reference.name, kind: "reference" as const }]),
  ];
}

/** The look of a series as it stands in a legend, 30 pixels wide. */
export function keySample({ kind, series = 0 }: Key): string {
  if (kind === "points") return `<circle class="dot s${series}" cx="15" cy="5" r="4"/>`;
  return `<path class="${kind === "line" ? `line s${series}` : "mark"}" d="M0 5H30"/>`;
}

/** Lines and points between axes, as the content of an SVG element of `width` × `height`. */
export function drawn({ x, y, series, mark, reference, height }: Chart): {
  readonly svg: string;
  readonly width: number;
  readonly height: number;
} {
  const room = plane(x, y, height);
  const { across, up, left, right, top, bottom } = room;
  const path = lineOf<readonly [number, number]>(
    (point) => across(point[0]),
    (point) => up(point[1]),
  ).digits(2);
  const shapes = series.map(({ points, kind = "line" }, i) =>
    kind === "line" && points.length > 1
      ? `<path class="line s${i % looks}" d="${path([...points]) ?? ""}"/>`
      : points
          .map(
            (point) =>
              `<circle class="dot s${i % looks}" cx="${coordinate(across(point[0]))}" cy="${coordinate(up(point[1]))}" r="${points.length > 200 ? 2.5 : 4}"/>`,
          )
          .join(""),
  );
  const compared =
    reference === undefined
      ? ""
      : `<path class="mark" d="M${coordinate(across(reference.from[0]))} ${coordinate(up(reference.from[1]))}L${coordinate(across(reference.to[0]))} ${coordinate(up(reference.to[1]))}"/>`;
  let marked = "";
  if (mark !== undefined) {
    const at = across(mark.at);
    // The name stands where there is room for it.
    const toLeft = at > (left + right) / 2;
    marked = `<path class="mark" d="M${coordinate(at)} ${top}V${bottom}"/><text x="${coordinate(at + (toLeft ? -6 : 6))}" y="${top + 11}" text-anchor="${toLeft ? "end" : "start"}">${escaped(mark.name)}</text>`;
  }
  return { svg: room.svg + compared + shapes.join("") + marked, width: room.width, height: room.height };
}
