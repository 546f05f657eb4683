import type { Operation } from "./operation.ts";

/**
 * What an operation can be applied to besides plain numbers: an `Expr` or a `Tensor`.
 *
 * Among mixed operands the one with the highest `level` decides what the result is, so that
 * `add(tensor, 2)` is a tensor and `add(expr, 2)` an expression.
 */
export interface Operand {
  readonly level: number;
  /** Builds the application of `operation` to `operands`, of which this is one. */
  combine(operation: Operation, operands: readonly (Operand | number)[]): Operand;
}
