import { ArgumentError } from "../util/errors.ts";
import { type Expr, foldExpr } from "./expr.ts";

/**
 * The value of a formula in float64.
 *
 * @example evaluate(parse("x * sin(y)"), { x: 2, y: 1 })
 * @throws ArgumentError where a variable has no value.
 */
export function evaluate(root: Expr, values: Readonly<Record<string, number>> = {}): number {
  return foldExpr<number>(root, (part, operands) => {
    if (part.value !== undefined) return part.value;
    if (part.variable === undefined) return part.operation!.evaluate(...operands);
    const value = Object.hasOwn(values, part.variable) ? values[part.variable] : undefined;
    if (value === undefined)
      throw new ArgumentError(`the variable ${part.variable} has no value`, {
        expected: `a number for ${part.variable}`,
        found: Object.keys(values).join(", ") || "no values",
      });
    return value;
  });
}

/** A formula made ready for many evaluations: a function of the named variables, in this order. */
export function evaluator(root: Expr, names: readonly string[]): (...values: readonly number[]) => number {
  const steps: (() => void)[] = [];
  const cells: number[] = [];
  const inputs: (readonly [cell: number, index: number])[] = [];
  const result = foldExpr<number>(root, (part, operands) => {
    const cell = cells.push(part.value ?? Number.NaN) - 1;
    if (part.variable !== undefined) {
      const index = names.indexOf(part.variable);
      if (index < 0) throw new ArgumentError(`the variable ${part.variable} has no value`);
      inputs.push([cell, index]);
    } else if (part.operation !== undefined) {
      const f = part.operation.evaluate;
      steps.push(() => {
        cells[cell] =
          operands.length === 2
            ? f(cells[operands[0]!]!, cells[operands[1]!]!)
            : f(...operands.map((operand) => cells[operand]!));
      });
    }
    return cell;
  });
  return (...values) => {
    for (const [cell, index] of inputs) cells[cell] = values[index]!;
    for (const step of steps) step();
    return cells[result]!;
  };
}
