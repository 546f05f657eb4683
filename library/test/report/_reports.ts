import { fileURLToPath } from "node:url";
import { checkTable } from "../../src/data/checks/index.ts";
import { parseCsv } from "../../src/data/readers/csv.ts";
import type { Table } from "../../src/data/table.ts";
import type { Task } from "../../src/data/task.ts";
import { relu } from "../../src/nn/activations/relu.ts";
import { adam } from "../../src/nn/optimizers/adam.ts";
import { columnImportance, experiment, type Report, readCsv, reportOf, summarize } from "../../src/node.ts";
import { randomStream } from "../../src/util/random.ts";

/** A table of the examples. */
export function example(name: string): Promise<Table> {
  return readCsv(fileURLToPath(new URL(`../../../examples/data/${name}`, import.meta.url)));
}

/** A table from text. */
export function tableOf(text: string): Table {
  return parseCsv(new TextEncoder().encode(text), "table.csv");
}

/** A report of a short training. */
export async function reportFor(table: Table, target: string, seed = 0, epochs = 12): Promise<Report> {
  const found = await experiment(table, {
    prepare: { target, seed },
    training: {
      layers: [8],
      activation: relu,
      optimizer: adam({ learningRate: 0.01 }),
      epochs,
      batch: 32,
      patience: 20,
      seed,
    },
  });
  const { prepared, model, outcomes, curve } = found!;
  const importance = await columnImportance(found!, seed);
  return reportOf({
    source: { file: table.name, rows: table.rowCount, columns: table.columns.length, ...table.source },
    configuration: { target, epochs, seed },
    command: `chainrule train ${table.name} --target=${target}`,
    seeds: { seed },
    split: {
      method: prepared.tasks[0]!.kind === "regression" ? "random" : "stratified",
      training: prepared.training.rowCount,
      validation: prepared.validation.rowCount,
      test: prepared.test.rowCount,
    },
    summary: summarize(model),
    findings: checkTable(table, { target }),
    leftOut: prepared.leftOut,
    results: outcomes.map(({ task, comparison }, k) => ({ target, task, comparison, importance: importance[k]! })),
    curve,
    node: process.versions.node,
    times: { finished: "2026-01-01T00:00:00.000Z", seconds: 1.5 },
  });
}

/** Two classes, three classes, and numbers: tasks for judging outputs alone. */
export const tasks: { readonly binary: Task; readonly classes: Task; readonly regression: Task } = {
  binary: { kind: "binary", target: "y", classes: ["no", "yes"] },
  classes: { kind: "classes", target: "y", classes: ["a", "b", "c"] },
  regression: { kind: "regression", target: "y", mean: 10, deviation: 2 },
};

/** Random truth and outputs for a task; probabilities that lean to the truth. */
export function randomAnswers(task: Task, rows: number, seed = 1): { truth: (string | number)[]; outputs: number[] } {
  const random = randomStream(seed, 5);
  if (task.kind === "regression") {
    const truth = Array.from({ length: rows }, () => 10 + 2 * random.normal());
    return { truth, outputs: truth.map((y) => (y - 10) / 2 + 0.3 * random.normal()) };
  }
  const codes = Array.from({ length: rows }, () => random.integer(task.classes.length));
  const truth = codes.map((k) => task.classes[k]!);
  if (task.kind === "binary")
    // Whole tenths, so that scores are tied.
    return { truth, outputs: codes.map((k) => Math.round((k === 1 ? 0.3 : 0) * 10 + random.uniform() * 7) / 10) };
  const outputs = codes.flatMap((k) => {
    const raw = task.classes.map((_, j) => (j === k ? 0.8 : 0) + random.uniform());
    const sum = raw.reduce((a, b) => a + b, 0);
    return raw.map((value) => value / sum);
  });
  return { truth, outputs };
}

/** Every number in plain data, with where it stands. */
export function numbersIn(value: unknown, path = ""): { path: string; value: number }[] {
  if (typeof value === "number") return [{ path, value }];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => numbersIn(part, `${path}.${key}`));
}

/** Names that would do harm in a terminal, in HTML, in LaTeX or in JavaScript; a very long one among them. */
export const hostileNames: readonly string[] = [
  '<img src=x onerror="alert(1)">',
  "\u202eevil\u2066",
  "__proto__",
  "$\\frac{1}{0}$",
  `long${"x".repeat(10_000)}`,
  "a\u001b[31mred\u0007",
  "</style><script>alert(2)</script>",
  "& &amp; \"'",
];

/** A report of a table whose columns, classes and target have hostile names. */
export async function hostileReport(): Promise<Report> {
  const random = randomStream(9, 9);
  const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const target = "<b>target</b>\u202e";
  const header = [...hostileNames, target].map(quoted).join(",");
  const lines = Array.from({ length: 160 }, (_, i) => {
    const own = hostileNames[i % hostileNames.length]!;
    return [...hostileNames.map((_, k) => (random.normal() + (k === i % 8 ? 2 : 0)).toFixed(3)), quoted(own)].join(",");
  });
  const report = await reportFor(tableOf(`${header}\n${lines.join("\n")}\n`), target);
  return { ...report, source: { ...report.source, file: "<svg onload=alert(3)>\u202e.csv" } };
}
