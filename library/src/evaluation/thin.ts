/** A point of a curve. */
export type Point = readonly [x: number, y: number];

/** How far a point lies from the line through two others, or from the first where they are one. */
function distance([x, y]: Point, [ax, ay]: Point, [bx, by]: Point): number {
  const length = Math.hypot(bx - ax, by - ay);
  if (length === 0) return Math.hypot(x - ax, y - ay);
  return Math.abs((bx - ax) * (ay - y) - (ax - x) * (by - ay)) / length;
}

/** Which points stay so that no other lies farther than `tolerance` from the line. */
function simplified(points: readonly Point[], tolerance: number): Point[] {
  const kept = new Uint8Array(points.length);
  kept[0] = kept[points.length - 1] = 1;
  const open: [number, number][] = [[0, points.length - 1]];
  for (let part = open.pop(); part !== undefined; part = open.pop()) {
    const [from, to] = part;
    let [farthest, at] = [tolerance, -1];
    for (let i = from + 1; i < to; i++) {
      const found = distance(points[i]!, points[from]!, points[to]!);
      if (found > farthest) [farthest, at] = [found, i];
    }
    if (at < 0) continue;
    kept[at] = 1;
    open.push([from, at], [at, to]);
  }
  return points.filter((_, i) => kept[i] === 1);
}

/** Of points in the order of x, the first, last, lowest and highest in each of `parts` equal parts of [0, 1]. */
function extremes(points: readonly Point[], parts: number): Point[] {
  const chosen = new Set<number>();
  const part = (i: number): number => Math.min(parts - 1, Math.floor(points[i]![0] * parts));
  for (let from = 0; from < points.length; ) {
    let [to, low, high] = [from, from, from];
    for (; to < points.length && part(to) === part(from); to++) {
      if (points[to]![1] < points[low]![1]) low = to;
      if (points[to]![1] > points[high]![1]) high = to;
    }
    for (const i of [from, low, high, to - 1]) chosen.add(i);
    from = to;
  }
  return [...chosen].sort((a, b) => a - b).map((i) => points[i]!);
}

/**
 * A curve in the unit square, x in order, with at most `most` points, as near to the whole as those allow.
 *
 * Source: Douglas and Peucker, Cartographica 1973.
 */
export function thinned(points: readonly Point[], most = 200): readonly Point[] {
  if (points.length <= 2) return points;
  const few = points.length <= 2000 ? points : extremes(points, 500);
  // Points on a straight line are never needed.
  let found = simplified(few, 1e-12);
  for (let tolerance = 1e-4; found.length > most; tolerance *= 1.5) found = simplified(few, tolerance);
  return found;
}
