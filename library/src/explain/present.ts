import { type Expr, foldExpr } from "../expr/expr.ts";
import { add } from "../expr/operations/add.ts";
import { mul } from "../expr/operations/mul.ts";
import { neg } from "../expr/operations/neg.ts";
import { type Aside, asidesOf } from "./asides.ts";
import type { Derivation, DerivationStep, Operand, ShortForm } from "./derivation.ts";
import { type Equation, equals, math, type Part } from "./equation.ts";
import { indexEquation, sumSign } from "./index-notation.ts";
import { axisLetters, dimensions } from "./notation.ts";
import { shorten } from "./render/shorten.ts";
import { cellLines, tapeLines } from "./scalar-lines.ts";
import type { Sentence } from "./sentences/sentence.ts";
import { type SharesView, sharesOf } from "./share-lines.ts";
import { type View, Writer } from "./writer.ts";

/** One line of a derivation as it is shown, in a notation but in no language and no format yet. */
export interface LineView {
  readonly step: DerivationStep;
  readonly sentence: Sentence;
  readonly symbols: Equation;
  /** `(4×2)(2×3) = (4×3)` */
  readonly dimensions: string;
  /** The same with numbers in matrices, from depth 2. */
  readonly numbers: Equation | undefined;
  /** One cell worked out, from depth 3. */
  readonly cell: readonly Equation[];
  /** Every operation on two numbers, at depth 4. */
  readonly tape: readonly Equation[];
  /** The short form of a gradient, line by line, each with its reason. */
  readonly short: readonly { readonly equation: Equation; readonly reason: Sentence }[];
  /** The form that the engine computes, where it is another one than is taught. */
  readonly stable: readonly { readonly equation: Equation; readonly reason: Sentence }[];
  /** What a check by differences says. */
  readonly check: Sentence | undefined;
  /** What is told besides, each with its equations: who won, how a gradient comes back through time. */
  readonly asides: readonly Aside[];
  /** What the rows of the batch add to a gradient. */
  readonly shares: SharesView | undefined;
  /** What the engine computes: in a sentence, and from depth 3 number by number, with the distances. */
  readonly engine: { readonly sentence: Sentence; readonly numbers: readonly Equation[] } | undefined;
}

/** The right side of a step in symbols. */
function rightSide(writer: Writer, step: DerivationStep): Equation {
  const { rule, operands } = step;
  switch (rule.kind) {
    case "map":
      return writer.isWoven(step) ? indexEquation(writer, step).slice(2) : writer.formula(rule.formula, operands, step);
    case "contract": {
      const form = writer.productOf(step);
      if (form === undefined) return indexEquation(writer, step).slice(2);
      return form.order.flatMap((which, i) => {
        const name = writer.operandName(operands[which]!, form.turned[i]!);
        return i === 0 ? [name] : [math(" ", " "), name];
      });
    }
    case "overlap":
    case "won":
      return indexEquation(writer, step).slice(2);
    case "reduce": {
      if (writer.isWoven(step)) return indexEquation(writer, step).slice(2);
      const name = writer.operandName(operands[0]!, writer.roundOf(operands[0]!, step));
      const all = axisLetters({ ...writer.step(operands[0]!.step), shape: operands[0]!.shape });
      const over = rule.axes.length === all.length ? [] : rule.axes.map((axis) => all[axis] ?? "");
      return [...writer.factor(rule.factor), sumSign(over, rule.reduction), name];
    }
    case "primitive":
    case "join":
      return writer.inWords(step);
    default:
      return [];
  }
}

/** What a step is in numbers: its operands' matrices joined as in symbols, and its result. */
function numbers(writer: Writer, step: DerivationStep): Equation {
  const { rule, operands } = step;
  const round = writer.isTurned(step);
  const result = writer.matrix(step.values, step.shape, round);
  const left = writer.name(step.name);
  if (rule.kind === "contract") {
    const form = writer.productOf(step);
    if (form === undefined) return [left, equals, result];
    const [a, b] = form.order.map((which, i) => {
      const operand = operands[which]!;
      return writer.matrix(operand.values, operand.shape, form.turned[i]!);
    }) as [Part, Part];
    return [a, math(" · ", " \\cdot "), b, equals, result];
  }
  if (writer.isWoven(step)) return [left, equals, result];
  if (rule.kind === "reduce" && operands.length === 1) {
    const [operand] = operands as [Operand];
    const matrix = writer.matrix(operand.values, operand.shape, writer.roundOf(operand, step));
    return [...rightSide(writer, step).slice(0, -1), matrix, equals, result];
  }
  if (rule.kind === "map") {
    const inside = matricesIn(writer, step, rule.formula);
    if (inside !== undefined) return [left, equals, ...inside, equals, result];
  }
  return [left, equals, result];
}

/** More matrices than this in one equation are too many to look at. */
const mostMatrices = 3;

/** A formula of sums and products with its matrices in place; undefined where it holds anything else. */
function matricesIn(writer: Writer, step: DerivationStep, formula: Expr): Equation | undefined {
  let matrices = 0;
  const isNumber = (equation: Equation): boolean => equation.every((part) => part.kind === "math");
  const whole = foldExpr<
    { readonly equation: Equation; readonly isSum: boolean; readonly negated?: Equation } | undefined
  >(formula, (part, inner) => {
    if (part.value !== undefined) return { equation: [writer.number(part.value)], isSum: part.value < 0 };
    if (part.variable !== undefined) {
      const operand = step.operands[Number(part.variable.slice(1))]!;
      const { values, shape } = operand;
      if (values.length === 1) return { equation: [writer.number(values[0]!)], isSum: values[0]! < 0 };
      matrices++;
      return { equation: [writer.matrix(values, shape, writer.roundOf(operand, step))], isSum: false };
    }
    const [a, b] = inner;
    if (a === undefined) return undefined;
    const fenced = (one: typeof a): Equation => (one.isSum ? [math("("), ...one.equation, math(")")] : one.equation);
    if (part.operation === neg) return { equation: [math("-"), ...fenced(a)], isSum: true, negated: fenced(a) };
    if (b === undefined) return undefined;
    if (part.operation === add) {
      // A number is not added to a matrix; what the symbols say stays symbols.
      if (isNumber(a.equation) !== isNumber(b.equation)) return undefined;
      const rest = b.negated === undefined ? [math(" + "), ...b.equation] : [math(" - "), ...b.negated];
      return { equation: [...a.equation, ...rest], isSum: true };
    }
    if (part.operation !== mul) return undefined;
    const sign = isNumber(a.equation) || isNumber(b.equation) ? math("·", " \\cdot ") : math(" ⊙ ", " \\odot ");
    return { equation: [...fenced(a), sign, ...fenced(b)], isSum: false };
  });
  if (whole === undefined || matrices < 2 || matrices > mostMatrices) return undefined;
  return whole.equation;
}

function dimensionLine(writer: Writer, step: DerivationStep): string {
  const round = writer.isTurned(step);
  const own = dimensions(step.shape, round);
  if (step.rule.kind === "contract") {
    const form = writer.productOf(step);
    if (form === undefined) return `${step.operands.map(({ shape }) => dimensions(shape, false)).join("·")} = ${own}`;
    const factors = form.order.map((which, i) => dimensions(step.operands[which]!.shape, form.turned[i]!));
    return `${factors.join("")} = ${own}`;
  }
  if (step.operands.length === 0) return own;
  return `${step.operands.map((operand) => dimensions(operand.shape, writer.roundOf(operand, step))).join(", ")} → ${own}`;
}

function shortLines(writer: Writer, step: DerivationStep, short: ShortForm | undefined): LineView["short"] {
  if (short === undefined) return [];
  return short.lines.map(({ formula, operands, reason }, i) => ({
    equation: [...(i === 0 ? [writer.name(step.name)] : []), equals, ...writer.formula(formula, operands, step)],
    reason,
  }));
}

/** Differences are shown with at least this many digits: fewer cannot tell agreement. */
const checkDigits = 8;

function checkSentence(writer: Writer, step: DerivationStep): Sentence | undefined {
  const { check } = step;
  if (check === undefined) return undefined;
  const digits = Math.max(checkDigits, writer.view.digits);
  const place = (check.element ?? []).map((at) => at + 1);
  return {
    key: "check",
    place: `(${(place.length < 2 ? [1, ...place] : place).join(",")})`,
    delta: check.delta,
    numeric: check.numeric,
    exact: check.exact,
    digits,
    finding: check.finding,
    ratio: check.ratio,
  };
}

/** Digits that tell any two numbers of float32 apart. */
const engineDigits = 9;

function engineOf(writer: Writer, step: DerivationStep): LineView["engine"] {
  const { engine } = step;
  // What is given exactly needs no comparison.
  if (engine === undefined || (step.rule.kind === "given" && engine !== "skipped" && engine.greatest === 0))
    return undefined;
  if (engine === "skipped") return { sentence: { key: "engineSkips" }, numbers: [] };
  const { values, ulps, greatest, difference } = engine;
  const round = writer.isTurned(step);
  const listed = (numbers: Float64Array): Part => {
    const matrix = writer.matrix(numbers, step.shape, round);
    return matrix.kind === "matrix" ? { ...matrix, digits: Math.max(engineDigits, writer.view.digits) } : matrix;
  };
  const name = writer.name(step.name);
  return {
    sentence: { key: "engine", greatest, difference },
    numbers:
      writer.view.depth < 3
        ? []
        : [
            [name, math(" (float32) = ", "\\ (\\text{float32}) = "), listed(Float64Array.from(values))],
            [math("ulp: ", "\\text{ulp:}\\ "), listed(ulps)],
          ],
  };
}

/** Whether a line is shown, given what the reader asked for; what is given shows where it is used. */
function isShown(step: DerivationStep, { phase, layer, frame }: View): boolean {
  if (
    step.rule.kind === "given" &&
    !["input", "target", "weight", "engine", "length", "draw", "index", "constant"].includes(step.rule.role)
  )
    return false;
  if (frame !== undefined && step.frame !== frame) return false;
  if (phase !== undefined && step.phase !== phase) return false;
  return layer === undefined || ` ${step.layer ?? ""}`.includes(` layer ${layer} `);
}

/** More turns of a loop than this are shortened in the middle. */
const mostTurns = 6;

/**
 * The steps of a derivation, with one that says so in the place of turns in the middle of a long loop, which all go the same
 * way. Who asks for one frame, or for everything, sees it.
 */
function withoutMiddleTurns(steps: readonly DerivationStep[], { frame, whole }: View): readonly DerivationStep[] {
  if (frame !== undefined || whole === true) return steps;
  const out: DerivationStep[] = [];
  let key = "";
  for (const step of steps) {
    const { at = 0, of = 0 } = step.moment ?? {};
    const { shown, gap } = shorten(of, mostTurns);
    const [from, to] = gap < 0 ? [0, -1] : [shown[gap - 1]! + 2, shown[gap]!];
    if (at < from || at > to) {
      out.push(step);
      continue;
    }
    const own = `${step.phase} ${step.layer}`;
    if (own !== key && step.rule.kind !== "given")
      out.push({ ...step, rule: { kind: "nothing" }, operands: [], sentence: { key: "turnsLeftOut", from, to } });
    if (step.rule.kind !== "given") key = own;
  }
  return out;
}

/** A derivation in a notation, line by line. */
export function present(derivation: Derivation, view: View): readonly LineView[] {
  const writer = new Writer(derivation, view);
  return withoutMiddleTurns(
    derivation.steps.filter((step) => isShown(step, view)),
    view,
  ).map((step) => {
    const name = writer.name(step.name);
    const right = rightSide(writer, step);
    const isIndexed = view.notation === "index" && step.rule.kind !== "again" && step.operands.length > 0;
    const isGap = step.sentence.key === "turnsLeftOut";
    const symbols = isGap
      ? [math("⋯", "\\cdots")]
      : isIndexed
        ? indexEquation(writer, step)
        : right.length === 0
          ? [name]
          : [name, equals, ...right];
    const shown = step.rule.kind !== "nothing";
    return {
      step,
      sentence: step.sentence,
      symbols,
      dimensions: dimensionLine(writer, step),
      numbers: view.depth >= 2 && shown ? numbers(writer, step) : undefined,
      cell: view.depth >= 3 && shown ? cellLines(writer, step) : [],
      tape: view.depth >= 4 && shown ? tapeLines(writer, step) : [],
      short: shortLines(writer, step, step.short),
      stable: shortLines(writer, step, step.stable),
      check: checkSentence(writer, step),
      asides: shown ? asidesOf(writer, step) : [],
      shares: sharesOf(writer, step),
      engine: engineOf(writer, step),
    };
  });
}
