import { evaluator } from "../expr/evaluate.ts";
import type { Expr } from "../expr/expr.ts";
import { extent } from "./axes.ts";
import type { Chart } from "./chart.ts";
import { chartFile } from "./standalone.ts";

/** A curve of a function: a name, and points where it is finite. */
export interface FunctionCurve {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/** How many points make a curve. */
const pointCount = 241;

/** A formula of one variable as a curve. */
export function curveOf(
  name: string,
  formula: Expr,
  variable: string,
  [from, to]: readonly [number, number],
): FunctionCurve {
  const f = evaluator(formula, [variable]);
  const points = Array.from({ length: pointCount }, (_, i) => {
    const x = from + ((to - from) * i) / (pointCount - 1);
    return [x, f(x)] as const;
  });
  return { name, points: points.filter(([, y]) => Number.isFinite(y)) };
}

/** A straight line through a point as a curve, as far as another one reaches. */
export function lineThrough(
  name: string,
  [x, y]: readonly [number, number],
  slope: number,
  curve: FunctionCurve,
): FunctionCurve {
  const [least, most] = extent(curve.points.map(([, value]) => value));
  const ends = extent(curve.points.map(([at]) => at));
  const inside = ends.map((at) => [at, y + slope * (at - x)] as const);
  // A steep line is cut where the curve ends, so that it does not press the curve flat.
  const room = Math.max(most - least, 1e-9);
  const points = inside.map(([at, value]) => {
    const held = Math.min(most + 0.2 * room, Math.max(least - 0.2 * room, value));
    return [held === value || slope === 0 ? at : x + (held - y) / slope, held] as const;
  });
  return { name, points };
}

/** Curves as an SVG file. */
export function functionSvg(
  curves: readonly FunctionCurve[],
  { title, x, y, said }: { readonly title: string; readonly x: string; readonly y: string; readonly said: string },
): string {
  const all = curves.flatMap(({ points }) => points);
  const chart: Chart = {
    x: { label: x, domain: extent(all.map(([at]) => at)) },
    y: { label: y, domain: extent(all.map(([, value]) => value)), round: true },
    height: 300,
    series: curves,
  };
  return chartFile(chart, title, said);
}
