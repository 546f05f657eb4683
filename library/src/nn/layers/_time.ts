import { shapeText } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { ShapeError } from "../../util/errors.ts";

/** The sizes of rows that go along time (n×t×c). @throws ShapeError where there is no time, or no step of it. */
export function alongTime(input: Tensor, layer: string): readonly [rows: number, length: number, channels: number] {
  const [rows, length, channels] = input.shape;
  if (input.shape.length === 3 && length! >= 1) return [rows!, length!, channels!];
  throw new ShapeError(`${layer}: there is no time to go along`, {
    expected: "rows of time×channels, with one step at least",
    found: shapeText(input.shape),
    remedy: "the layer reshape makes such rows; a recurrent layer keeps the time with sequence: true",
  });
}
