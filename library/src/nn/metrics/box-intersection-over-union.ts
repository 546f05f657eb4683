/** How much two boxes, each from (left, top) to (right, bottom), have in common: the area of both over that of either; 0 for empty ones. */
export function boxIntersectionOverUnion(
  a: readonly [left: number, top: number, right: number, bottom: number],
  b: readonly [left: number, top: number, right: number, bottom: number],
): number {
  const area = ([left, top, right, bottom]: typeof a): number => Math.max(0, right - left) * Math.max(0, bottom - top);
  const both = area([Math.max(a[0], b[0]), Math.max(a[1], b[1]), Math.min(a[2], b[2]), Math.min(a[3], b[3])]);
  const either = area(a) + area(b) - both;
  return either === 0 ? 0 : both / either;
}
