import type { Finding } from "../findings.ts";
import { type Column, columnOf, type Table } from "../table.ts";
import type { TaskKind } from "../task.ts";
import type { Check } from "./_check.ts";
import { constantColumns } from "./constant-columns.ts";
import { duplicates } from "./duplicates.ts";
import { fewRows } from "./few-rows.ts";
import { identifiers } from "./identifiers.ts";
import { imbalance } from "./imbalance.ts";
import { leaks } from "./leaks.ts";
import { missingCells } from "./missing-cells.ts";
import { outliers } from "./outliers.ts";
import { targetFindings } from "./target.ts";

const checks: readonly Check[] = [
  ({ table, targets, asked }) => targets.flatMap((target) => targetFindings(target, asked(target), table)),
  constantColumns,
  missingCells,
  imbalance,
  fewRows,
  duplicates,
  leaks,
  identifiers,
  outliers,
];

/** What is to be predicted from a table that is checked. */
export interface CheckOptions {
  readonly target?: string | readonly string[];
  readonly tasks?: Readonly<Record<string, TaskKind>>;
  /** Columns that are neither predicted nor learned from: groups, weights. */
  readonly aside?: readonly string[];
}

/** Everything noticed in a table, on reading it and now; with a target, also what concerns the target. */
export function checkTable(
  table: Table,
  { target = [], tasks = {}, aside: others = [] }: CheckOptions = {},
): readonly Finding[] {
  const names = typeof target === "string" ? [target] : target;
  const targets = names.map((name) => columnOf(table, name));
  const aside = others.map((name) => columnOf(table, name));
  const asked = ({ name }: Column): TaskKind | undefined => (Object.hasOwn(tasks, name) ? tasks[name] : undefined);
  const found = [...table.findings, ...checks.flatMap((check) => check({ table, targets, aside, asked }))];
  return found.sort((a, b) => (a.code < b.code ? -1 : a.code > b.code ? 1 : 0));
}
