import type { Finding } from "../findings.ts";
import { columnOf, type Table } from "../table.ts";
import type { Check } from "./_check.ts";
import { constantColumns } from "./constant-columns.ts";
import { duplicates } from "./duplicates.ts";
import { fewRows } from "./few-rows.ts";
import { identifiers } from "./identifiers.ts";
import { imbalance } from "./imbalance.ts";
import { leaks } from "./leaks.ts";
import { missingCells } from "./missing-cells.ts";
import { outliers } from "./outliers.ts";
import { targetChecks } from "./target.ts";

const checks: readonly Check[] = [
  targetChecks,
  constantColumns,
  missingCells,
  imbalance,
  fewRows,
  duplicates,
  leaks,
  identifiers,
  outliers,
];

/** Everything noticed in a table, on reading it and now; with a target, also what concerns the target. */
export function checkTable(table: Table, target?: string): readonly Finding[] {
  const column = target === undefined ? undefined : columnOf(table, target);
  const found = [...table.findings, ...checks.flatMap((check) => check(table, column))];
  return found.sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
}
