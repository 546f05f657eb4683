import type { Finding } from "../findings.ts";
import { type Column, isAbsent } from "../table.ts";
import { type Check, classNumbers, classSizes, inputColumns, isClasses, type Subject } from "./_check.ts";

const suspicious = 0.99;

/** The share of rows whose class a column alone tells: by category, or by one threshold between two classes. */
function shareTold(column: Column, classes: Int32Array, among: Int32Array): number {
  const rows = among.filter((row) => classes[row]! >= 0 && !isAbsent(column, row));
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
export const leaks: Check = (subject) => subject.targets.flatMap((target) => leaksOf(subject, target));

/** So many rows are looked at first; only where they raise a suspicion are all of them. */
const firstLook = 5000;

/** Some rows of a table, evenly spread. */
function someRows(rowCount: number): Int32Array {
  const step = Math.max(1, Math.floor(rowCount / firstLook));
  return Int32Array.from({ length: Math.min(rowCount, firstLook) }, (_, i) => i * step);
}

function leaksOf(subject: Subject, target: Column): Finding[] {
  const all = Int32Array.from({ length: subject.table.rowCount }, (_, i) => i);
  const some = someRows(subject.table.rowCount);
  const classes = isClasses(target, subject.asked(target)) ? classNumbers(target) : undefined;
  const kinds = classes === undefined ? 0 : classSizes(classes).filter((size) => size > 0).length;
  return inputColumns(subject).flatMap((column): Finding[] => {
    let told = 0;
    if (classes === undefined) {
      if (column.kind === "numeric" && target.kind === "numeric") told = correlation(column.values, target.values);
    } else if (kinds === 2 || column.kind === "categorical") {
      told = shareTold(column, classes, some);
      if (told > suspicious && some.length < all.length) told = shareTold(column, classes, all);
    }
    if (told <= suspicious) return [];
    const value = Math.floor(told * 1000) / 1000;
    return [
      { code: "W207", column: column.name, count: subject.table.rowCount, value, change: { ignore: column.name } },
    ];
  });
}
