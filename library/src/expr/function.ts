import { differentiate } from "./differentiate.ts";
import { type Expr, foldExpr, substitute, variable } from "./expr.ts";
import { defineOperation, type Operation, type OperationRecord } from "./operation.ts";

const letters = ["x", "y", "z", "u", "v", "w"];

/** The variables that stand for the operands where a function's formula is shown: x, y, z … */
export function operandVariables(arity: number): readonly Expr[] {
  return letters.slice(0, arity).map(variable);
}

/** A function known by its formula; value and derivative follow from it unless the record brings its own. */
export interface FunctionRecord extends Omit<OperationRecord, "evaluate" | "derivative" | "formula"> {
  readonly formula: (...operands: Expr[]) => Expr;
  readonly evaluate?: OperationRecord["evaluate"];
  readonly derivative?: OperationRecord["derivative"];
}

/**
 * Makes an operation of a formula: one line, and value, derivative, LaTeX and compiled code follow.
 *
 * @example
 * const swish = defineFunction({ symbol: "swish", arity: 1, formula: (x) => div(x, add(1, exp(neg(x)))) });
 */
export function defineFunction(record: FunctionRecord): Operation {
  const computed = record.stable ?? record.formula;
  let body: Expr | undefined;
  let partials: readonly Expr[] | undefined;
  return defineOperation({
    ...record,
    evaluate:
      record.evaluate ??
      ((...values) => {
        body ??= computed(...operandVariables(record.arity));
        return foldExpr<number>(body, (part, operands) => {
          if (part.value !== undefined) return part.value;
          if (part.variable !== undefined) return values[letters.indexOf(part.variable)]!;
          return part.operation!.evaluate(...operands);
        });
      }),
    derivative:
      record.derivative ??
      ((operands) => {
        if (partials === undefined) {
          const variables = operandVariables(record.arity);
          // The stable form is what is computed, so its derivative is the one that stays finite.
          const whole = computed(...variables);
          partials = variables.map((v) => differentiate(whole, v.variable!));
        }
        const replacements = new Map(operands.map((operand, i) => [letters[i]!, operand]));
        return partials.map((partial) => substitute(partial, replacements));
      }),
  });
}
