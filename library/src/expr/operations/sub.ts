import type { Operand } from "../operand.ts";
import { add } from "./add.ts";
import { neg } from "./neg.ts";

/** The difference x − y, which is the sum x + (−y): one rule less to differentiate, typeset and compile. */
export function sub(x: number, y: number): number;
export function sub<T extends Operand>(x: T | number, y: T | number): T;
export function sub(x: Operand | number, y: Operand | number): Operand | number {
  return add<Operand>(x, neg<Operand>(y));
}
