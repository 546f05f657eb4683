import { ShapeError } from "../util/errors.ts";

/** The sizes of a tensor's axes; empty for a scalar. */
export type Shape = readonly number[];

/** How many elements a shape holds. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** A shape as people write it: `(4×3)`, and `()` for a scalar. */
export function shapeText(shape: Shape): string {
  return `(${shape.join("×")})`;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((size, axis) => size === b[axis]);
}

/** How far apart in memory neighbors along each axis lie, last axis fastest. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

/** The shape that all given shapes stretch to: aligned at the last axis, sizes equal or 1 (as in NumPy). */
export function broadcastShapes(shapes: readonly Shape[], operation: string): Shape {
  const rank = Math.max(0, ...shapes.map((shape) => shape.length));
  const result = new Array<number>(rank).fill(1);
  for (const shape of shapes)
    shape.forEach((size, axis) => {
      const at = axis + rank - shape.length;
      if (size === 1 || size === result[at]) return;
      if (result[at] !== 1)
        throw new ShapeError(`${operation}: the shapes do not fit`, {
          found: shapes.map(shapeText).join(" and "),
          expected: "sizes that are equal or 1, counted from the last axis",
        });
      result[at] = size;
    });
  return result;
}

/** Strides that read a tensor of `shape` as if it had the shape `target`: 0 along stretched axes. */
export function broadcastStrides(shape: Shape, target: Shape): number[] {
  const strides = stridesOf(shape);
  return target.map((_, axis) => {
    const own = axis - (target.length - shape.length);
    return own < 0 || shape[own] === 1 ? 0 : strides[own]!;
  });
}

/** An axis counted from the front, where −1 means the last. */
export function axisOf(axis: number, rank: number, operation: string): number {
  const at = axis < 0 ? axis + rank : axis;
  if (!Number.isInteger(axis) || at < 0 || at >= rank)
    throw new ShapeError(`${operation}: there is no axis ${axis}`, { expected: `an axis of a tensor of rank ${rank}` });
  return at;
}

/** Calls `visit` with the memory offsets of every element, last axis fastest, for several stride lists at once. */
export function forEachElement(
  shape: Shape,
  strides: readonly (readonly number[])[],
  visit: (element: number, offsets: readonly number[]) => void,
): void {
  const count = sizeOf(shape);
  const position = new Array<number>(shape.length).fill(0);
  const offsets = new Array<number>(strides.length).fill(0);
  for (let element = 0; element < count; element++) {
    visit(element, offsets);
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      position[axis]!++;
      if (position[axis]! < shape[axis]!) {
        for (let s = 0; s < strides.length; s++) offsets[s]! += strides[s]![axis]!;
        break;
      }
      for (let s = 0; s < strides.length; s++) offsets[s]! -= strides[s]![axis]! * (shape[axis]! - 1);
      position[axis] = 0;
    }
  }
}

/** A list with `count` elements at a place replaced by others. */
export function spliced<T>(list: readonly T[], at: number, count: number, ...others: readonly T[]): T[] {
  return [...list.slice(0, at), ...others, ...list.slice(at + count)];
}
