export { differentiate } from "./differentiate.ts";
export { evaluate, evaluator } from "./evaluate.ts";
export { constant, Expr, foldExpr, sameExpr, substitute, toExpr, variable, variablesOf } from "./expr.ts";
export { defineFunction, type FunctionRecord, operandVariables } from "./function.ts";
export { type Interval, interval } from "./interval.ts";
export { javascript } from "./javascript.ts";
export { latex, numberLatex } from "./latex.ts";
export type { Operand } from "./operand.ts";
export {
  defineOperation,
  type Identity,
  type Instruction,
  type LatexOperand,
  type Lowering,
  type Operation,
  type OperationRecord,
  precedence,
} from "./operation.ts";
export * from "./operations/index.ts";
export { parse } from "./parse.ts";
export { simplify } from "./simplify.ts";
export { text } from "./text.ts";
