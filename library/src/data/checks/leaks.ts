import { type Column, isAbsent } from "../table.ts";
import { type Check, classNumbers, classSizes, isClasses } from "./_check.ts";

const suspicious = 0.99;

/** The share of rows whose class a column alone tells: by category, or by one threshold between two classes. */
function shareTold(column: Column, classes: Int32Array): number {
  const rows = Array.from(classes.keys()).filter((row) => classes[row]! >= 0 && !isAbsent(column, row));
  if (rows.length < 20) return 0;
  if (column.kind === "categorical") {
    if (column.categories.length > rows.length / 5) return 0;
    const counts = new Map<number, Map<number, number>>();
    for (const row of rows) {
      const own = counts.get(column.codes[row]!) ?? new Map<number, number>();
      own.set(classes[row]!, (own.get(classes[row]!) ?? 0) + 1);
      counts.set(column.codes[row]!, own);
    }
    return [...counts.values()].reduce((sum, own) => sum + Math.max(...own.values()), 0) / rows.length;
  }
  const { values } = column;
  const sorted = rows.sort((a, b) => values[a]! - values[b]!);
  const ones = sorted.reduce((sum, row) => sum + (classes[row] === 1 ? 1 : 0), 0);
  let [below, best] = [0, 0];
  sorted.forEach((row, i) => {
    below += classes[row] === 1 ? 1 : 0;
    if (i + 1 < sorted.length && values[sorted[i + 1]!] === values[row]) return;
    const right = i + 1 - below + (ones - below);
    best = Math.max(best, right, sorted.length - right);
  });
  return best / sorted.length;
}

/** The size of the correlation of two columns of numbers, over rows that have both. */
function correlation(a: Float64Array, b: Float64Array): number {
  let [n, sa, sb, saa, sbb, sab] = [0, 0, 0, 0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const [x, y] = [a[i]!, b[i]!];
    if (Number.isNaN(x) || Number.isNaN(y)) continue;
    n++;
    sa += x;
    sb += y;
    saa += x * x;
    sbb += y * y;
    sab += x * y;
  }
  const spread = Math.sqrt((n * saa - sa * sa) * (n * sbb - sb * sb));
  return n < 20 || !(spread > 0) ? 0 : Math.abs(n * sab - sa * sb) / spread;
}

/** W207: a column that tells the target almost alone may be a consequence of it, not known when it is needed. */
export const leaks: Check = (table, target) => {
  if (target === undefined) return [];
  const classes = isClasses(target, table.rowCount) ? classNumbers(target) : undefined;
  const kinds = classes === undefined ? 0 : classSizes(classes).filter((size) => size > 0).length;
  return table.columns.flatMap((column) => {
    if (column === target) return [];
    let told = 0;
    if (classes === undefined) {
      if (column.kind === "numeric" && target.kind === "numeric") told = correlation(column.values, target.values);
    } else if (kinds === 2 || column.kind === "categorical") told = shareTold(column, classes);
    if (told <= suspicious) return [];
    return [{ code: "W207", column: column.name, count: table.rowCount, value: Math.floor(told * 1000) / 1000 }];
  });
};
