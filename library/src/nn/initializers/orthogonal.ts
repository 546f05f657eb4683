import { sizeOf } from "../../graph/shape.ts";
import { defineInitializer, filled, type Initializer } from "./_initializer.ts";

/**
 * A matrix with orthonormal rows or columns (whichever are fewer), times `gain`; all axes but the last count as rows.
 *
 * Gram–Schmidt, done twice for accuracy, on a matrix of normal numbers. Source: Saxe, McClelland, Ganguli, ICLR 2014.
 */
export function orthogonal(gain = 1): Initializer {
  return defineInitializer(
    "orthogonal",
    (shape, random) => {
      const columns = shape.at(-1) ?? 1;
      const rows = sizeOf(shape.slice(0, -1));
      const [count, length] = rows < columns ? [rows, columns] : [columns, rows];
      const vectors: Float64Array[] = [];
      for (let i = 0; i < count; i++) {
        const vector = filled([length], () => random.normal());
        for (let pass = 0; pass < 2; pass++)
          for (const other of vectors) {
            const along = other.reduce((sum, value, k) => sum + value * vector[k]!, 0);
            other.forEach((value, k) => {
              vector[k]! -= along * value;
            });
          }
        const norm = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
        vectors.push(vector.map((value) => value / norm));
      }
      const element = (row: number, column: number): number =>
        rows < columns ? vectors[row]![column]! : vectors[column]![row]!;
      return Float64Array.from(
        { length: rows * columns },
        (_, i) => gain * element(Math.floor(i / columns), i % columns),
      );
    },
    [gain],
  );
}
