import { constant, type Expr, substitute, variable, variablesOf } from "../expr/expr.ts";
import { add } from "../expr/operations/add.ts";
import { div } from "../expr/operations/div.ts";
import { mul } from "../expr/operations/mul.ts";
import { sub } from "../expr/operations/sub.ts";
import { broadcastStrides, type Shape, sizeOf, stridesOf } from "../graph/shape.ts";
import type { DerivationStep, Operand, ShortForm } from "./derivation.ts";
import { agree, mapValues } from "./lines.ts";
import { cancelled, sizeOfFormula } from "./rational.ts";
import { tidy } from "./tidy.ts";

/** Rows wider than this are not written out number by number. */
const widest = 12;

/** What an element of a step is called while a formula is written out: `s7:3`. */
const elementName = (step: string, element: number): string => `${step}:${element}`;

/**
 * Finds what a gradient becomes when factors cancel: ŷ − y for a sigmoid and binary cross-entropy, or for softmax and
 * cross-entropy.
 *
 * The chain is written out for one element, number by number, back to quantities of the forward pass; brought over one
 * denominator; and taken as the short form where only numbers at the place of the element are left. Targets of which
 * every row adds up to 1 may use that.
 */
export function shortFormOf(step: DerivationStep, steps: ReadonlyMap<string, DerivationStep>): ShortForm | undefined {
  if (step.rule.kind !== "map" || sizeOf(step.shape) === 0 || (step.shape.at(-1) ?? 1) > widest) return undefined;
  const expansion = new Expansion(steps);
  const long = expansion.of(step.id, 0);
  if (long === undefined || variablesOf(long).length === 0) return undefined;
  const forward = expansion.eliminated(long);
  const first = cancelled(forward);
  if (first === undefined) return undefined;
  const sums = expansion.withSumOfOne(first);
  const short = sums === undefined ? first : cancelled(sums);
  if (short === undefined) return undefined;
  const whole = asMatrixFormula(short, step, steps);
  if (whole === undefined || sizeOfFormula(whole.formula) >= sizeOfFormula(long)) return undefined;
  if (!agree(mapValues(whole.formula, step.shape, whole.operands), step.values)) return undefined;
  const chain = asMatrixFormula(long, step, steps);
  if (chain !== undefined && sizeOfFormula(whole.formula) >= sizeOfFormula(tidy(chain.formula))) return undefined;
  const lines: ShortForm["lines"][number][] = [];
  if (chain !== undefined) lines.push({ ...chain, formula: tidy(chain.formula), reason: { key: "chainRule" } });
  const usesSum = sums !== undefined && variablesOf(first).some((name) => !variablesOf(short).includes(name));
  lines.push({ ...whole, reason: { key: usesSum ? "targetsSumToOne" : "cancelled" } });
  return { ...whole, lines };
}

/** Writes steps out as formulas over the numbers of the forward pass. */
class Expansion {
  private readonly steps: ReadonlyMap<string, DerivationStep>;
  private readonly places = new Map<Operand, Float64Array>();
  private readonly known = new Map<string, Expr | undefined>();

  constructor(steps: ReadonlyMap<string, DerivationStep>) {
    this.steps = steps;
  }

  /** One number of a step as a formula; undefined where the chain leads through a product of matrices. */
  of(id: string, element: number): Expr | undefined {
    const name = elementName(id, element);
    if (!this.known.has(name)) this.known.set(name, this.write(this.steps.get(id)!, element));
    return this.known.get(name);
  }

  private write(step: DerivationStep, element: number): Expr | undefined {
    const { rule, operands } = step;
    if (step.phase !== "backward") return variable(elementName(step.id, element));
    if (rule.kind === "map") {
      const inner = operands.map((operand) => this.operand(operand, positionOf(element, step.shape), step.shape));
      if (inner.some((one) => one === undefined)) return undefined;
      return substitute(rule.formula, new Map(inner.map((one, i) => [`a${i}`, one!])));
    }
    const [operand] = operands;
    if (operand === undefined) return undefined;
    if (rule.kind === "reduce" && rule.reduction === "sum") {
      const { shape } = operand;
      const own = positionOf(element, step.shape);
      let total: Expr | undefined;
      for (let i = 0; i < sizeOf(shape); i++) {
        const position = positionOf(i, shape);
        if (position.filter((_, axis) => !rule.axes.includes(axis)).some((at, axis) => at !== own[axis])) continue;
        const term = this.operand(operand, position, shape);
        if (term === undefined) return undefined;
        total = total === undefined ? term : add(total, term);
      }
      return total === undefined ? undefined : mul(total, rule.factor);
    }
    if (rule.kind === "primitive" && rule.primitive === "broadcast")
      return this.operand(operand, positionOf(element, step.shape), step.shape);
    if (rule.kind === "primitive" && rule.primitive === "reshape") return this.numbered(operand, element);
    return undefined;
  }

  private operand(operand: Operand, position: readonly number[], shape: Shape): Expr | undefined {
    const strides = broadcastStrides(operand.shape, shape);
    return this.numbered(
      operand,
      position.reduce((sum, at, axis) => sum + at * strides[axis]!, 0),
    );
  }

  /** Element `at` of an operand in its own shape. */
  private numbered(operand: Operand, at: number): Expr | undefined {
    let places = this.places.get(operand);
    if (places === undefined) {
      places = operand.places();
      this.places.set(operand, places);
    }
    return this.of(operand.step, places[at]!);
  }

  /** Replaces x by y · s wherever a forward step says y = x/s: then what was divided cancels. */
  eliminated(formula: Expr): Expr {
    const replacements = new Map<string, Expr>();
    for (const step of this.steps.values()) {
      if (step.phase === "backward" || step.rule.kind !== "map" || step.rule.formula.operation !== div) continue;
      const [x, s] = step.rule.formula.operands as [Expr, Expr];
      if (x.variable === undefined || s.variable === undefined) continue;
      const [top, bottom] = [x, s].map((part) => step.operands[Number(part.variable!.slice(1))]!) as [Operand, Operand];
      for (let element = 0; element < sizeOf(step.shape); element++) {
        const position = positionOf(element, step.shape);
        const [a, b] = [top, bottom].map((operand) => this.operand(operand, position, step.shape));
        if (a?.variable !== undefined && b !== undefined)
          replacements.set(a.variable, mul(variable(elementName(step.id, element)), b));
      }
    }
    return substitute(formula, replacements);
  }

  /** With the last of a row's targets written as 1 minus the others, where every row of a given quantity adds up to 1. */
  withSumOfOne(formula: Expr): Expr | undefined {
    const used = new Set(variablesOf(formula).map((name) => name.split(":")[0]!));
    const replacements = new Map<string, Expr>();
    for (const id of used) {
      const { shape, values, rule } = this.steps.get(id)!;
      const width = shape.at(-1) ?? 1;
      if (rule.kind !== "given" || shape.length < 2 || width < 2) continue;
      const rows = values.length / width;
      const sums = Array.from({ length: rows }, (_, r) =>
        values.subarray(r * width, (r + 1) * width).reduce((total, value) => total + value, 0),
      );
      if (sums.some((total) => Math.abs(total - 1) > 1e-12)) continue;
      const others = Array.from({ length: width - 1 }, (_, i) => variable(elementName(id, i)));
      replacements.set(
        elementName(id, width - 1),
        others.reduce<Expr>((rest, other) => sub(rest, other), constant(1)),
      );
    }
    return replacements.size === 0 ? undefined : substitute(formula, replacements);
  }
}

function positionOf(element: number, shape: Shape): readonly number[] {
  return stridesOf(shape).map((stride, axis) => Math.floor(element / stride) % shape[axis]!);
}

/** A formula for element 0 as one for all elements: every number in it must lie at the place of element 0. */
function asMatrixFormula(
  formula: Expr,
  step: DerivationStep,
  steps: ReadonlyMap<string, DerivationStep>,
): { readonly formula: Expr; readonly operands: readonly Operand[] } | undefined {
  const operands: Operand[] = [];
  const names = new Map<string, Expr>();
  const visit = (part: Expr): void => {
    const name = part.variable;
    if (name !== undefined && !names.has(name)) {
      const { id, shape, values } = steps.get(name.split(":")[0]!)!;
      names.set(name, variable(`a${operands.length}`));
      operands.push({ step: id, shape, transposed: false, values, places: () => values.map((_, i) => i) });
    }
    part.operands.forEach(visit);
  };
  visit(formula);
  if ([...names.keys()].some((name) => name.split(":")[1] !== "0")) return undefined;
  const fits = operands.every(({ shape }) => {
    const shift = step.shape.length - shape.length;
    return shift >= 0 && shape.every((size, axis) => size === 1 || size === step.shape[axis + shift]);
  });
  return fits ? { formula: substitute(formula, names), operands } : undefined;
}
