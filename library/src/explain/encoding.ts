import type { Fitted } from "../data/encoders/_encoder.ts";
import type { FittedScaling } from "../data/encoders/_scaled.ts";
import { encoders as all } from "../data/encoders/index.ts";
import { type Column, columnOf, type Table } from "../data/table.ts";
import { constant, type Expr, variable } from "../expr/expr.ts";
import { div } from "../expr/operations/div.ts";
import { sub } from "../expr/operations/sub.ts";
import type { Derivation, DerivationStep } from "./derivation.ts";
import { mapValues } from "./lines.ts";

/** A column of a table as it was read, and the inputs that its encoder makes of it. */
export interface EncodedColumn {
  readonly column: string;
  readonly kind: string;
  /** The cells of the rows, as they mean; a missing one is an empty text. */
  readonly raw: readonly (number | string)[];
  /** (x − shift)/scale, for numbers that are only scaled; x is what stands in `numbers`. */
  readonly formula: Expr | undefined;
  /** The cells as numbers, where they are numbers: a missing one counts as the median. */
  readonly numbers: Float64Array | undefined;
  readonly inputs: readonly string[];
  /** rows × inputs */
  readonly values: Float64Array;
}

function isScaling(fitted: Fitted): fitted is FittedScaling {
  return "shift" in fitted && "scale" in fitted && "median" in fitted;
}

function rawOf(column: Column, row: number): number | string {
  if (column.kind === "categorical") return column.categories[column.codes[row]!] ?? "";
  const value = column.values[row]!;
  return Number.isNaN(value) ? "" : value;
}

/** What the encoders of a preparation make of some rows, column by column. */
export function encodedColumns(table: Table, encoders: readonly Fitted[], rows: Int32Array): readonly EncodedColumn[] {
  return encoders.map((fitted) => {
    const encoder = all[fitted.kind]!;
    const column = columnOf(table, fitted.column);
    const inputs = encoder.inputs(fitted);
    const out = new Float32Array(rows.length * inputs.length);
    encoder.write(fitted, column, rows, out, { at: 0, width: inputs.length });
    const raw = Array.from(rows, (row) => rawOf(column, row));
    const common = { column: column.name, kind: fitted.kind, raw, inputs, values: Float64Array.from(out) };
    if (!isScaling(fitted)) return { ...common, formula: undefined, numbers: undefined };
    const { shift, scale, median } = fitted;
    return {
      ...common,
      formula: div(sub(variable("a0"), constant(shift)), constant(scale)),
      numbers: Float64Array.from(raw, (value) => (typeof value === "number" ? value : median)),
    };
  });
}

/** A derivation with the encoding of its rows in front: each column as it was read, the rule, and the inputs. */
export function withEncoding(derivation: Derivation, columns: readonly EncodedColumn[]): Derivation {
  const [model] = derivation.steps;
  const steps = columns.flatMap((encoded, i): DerivationStep[] => {
    const { column, numbers, formula, inputs, values } = encoded;
    const rows = encoded.raw.length;
    const common = {
      ...model!,
      phase: "data" as const,
      frame: 0,
      layer: undefined,
      label: column,
      isParameterLike: false,
      isPerExample: false,
      parents: [],
      operands: [],
      engine: undefined,
      shares: undefined,
      check: undefined,
      short: undefined,
      stable: undefined,
      node: undefined,
      sentence: { key: "encoded" as const, column, kind: encoded.kind, inputs },
    };
    const result = { ...common, id: `e${i}`, name: { letter: column, primes: 1 }, shape: [rows, inputs.length] };
    if (formula === undefined || numbers === undefined)
      return [{ ...result, rule: { kind: "given", role: "input" }, values }];
    const shape = [rows, 1];
    const operand = {
      step: `r${i}`,
      shape,
      transposed: false,
      values: numbers,
      places: () => numbers.map((_, at) => at),
    };
    const raw: DerivationStep = {
      ...common,
      id: operand.step,
      name: { letter: column },
      shape,
      values: numbers,
      rule: { kind: "given", role: "input" },
      sentence: { key: "raw", column },
    };
    return [
      raw,
      {
        ...result,
        shape,
        rule: { kind: "map", formula },
        operands: [operand],
        parents: [raw.id],
        values: mapValues(formula, shape, [operand]),
      },
    ];
  });
  return { ...derivation, steps: [...steps, ...derivation.steps] };
}
