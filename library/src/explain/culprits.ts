import { evaluate } from "../expr/evaluate.ts";
import { type Expr, foldExpr, toExpr, variable } from "../expr/expr.ts";
import type { Operation } from "../expr/operation.ts";
import { evaluateAll } from "../graph/evaluate.ts";
import { type MapAttributes, map } from "../graph/primitives/map.ts";
import { broadcastStrides, forEachElement } from "../graph/shape.ts";
import { ancestors } from "../graph/tensor.ts";
import { checkDerivative } from "./numeric-check.ts";
import type { Objective } from "./objective.ts";

/** A function whose derivative, as its record gives it, is not the slope of its values. */
export interface Culprit {
  readonly symbol: string;
  /** Which of its operands, from 0. */
  readonly operand: number;
  /** Derivative divided by slope at the point: 2 for one that was doubled. */
  readonly ratio: number | undefined;
  readonly at: readonly number[];
}

/** As many elements of every node are looked at. */
const mostElements = 32;

/** Looks for the functions in a graph whose own derivatives are wrong, at the numbers that they are given there. */
export function culprits(objective: Objective): readonly Culprit[] {
  const order = ancestors([objective.root]);
  const all = evaluateAll(order, objective.bindings);
  const values = new Map(order.map((node, i) => [node, all[i]!]));
  const found = new Map<string, Culprit>();
  for (const node of order) {
    if (node.primitive !== map) continue;
    const { formula } = node.attributes as MapAttributes;
    const strides = node.inputs.map((input) => broadcastStrides(input.shape, node.shape));
    forEachElement(node.shape, strides, (element, offsets) => {
      if (element >= mostElements) return;
      const given = node.inputs.map((input, i) => values.get(input)![offsets[i]!]!);
      foldExpr<number>(formula, (part, operands) => {
        if (part.value !== undefined) return part.value;
        if (part.variable !== undefined) return given[Number(part.variable.slice(1))]!;
        const operation = part.operation!;
        operands.forEach((_, which) => {
          const key = `${operation.symbol} ${which}`;
          const wrong = wrongAt(operation, operands, which);
          if (wrong !== undefined && !found.has(key)) found.set(key, wrong);
        });
        return operation.evaluate(...operands);
      });
    });
  }
  return [...found.values()];
}

function wrongAt(operation: Operation, at: readonly number[], which: number): Culprit | undefined {
  const names = at.map((_, i) => `x${i}`);
  const variables: readonly Expr[] = names.map(variable);
  const partial = operation.derivative(variables, variable("result"))[which];
  if (partial === undefined) return undefined;
  const result = operation.evaluate(...at);
  const bindings = { ...Object.fromEntries(names.map((name, i) => [name, at[i]!])), result };
  const exact = evaluate(toExpr(partial), bindings);
  if (!Number.isFinite(result) || !Number.isFinite(exact)) return undefined;
  const f = (value: number): number => operation.evaluate(...at.map((x, i) => (i === which ? value : x)));
  const { finding, ratio } = checkDerivative(f, at[which]!, exact, { table: false });
  return finding === "wrong" ? { symbol: operation.symbol, operand: which, ratio, at } : undefined;
}
