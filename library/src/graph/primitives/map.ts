import { differentiate } from "../../expr/differentiate.ts";
import { evaluator } from "../../expr/evaluate.ts";
import { type Expr, substitute, variable, variablesOf } from "../../expr/expr.ts";
import { mul } from "../../expr/operations/mul.ts";
import { definePrimitive, type Primitive } from "../primitive.ts";
import { broadcastShapes, broadcastStrides, forEachElement, sizeOf } from "../shape.ts";
import type { ElementType } from "../tensor.ts";

/** A scalar formula in the variables `a0`, `a1` … for the inputs. */
export interface MapAttributes {
  readonly formula: Expr;
  /** The element type of the result; real unless said otherwise. */
  readonly type?: ElementType;
}

/**
 * The only elementwise primitive: y = f(a₀, a₁, …) at every position, inputs stretched as in NumPy.
 *
 * Derivative: ∂L/∂aᵢ = Σ (∂L/∂y · ∂f/∂aᵢ), summed over the axes along which aᵢ was stretched.
 */
export const map: Primitive = definePrimitive<MapAttributes>({
  name: "map",
  shape: (inputs, { formula, type }) => {
    const shape = broadcastShapes(
      inputs.map((input) => input.shape),
      formula.operation?.symbol ?? "map",
    );
    return { shape, type: type ?? "real" };
  },
  derivative: (node, gradient, build) =>
    node.inputs.map((input, i) => {
      if (input.type === "index" || node.type === "index") return undefined;
      // `result` lets a rule such as eˣ or s(1 − s) use the value that the forward pass has computed.
      const partial = differentiate(node.attributes.formula, `a${i}`, variable("result"));
      if (partial.value === 0) return undefined;
      const operands = [...node.inputs, node, gradient];
      const names = [...node.inputs.map((_, j) => `a${j}`), "result", "gradient"];
      const factor = variable("gradient");
      const term = partial.value === 1 ? factor : mul(factor, partial);
      return build.sumTo(mapNamed(build.map, operands, names, term), input.shape);
    }),
  evaluate: (node, values) => {
    const out = new Float64Array(sizeOf(node.shape));
    const f = evaluator(
      node.attributes.formula,
      node.inputs.map((_, i) => `a${i}`),
    );
    const strides = node.inputs.map((input) => broadcastStrides(input.shape, node.shape));
    const args = new Array<number>(values.length);
    forEachElement(node.shape, strides, (element, offsets) => {
      for (let i = 0; i < args.length; i++) args[i] = values[i]![offsets[i]!]!;
      out[element] = f(...args);
    });
    return out;
  },
});

/** Builds a map from a formula over named variables, keeping only the inputs that the formula uses. */
function mapNamed<T>(
  build: (inputs: readonly T[], formula: Expr) => T,
  inputs: readonly T[],
  names: readonly string[],
  formula: Expr,
): T {
  const used = variablesOf(formula);
  const renamed = new Map(used.map((name, i) => [name, variable(`a${i}`)]));
  return build(
    used.map((name) => inputs[names.indexOf(name)]!),
    substitute(formula, renamed),
  );
}
