import { scaleLinear, scaleLog } from "d3-scale";
import { coordinate, escaped, figure } from "./svg.ts";

/** The height of a chart, and the one that makes the room between the axes about square. */
export const chartHeight = 320;
export const squareHeight = 400;

/** An axis: what it is, and from where to where. */
export interface Axis {
  readonly label: string;
  readonly domain: readonly [number, number];
  /** Whether the ends are moved to round numbers. */
  readonly round?: boolean;
  readonly logarithmic?: boolean;
  /** Whether only whole numbers have marks. */
  readonly whole?: boolean;
}

/** Axes drawn, and where values lie between them. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
  readonly across: (value: number) => number;
  readonly up: (value: number) => number;
  readonly svg: string;
}

interface Scale {
  readonly at: (value: number) => number;
  readonly ticks: readonly { readonly at: number; readonly text: string }[];
}

/** A domain that is never a single point. */
function opened([low, high]: readonly [number, number]): [number, number] {
  if (high > low) return [low, high];
  const half = low === 0 ? 1 : Math.abs(low) * 0.1;
  return [low - half, low + half];
}

function scaleOf({ domain, logarithmic = false, round = false, whole = false }: Axis, count: number): Scale {
  const [from, to] = opened(domain);
  if (logarithmic) {
    const scale = scaleLog().domain([from, to]).range([0, 1]);
    // Where few powers lie between, round ends give marks to read from.
    if (to / from < 1000) scale.nice();
    const all = scale.ticks();
    // Many powers: only they; few: also what lies between them.
    const powers = all.filter((tick) => Math.abs(Math.log10(tick) - Math.round(Math.log10(tick))) < 1e-9);
    const chosen = powers.length >= 3 ? powers : all.filter((tick) => /^[125]/.test(tick.toExponential()));
    const every = Math.ceil(chosen.length / 7);
    return {
      at: scale,
      ticks: chosen
        .filter((_, i) => i % every === 0)
        .map((tick) => ({ at: scale(tick), text: Number(tick.toPrecision(3)).toString() })),
    };
  }
  const scale = scaleLinear().domain([from, to]).range([0, 1]);
  if (round) scale.nice(count);
  const ticks = scale.ticks(count).filter((tick) => !whole || Number.isInteger(tick));
  const large = Math.max(Math.abs(from), Math.abs(to));
  const format = scale.tickFormat(count, large >= 1e5 || large < 1e-3 ? "~s" : undefined);
  return { at: scale, ticks: ticks.map((tick) => ({ at: scale(tick), text: format(tick) })) };
}

/** How wide a label is at most, in pixels. */
const labelWidth = (text: string): number => 7.4 * text.length;

/** Axes with marks, lines and names in a room of 420 pixels; the y axis gets the room that its labels need. */
export function plane(x: Axis, y: Axis, height: number = chartHeight): Plane {
  const width = 420;
  const [top, below] = [12, 46];
  const vertical = scaleOf(y, 5);
  const margin = Math.max(...vertical.ticks.map(({ text }) => labelWidth(text)), 0);
  const [left, right, bottom] = [Math.ceil(margin) + 30, width - 14, height - below];
  const horizontal = scaleOf(x, 5);
  // The scales run from 0 to 1; here they get their room.
  const across = (value: number): number => left + horizontal.at(value) * (right - left);
  const up = (value: number): number => bottom - vertical.at(value) * (bottom - top);
  const lines = vertical.ticks.map(({ at, text }) => {
    const place = coordinate(bottom - at * (bottom - top));
    return `<line class="grid" x1="${left}" x2="${right}" y1="${place}" y2="${place}"/><text x="${left - 8}" y="${place}" dy="0.32em" text-anchor="end">${figure(text)}</text>`;
  });
  const marks = horizontal.ticks.map(({ at, text }) => {
    const place = coordinate(left + at * (right - left));
    return `<line class="axis" x1="${place}" x2="${place}" y1="${bottom}" y2="${bottom + 5}"/><text x="${place}" y="${bottom + 19}" text-anchor="middle">${figure(text)}</text>`;
  });
  const names = `<text class="strong" x="${(left + right) / 2}" y="${height - 8}" text-anchor="middle">${escaped(x.label)}</text><text class="strong" transform="translate(15 ${(top + bottom) / 2}) rotate(-90)" text-anchor="middle">${escaped(y.label)}</text>`;
  const line = `<line class="axis" x1="${left}" x2="${right}" y1="${bottom}" y2="${bottom}"/>`;
  return { width, height, left, right, top, bottom, across, up, svg: lines.join("") + line + marks.join("") + names };
}

/** The lowest and highest of some numbers. */
export function extent(values: readonly number[]): readonly [number, number] {
  return values.reduce<readonly [number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  );
}
