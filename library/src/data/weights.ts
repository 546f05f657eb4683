import { ArgumentError } from "../util/errors.ts";
import { categoryOf } from "./encoders/_encoder.ts";
import { TableError } from "./findings.ts";
import { type Column, columnOf, type Table } from "./table.ts";
import type { Task } from "./task.ts";

/** How much classes count: evenly in sum, or by name. */
export type ClassWeights = "balanced" | Readonly<Record<string, number>>;

/**
 * How much each row of a table counts, by a column of its own: finite numbers ≥ 0.
 *
 * @throws TableError W201 with the first line that holds no such number.
 */
export function rowWeights(table: Table, name: string): Float64Array {
  const column = columnOf(table, name);
  const wrong =
    column.kind === "categorical" ? 0 : column.values.findIndex((value) => !(Number.isFinite(value) && value >= 0));
  if (column.kind === "categorical" || wrong >= 0)
    throw new TableError("a row weight is no number ≥ 0", {
      code: "W201",
      kind: "weights",
      file: table.name,
      column: name,
      lines: [table.lineOf(wrong)],
      count: 1,
      expected: "a number ≥ 0 in every row",
      found: categoryOf(column, wrong) ?? "nothing",
    });
  return column.values;
}

/**
 * How much the rows of each class count: by name, or `balanced`: n/(k·nₖ), so that all k classes weigh the same in sum.
 *
 * @throws ArgumentError for a class that there is not, or a weight that is no number ≥ 0.
 */
export function weightsOfClasses(
  task: Task,
  target: Column,
  rows: Int32Array,
  asked: ClassWeights,
): ReadonlyMap<string, number> {
  if (task.kind === "regression")
    throw new ArgumentError("class weights need classes", { place: `the target ${task.target}`, found: "a number" });
  if (asked !== "balanced") {
    for (const [name, weight] of Object.entries(asked))
      if (!task.classes.includes(name) || !(Number.isFinite(weight) && weight >= 0))
        throw new ArgumentError("a class weight is wrong", {
          place: `the class ${name}`,
          expected: `a number ≥ 0 for ${task.classes.slice(0, 20).join(", ")}`,
          found: String(weight),
        });
    return new Map(task.classes.map((name) => [name, Object.hasOwn(asked, name) ? asked[name]! : 1]));
  }
  const counts = new Map<string, number>(task.classes.map((name) => [name, 0]));
  for (const row of rows) {
    const name = categoryOf(target, row)!;
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return new Map([...counts].map(([name, count]) => [name, count === 0 ? 1 : rows.length / (counts.size * count)]));
}
