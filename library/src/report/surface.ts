import { evaluator } from "../expr/evaluate.ts";
import type { Expr } from "../expr/expr.ts";
import { extent } from "./axes.ts";
import { standaloneSvg } from "./standalone.ts";
import { coordinate, escaped } from "./svg.ts";

/** A function of two numbers to look at, near a point. */
export interface SurfaceFacts {
  readonly title: string;
  readonly formula: Expr;
  readonly variables: readonly [string, string];
  readonly at: readonly [number, number];
  /** ∂f/∂x and ∂f/∂y at the point. */
  readonly slopes: readonly [number, number];
  /** What is to be seen, in words. */
  readonly said: string;
  /** The names of the slice with constant y and of the tangent plane. */
  readonly names: { readonly slice: string; readonly tangent: string };
}

/** Steps of the grid along each axis, and how far it reaches from the point. */
const steps = 30;
const reach = 3;
/** The view: turned about the vertical axis, and looked at from above; in radians. */
const [turn, lift] = [0.6, 0.7];
const [width, height, scale] = [560, 420, 122];

type Point = readonly [x: number, y: number, z: number];

/** Where a point of the cube from −1 to 1 lies on the paper, and how far away it is. */
function seen([x, y, z]: Point): { readonly at: readonly [number, number]; readonly depth: number } {
  const across = x * Math.cos(turn) - y * Math.sin(turn);
  const away = x * Math.sin(turn) + y * Math.cos(turn);
  const up = z * 0.8 * Math.cos(lift) + away * Math.sin(lift);
  return {
    at: [width / 2 + scale * across, height / 2 - scale * up],
    depth: away * Math.cos(lift) - z * Math.sin(lift),
  };
}

const path = (points: readonly Point[]): string =>
  points.map((point) => seen(point).at.map(coordinate).join(" ")).join("L");

/**
 * The surface of f(x, y) near a point as an SVG file, with the slice of constant y and the tangent plane.
 *
 * Quadrilaterals are painted from the farthest to the nearest: no script, no WebGL, and it prints.
 */
export function surfaceSvg({ title, formula, variables, at, slopes, said, names }: SurfaceFacts): string {
  const f = evaluator(formula, variables);
  const grid = Array.from({ length: steps + 1 }, (_, i) => -1 + (2 * i) / steps);
  const value = (u: number, v: number): number => f(at[0] + reach * u, at[1] + reach * v);
  const heights = grid.map((v) => grid.map((u) => value(u, v)));
  const [least, most] = extent(heights.flat().filter(Number.isFinite));
  const z = (y: number): number => (most === least ? 0 : -1 + (2 * (y - least)) / (most - least));
  const quads = grid.slice(1).flatMap((v1, j) =>
    grid.slice(1).flatMap((u1, i) => {
      const corners = [
        [grid[i]!, grid[j]!, heights[j]![i]!],
        [u1, grid[j]!, heights[j]![i + 1]!],
        [u1, v1, heights[j + 1]![i + 1]!],
        [grid[i]!, v1, heights[j + 1]![i]!],
      ] as const;
      if (!corners.every(([, , y]) => Number.isFinite(y))) return [];
      const points = corners.map(([u, v, y]): Point => [u, v, z(y)]);
      const middle = points.reduce((sum, [, , h]) => sum + h / 4, 0);
      const depth = points.reduce((sum, point) => sum + seen(point).depth / 4, 0);
      return [
        { depth, svg: `<path d="M${path(points)}Z" class="quad" style="--h:${((middle + 1) / 2).toFixed(2)}"/>` },
      ];
    }),
  );
  const origin = value(0, 0);
  const plane = [
    [-0.3, -0.3],
    [0.3, -0.3],
    [0.3, 0.3],
    [-0.3, 0.3],
  ].map(([u, v]): Point => [u!, v!, z(origin + reach * (slopes[0] * u! + slopes[1] * v!))]);
  const slice = grid.flatMap((u): Point[] => {
    const y = value(u, 0);
    return Number.isFinite(y) ? [[u, 0, z(y)]] : [];
  });
  const [dotX, dotY] = seen([0, 0, z(origin)]).at;
  const corner = (u: number, v: number, text: string): string => {
    const [px, py] = seen([u, v, -1]).at;
    return `<text x="${coordinate(px)}" y="${coordinate(py + 16)}" text-anchor="middle">${escaped(text)}</text>`;
  };
  const ends = (name: string, center: number): string => `${name}: ${center - reach} … ${center + reach}`;
  const svg = [
    `<style>.quad{fill:color-mix(in srgb,var(--s0) calc(20% + var(--h)*70%),var(--paper));stroke:var(--paper);stroke-width:.4}.tangent{fill:var(--s1);fill-opacity:.45;stroke:var(--s1)}</style>`,
    `<path d="M${path([
      [-1, -1, -1],
      [1, -1, -1],
      [1, 1, -1],
      [-1, 1, -1],
    ])}Z" class="mark"/>`,
    ...quads.sort((a, b) => b.depth - a.depth).map((quad) => quad.svg),
    `<path d="M${path(plane)}Z" class="tangent"/>`,
    `<path d="M${path(slice)}" class="line s1"/>`,
    `<circle class="dot s1" cx="${coordinate(dotX)}" cy="${coordinate(dotY)}" r="4"/>`,
    corner(0, -1.2, ends(variables[0], at[0])),
    corner(-1.35, 0, ends(variables[1], at[1])),
  ].join("\n");
  const keys = `<g transform="translate(16 36)"><path class="line s1" d="M0 5H30"/><text x="38" y="9.5">${escaped(names.slice)}</text></g><g transform="translate(230 36)"><rect class="tangent" x="4" width="20" height="10"/><text x="38" y="9.5">${escaped(names.tangent)}</text></g>`;
  return standaloneSvg({ svg, width, height }, title, said, { svg: keys, rows: 1 });
}
