import { ArgumentError } from "../util/errors.ts";
import { wholeNumber } from "../util/whole-number.ts";
import { rowHashes } from "./checks/duplicates.ts";
import { identifierOf } from "./checks/identifiers.ts";
import { categoryOf, type Fitted } from "./encoders/_encoder.ts";
import { encoders as all } from "./encoders/index.ts";
import { TableError } from "./findings.ts";
import { encodeInputs } from "./inputs.ts";
import type { ColumnReading } from "./readers/reading.ts";
import { splitRows } from "./split.ts";
import { type Column, columnOf, isAbsent, type Table } from "./table.ts";
import { encodeTargets, fittedTask, type Task, type TaskKind, taskOf } from "./task.ts";
import { type ClassWeights, rowWeights, weightsOfClasses } from "./weights.ts";

/** Rows as numbers: inputs, and the targets of all tasks side by side. */
export interface Dataset {
  readonly inputs: Float32Array;
  readonly targets: Float32Array;
  readonly rowCount: number;
  /** How much each row counts, where rows do not count alike. */
  readonly weights?: Float32Array;
  /** The rows of which table these are. */
  readonly table: Table;
  readonly rows: Int32Array;
}

/** Why a column is left out. */
export interface LeftOut {
  readonly column: string;
  readonly reason: "constant" | "identifier";
  /** How many different values it has. */
  readonly distinct: number;
}

/** Encoders and tasks, fitted: everything that turns a table into numbers and outputs into answers. */
export interface Preparation {
  readonly tasks: readonly Task[];
  readonly encoders: readonly Fitted[];
  readonly leftOut: readonly LeftOut[];
  /** How the cells of each column were read. */
  readonly readings: Readonly<Record<string, ColumnReading>>;
}

/** How a table is prepared. */
export interface PrepareOptions {
  /** The column to predict, or several. */
  readonly target: string | readonly string[];
  /** What targets are taken for, where that is not to be found out. */
  readonly tasks?: Readonly<Record<string, TaskKind>>;
  /** Only these rows; all unless said otherwise. */
  readonly rows?: Int32Array;
  /** Share of rows for validation, 0 ≤ share < 1; 0.15 unless said otherwise. */
  readonly validation?: number;
  /** Share of rows for the test; 0.15 unless said otherwise. */
  readonly test?: number;
  /** Another table with the same columns that is the test. */
  readonly testTable?: Table;
  readonly seed?: number;
  /** A column whose equal values stay on one side of the split: patients, sites; it is not learned from. */
  readonly group?: string;
  /** Encoders of columns, by name, where the usual one is not wanted. */
  readonly encoders?: Readonly<Record<string, string>>;
  /** A column of numbers that say how much each row counts. */
  readonly weights?: string;
  /** How much each class of the only target counts. */
  readonly classWeights?: ClassWeights;
}

/** A table ready to be learned from: three sets of rows that share one preparation. */
export interface Prepared extends Preparation {
  readonly training: Dataset;
  readonly validation: Dataset;
  readonly test: Dataset;
}

/** What of a table and its options does not depend on how rows are shared out. */
class Source {
  readonly table: Table;
  readonly options: PrepareOptions;
  readonly targets: readonly Column[];
  /** Columns that are no inputs. */
  readonly aside: readonly Column[];
  /** The rows whose targets are all known. */
  readonly known: Int32Array;
  readonly tasks: readonly Task[];
  readonly stratumOf: (row: number) => string;
  readonly blockOf: (row: number) => string | number;

  constructor(table: Table, options: PrepareOptions) {
    this.table = table;
    this.options = options;
    const names = typeof options.target === "string" ? [options.target] : options.target;
    if (names.length === 0 || new Set(names).size < names.length)
      throw new ArgumentError("prepare: the targets are wrong", {
        expected: "one or more columns, each once",
        found: names.join(", ") || "none",
      });
    this.targets = names.map((name) => columnOf(table, name));
    const others = [options.group, options.weights].flatMap((name) =>
      name === undefined ? [] : [columnOf(table, name)],
    );
    this.aside = [...this.targets, ...others];
    const rows = options.rows ?? Int32Array.from({ length: table.rowCount }, (_, i) => i);
    this.known = rows.filter((row) => this.targets.every((target) => !isAbsent(target, row)));
    this.tasks = this.targets.map((target) => taskOf(target, this.known, table.name, options.tasks?.[target.name]));
    const [first] = this.tasks as [Task];
    this.stratumOf = (row) => (first.kind === "regression" ? "" : categoryOf(this.targets[0]!, row)!);
    const group = options.group === undefined ? undefined : columnOf(table, options.group);
    const hashes = group === undefined ? rowHashes(table.columns, table.rowCount) : undefined;
    // A row without a group stands for itself.
    this.blockOf = (row) => (group === undefined ? hashes![row]! : (categoryOf(group, row) ?? -1 - row));
  }

  split(rows: Int32Array, shares: readonly number[], seed: number): Int32Array[] {
    return splitRows(rows, { shares, seed, stratumOf: this.stratumOf, blockOf: this.blockOf });
  }

  /** Fits encoders and tasks on the training rows alone, and encodes all rows. */
  fitted(training: Int32Array, validation: Int32Array, test: Int32Array): Prepared {
    const { table, options, targets } = this;
    const { encoders, leftOut } = fit(table, this.aside, training, options.encoders ?? {});
    const tasks = this.tasks.map((task, k) => fittedTask(task, targets[k]!, training));
    const preparation = { tasks, encoders, leftOut, readings: table.readings ?? {} };
    const factors = this.factors(training);
    const own = (rows: Int32Array): Dataset => {
      const weights = factors === undefined ? {} : { weights: Float32Array.from(rows, factors) };
      return { ...encodeRows(table, preparation, rows), ...weights };
    };
    const { testTable } = options;
    return {
      ...preparation,
      training: own(training),
      validation: own(validation),
      test: testTable === undefined ? own(test) : encodeRows(testTable, preparation, knownRows(testTable, tasks)),
    };
  }

  /** How much a row counts; absent where all count alike. */
  private factors(training: Int32Array): ((row: number) => number) | undefined {
    const { weights, classWeights } = this.options;
    if (weights === undefined && classWeights === undefined) return undefined;
    const column = weights === undefined ? undefined : rowWeights(this.table, weights);
    if (classWeights === undefined) return (row) => column![row]!;
    if (this.tasks.length > 1)
      throw new ArgumentError("class weights need a single target", { found: `${this.tasks.length} targets` });
    const target = this.targets[0]!;
    const classes = weightsOfClasses(this.tasks[0]!, target, training, classWeights);
    return (row) => (column?.[row] ?? 1) * (classes.get(categoryOf(target, row)!) ?? 1);
  }
}

/** The rows of a table in which every target has a value. */
export function knownRows(table: Table, tasks: readonly Task[]): Int32Array {
  const columns = tasks.map(({ target }) => columnOf(table, target));
  return Int32Array.from({ length: table.rowCount }, (_, i) => i).filter((row) =>
    columns.every((column) => !isAbsent(column, row)),
  );
}

/** Rows of a table whose answers are known, as a fitted preparation encodes them. */
export function encodeRows(
  table: Table,
  { tasks, encoders }: Pick<Preparation, "tasks" | "encoders">,
  rows: Int32Array,
): Dataset {
  const targets = tasks.map(({ target }) => columnOf(table, target));
  return {
    table,
    rows,
    rowCount: rows.length,
    inputs: encodeInputs(table, encoders, rows),
    targets: encodeTargets(tasks, targets, rows),
  };
}

/**
 * Splits a table into training, validation and test rows (by class where there are classes; equal rows, or the rows of a
 * group, stay together), fits the encoders on the training rows alone, and encodes all three. A function of the seed.
 *
 * @throws TableError E104 to E108 for targets that cannot be learned, ArgumentError for options that do not fit.
 */
export function prepare(table: Table, options: PrepareOptions): Prepared {
  const { seed = 0, validation = 0.15, testTable } = options;
  const test = testTable === undefined ? (options.test ?? 0.15) : 0;
  const source = new Source(table, options);
  const parts = source.split(source.known, [1 - validation - test, validation, test], seed);
  return source.fitted(...(parts as [Int32Array, Int32Array, Int32Array]));
}

/**
 * Divides the rows of a table into `folds` parts, as `prepare` divides them; each part is the test once, and every
 * preparation is fitted without it. A function of the seed.
 *
 * @throws ArgumentError where there are fewer rows (or groups) than folds; else as `prepare`.
 */
export function prepareFolds(table: Table, options: PrepareOptions, folds: number): readonly Prepared[] {
  wholeNumber(folds, "the number of folds", 2);
  const { seed = 0, validation = 0.15 } = options;
  const source = new Source(table, options);
  const parts = source.split(source.known, new Array<number>(folds).fill(1 / folds), seed);
  if (parts.some((part) => part.length === 0))
    throw new ArgumentError("there are fewer rows than folds", {
      expected: `rows, or groups, for ${folds} folds`,
      found: `${source.known.length} rows with a target`,
      remedy: "use fewer folds",
    });
  return parts.map((test, fold) => {
    const rest = Int32Array.from(parts.flatMap((part, i) => (i === fold ? [] : [...part]))).sort();
    const [training, held] = source.split(rest, [1 - validation, validation], seed + 1 + fold);
    return source.fitted(training!, held!, test);
  });
}

/** With more categories than this, one input for each is too many. */
const mostCategories = 50;

/** The encoder that a column gets where none is asked for. */
function usualEncoder(column: Column): string {
  if (column.kind === "categorical" && column.categories.length > mostCategories) return "frequency";
  return { numeric: "standardize", categorical: "one-hot", date: "date-parts" }[column.kind];
}

/** Whether a column has at least two different values in some rows; a missing one is a value too. */
function varies(column: Column, rows: Int32Array): boolean {
  const values = column.kind === "categorical" ? column.codes : column.values;
  const first = values[rows[0]!];
  return rows.some((row) => !Object.is(values[row], first));
}

function fit(
  table: Table,
  aside: readonly Column[],
  rows: Int32Array,
  asked: Readonly<Record<string, string>>,
): Pick<Preparation, "encoders" | "leftOut"> {
  const encoders: Fitted[] = [];
  const leftOut: LeftOut[] = [];
  for (const name of Object.keys(asked)) columnOf(table, name);
  for (const column of table.columns) {
    if (aside.includes(column)) continue;
    const named = Object.hasOwn(asked, column.name) ? asked[column.name]! : undefined;
    if (!varies(column, rows)) {
      leftOut.push({ column: column.name, reason: "constant", distinct: 1 });
      continue;
    }
    // Whoever names an encoder wants the column.
    const distinct = named === undefined ? identifierOf(column) : undefined;
    if (distinct !== undefined) {
      leftOut.push({ column: column.name, reason: "identifier", distinct });
      continue;
    }
    const kind = named ?? usualEncoder(column);
    const encoder = Object.hasOwn(all, kind) ? all[kind] : undefined;
    if (encoder === undefined || !encoder.takes.includes(column.kind))
      throw new ArgumentError(`the encoder ${kind} cannot be used`, {
        place: `column ${column.name}, ${column.kind}`,
        expected: Object.values(all)
          .filter(({ takes }) => takes.includes(column.kind))
          .map((one) => one.kind)
          .join(", "),
      });
    encoders.push(encoder.fit(column, rows));
  }
  if (encoders.length === 0)
    throw new TableError("no column is left to learn from", {
      code: "E106",
      kind: "no columns",
      file: table.name,
      count: leftOut.length,
    });
  return { encoders, leftOut };
}
