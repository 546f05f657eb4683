/** Which rows or columns of a matrix are shown: all, or the first and the last with a gap. */
export interface Shortened {
  readonly shown: readonly number[];
  /** Where the gap lies among the shown; −1 where nothing is left out. */
  readonly gap: number;
}

/** The first and last of `count`, so that at most `most` are shown; all of them where they fit. */
export function shorten(count: number, most: number): Shortened {
  if (count <= most) return { shown: Array.from({ length: count }, (_, i) => i), gap: -1 };
  const first = Math.max(1, Math.ceil((most - 1) / 2));
  const last = Math.max(1, most - 1 - first);
  const shown = [
    ...Array.from({ length: first }, (_, i) => i),
    ...Array.from({ length: last }, (_, i) => count - last + i),
  ];
  return { shown, gap: first };
}

/** The most rows and columns of a matrix that are shown unless the whole is asked for. */
export const usualLimit = 8;

/** A matrix's cells as text, with ⋯, ⋮ and ⋱ for what is left out. */
export function matrixCells(
  matrix: { readonly values: Float64Array; readonly rows: number; readonly columns: number },
  write: (value: number) => string,
  limits: { readonly rows: number; readonly columns: number },
  dots: { readonly across: string; readonly down: string; readonly diagonal: string },
): readonly (readonly string[])[] {
  const rows = shorten(matrix.rows, limits.rows);
  const columns = shorten(matrix.columns, limits.columns);
  const withGap = <T>(list: readonly T[], gap: number, filler: T): readonly T[] =>
    gap < 0 ? list : [...list.slice(0, gap), filler, ...list.slice(gap)];
  const lines = rows.shown.map((r) =>
    withGap(
      columns.shown.map((c) => write(matrix.values[r * matrix.columns + c]!)),
      columns.gap,
      dots.across,
    ),
  );
  return withGap(
    lines,
    rows.gap,
    withGap(
      columns.shown.map(() => dots.down),
      columns.gap,
      dots.diagonal,
    ),
  );
}
