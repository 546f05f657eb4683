import { text } from "../../expr/text.ts";
import type { FoldAttributes } from "../../graph/primitives/window.ts";
import type { Derivation, DerivationStep, Rule } from "../derivation.ts";
import { equationText } from "../equation.ts";
import { nameLatex, nameText } from "../name.ts";
import { present } from "../present.ts";
import { wordsOf } from "../sentences/languages.ts";
import { said } from "../sentences/sentence.ts";
import { Writer } from "../writer.ts";
import { type RenderOptions, viewOf } from "./options.ts";

/** A rule as plain data; formulas are text that `parse` reads, in a0, a1 … for the operands. */
export type RuleJson =
  | { readonly kind: "given"; readonly role: string }
  | { readonly kind: "map"; readonly formula: string }
  | {
      readonly kind: "contract";
      readonly left: readonly string[];
      readonly right: readonly string[];
      readonly output: readonly string[];
    }
  | {
      readonly kind: "reduce";
      readonly reduction: "sum" | "max";
      readonly axes: readonly number[];
      readonly factor: number;
    }
  | { readonly kind: "overlap"; readonly folds: readonly FoldAttributes[] }
  | { readonly kind: "won"; readonly axes: readonly number[]; readonly ties: "shared" | "first" }
  | { readonly kind: "join"; readonly axis: number }
  | { readonly kind: "primitive"; readonly primitive: string }
  | { readonly kind: "nothing" }
  | { readonly kind: "again"; readonly before: number; readonly predictedDrop: number };

/** A step as plain data; `derivationSchema` says what each field means. */
export interface StepJson {
  readonly id: string;
  readonly phase: string;
  readonly frame: number;
  readonly name: string;
  readonly latex: string;
  readonly layer: string | null;
  readonly label: string | null;
  readonly rule: RuleJson;
  readonly operands: readonly {
    readonly step: string;
    readonly shape: readonly number[];
    readonly transposed: boolean;
  }[];
  readonly shape: readonly number[];
  readonly values: readonly (number | string)[];
  readonly parents: readonly string[];
  readonly gradientOf: string | null;
  readonly equation: string | null;
  readonly sentence: { readonly key: string; readonly text: string };
  readonly short: { readonly formula: string; readonly operands: readonly string[] } | null;
  readonly rows: {
    readonly rowCount: number;
    readonly shares: readonly {
      readonly row: number;
      readonly share: number | string;
      readonly values: readonly (number | string)[];
    }[];
    readonly rest: readonly (number | string)[] | null;
  } | null;
  readonly engine: {
    readonly values: readonly (number | string)[];
    readonly ulps: readonly (number | string)[];
  } | null;
}

/** A derivation as plain data. */
export interface DerivationJson {
  readonly format: "chainrule derivation 1";
  readonly rowCount: number;
  readonly mode: "training" | "inference";
  readonly form: "taught" | "stable";
  readonly frameCount: number;
  readonly loss: number | string;
  readonly lossAfter: number | string | null;
  readonly predictedDrop: number | string | null;
  readonly steps: readonly StepJson[];
}

/** JSON has no infinity and no NaN: these are written as words. */
const numeral = (value: number): number | string => (Number.isFinite(value) ? value : String(value));

function ruleJson(rule: Rule): RuleJson {
  if (rule.kind === "map") return { kind: "map", formula: text(rule.formula) };
  if (rule.kind === "contract") return { kind: "contract", ...rule.names };
  return rule;
}

function rowsJson(shares: DerivationStep["shares"]): StepJson["rows"] {
  if (shares === undefined || typeof shares === "string") return null;
  const { rowCount, rows, rest } = shares;
  return {
    rowCount,
    shares: rows.map(({ row, share, values }) => ({
      row: row + 1,
      share: numeral(share),
      values: Array.from(values, numeral),
    })),
    rest: rest === undefined ? null : Array.from(rest, numeral),
  };
}

/** A derivation as plain data, with all digits; the language is that of its sentences, the notation of its equations. */
export function toJson(derivation: Derivation, options: RenderOptions = {}): DerivationJson {
  const view = viewOf({ ...options, depth: 1, whole: true });
  const words = wordsOf(options.language ?? "en");
  const write = new Writer(derivation, view).writing("text");
  const equations = new Map(present(derivation, view).map((line) => [line.step.id, equationText(line.symbols)]));
  const step = (one: DerivationStep): StepJson => ({
    id: one.id,
    phase: one.phase,
    frame: one.frame,
    name: nameText(one.name),
    latex: nameLatex(one.name),
    layer: one.layer ?? null,
    label: one.label ?? null,
    rule: ruleJson(one.rule),
    operands: one.operands.map(({ step: id, shape, transposed }) => ({ step: id, shape, transposed })),
    shape: one.shape,
    values: Array.from(one.values, numeral),
    parents: one.parents,
    gradientOf: one.gradientOf ?? null,
    equation: equations.get(one.id) ?? null,
    sentence: { key: one.sentence.key, text: said(one.sentence, words.sentences, write) },
    short:
      one.short === undefined
        ? null
        : { formula: text(one.short.formula), operands: one.short.operands.map((operand) => operand.step) },
    rows: rowsJson(one.shares),
    engine:
      one.engine === undefined || one.engine === "skipped"
        ? null
        : { values: Array.from(one.engine.values, numeral), ulps: Array.from(one.engine.ulps, numeral) },
  });
  return {
    format: "chainrule derivation 1",
    rowCount: derivation.rowCount,
    mode: derivation.mode,
    form: derivation.form,
    frameCount: derivation.frameCount,
    loss: numeral(derivation.loss),
    lossAfter: derivation.lossAfter === undefined ? null : numeral(derivation.lossAfter),
    predictedDrop: derivation.predictedDrop === undefined ? null : numeral(derivation.predictedDrop),
    steps: derivation.steps.map(step),
  };
}
