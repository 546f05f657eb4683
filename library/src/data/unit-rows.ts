/** Every row divided by its length √Σx²; rows of zeros stay. Rows lie one after the other, `width` numbers each. */
export function unitRows(values: ArrayLike<number>, width: number): Float64Array {
  const out = Float64Array.from(values);
  for (let row = 0; row < out.length; row += width) {
    let square = 0;
    for (let i = 0; i < width; i++) square += out[row + i]! ** 2;
    const length = Math.sqrt(square);
    if (length > 0) for (let i = 0; i < width; i++) out[row + i]! /= length;
  }
  return out;
}
