import { add } from "../expr/operations/add.ts";
import { mul } from "../expr/operations/mul.ts";
import { build } from "../graph/build.ts";
import { input, reshape } from "../graph/functions.ts";
import { sizeOf } from "../graph/shape.ts";
import { ancestors, type Tensor } from "../graph/tensor.ts";
import { graphs } from "../nn/solvers/_algebra.ts";
import type { Role } from "./derivation.ts";
import type { Name } from "./name.ts";
import type { Sentence } from "./sentences/sentence.ts";
import { type ForwardGraph, joined, type Solved } from "./step-graph.ts";
import type { UpdateGraph } from "./update-graph.ts";

/** Letters of what solvers name, where they are not those of their labels. */
const letters: Readonly<Record<string, string>> = { a: "α" };

/** A label such as `q 2` as a name. */
function nameOf(text: string): Name {
  const [letter = "", number] = text.split(" ");
  return { letter: letters[letter] ?? letter, ...(number === undefined ? {} : { number: Number(number) }) };
}

/**
 * An iteration of a solver as graph: the direction from the gradient of all parameters side by side, and the new
 * parameters w′ = w + t p with the step length t that its line search took.
 */
export function solverGraph(
  { solver, gradient, memory, search }: Solved,
  { parameters }: ForwardGraph,
  gradients: readonly Tensor[],
): UpdateGraph {
  const bindings = new Map<Tensor, ArrayLike<number>>();
  const names = new Map<Tensor, Name>();
  const roles = new Map<Tensor, Role>();
  const sentences = new Map<Tensor, Sentence>();
  const vector = (name: string, values: ArrayLike<number>, shown: Name, role: Role): Tensor => {
    const leaf = input(`solver.${name}`, [values.length]);
    bindings.set(leaf, values);
    names.set(leaf, shown);
    roles.set(leaf, role);
    return leaf;
  };
  const none = { accumulation: undefined, scalars: {}, parameters: [], bindings, names, roles, sentences };
  if (solver.direction === undefined || search.taken === undefined) return none;
  const start = vector("gradient", gradient, { letter: "g" }, "engine");
  sentences.set(start, { key: "solverGradient", solver: solver.name });
  const remembered = Object.fromEntries(
    Object.entries(memory).map(([name, values]) => {
      const [, letter = name, number] = /^(\D+)(\d+)$/.exec(name) ?? [];
      const shown = { letter, ...(number === undefined ? {} : { number: Number(number) + 1 }) };
      return [name, vector(name, values, shown, "slot")];
    }),
  );
  const direction = solver.direction(graphs, start, remembered);
  for (const node of ancestors([direction]))
    if (node.label !== undefined && node.inputs.length > 0 && node !== direction) names.set(node, nameOf(node.label));
  names.set(direction, { letter: "p" });
  sentences.set(direction, { key: "solverDirection", solver: solver.name });
  const length = input("solver.length", []);
  bindings.set(length, [search.taken]);
  names.set(length, { letter: "t" });
  roles.set(length, "length");
  sentences.set(length, { key: "solverLength", ...search, taken: search.taken });
  const weights = joined(parameters.map(({ leaf }) => leaf));
  const next = add(weights, mul(direction, length));
  if (parameters.length > 1) {
    names.set(weights, { letter: "w" });
    sentences.set(weights, { key: "solverWeights" });
    names.set(next, { letter: "w", primes: 1 });
    sentences.set(next, { key: "solverNext" });
  }
  return {
    ...none,
    parameters: parameters.map(({ record, leaf }, i) => {
      const own = parameters.length === 1 ? reshape(next, record.shape) : sliced(next, record.offset, record.shape);
      return { record, leaf, gradient: gradients[i]!, clipped: gradients[i]!, slots: {}, free: own, next: own };
    }),
  };
}

/** Some neighbors of all parameters, under the shape of one. */
function sliced(whole: Tensor, offset: number, shape: readonly number[]): Tensor {
  return build.reshape(build.slice(whole, { start: [offset], size: [sizeOf(shape)], step: [1] }), shape);
}
