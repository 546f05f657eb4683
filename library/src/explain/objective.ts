import { differentiate } from "../graph/differentiate.ts";
import { type Bindings, evaluateAll } from "../graph/evaluate.ts";
import { input, tensor } from "../graph/functions.ts";
import type { Point, TensorFunction } from "../graph/gradient.ts";
import { sizeOf } from "../graph/shape.ts";
import { stabilize } from "../graph/stabilize.ts";
import { Tensor } from "../graph/tensor.ts";
import { forwardGraph, type StepFacts } from "./step-graph.ts";

/** A part of the numbers that a function depends on, with its name and place. */
export interface Block {
  readonly name: string;
  readonly shape: readonly number[];
  readonly offset: number;
}

/** A number as a function of many, with the gradient that the graph gives: what a numeric check looks at. */
export interface Objective {
  readonly blocks: readonly Block[];
  /** Where the gradient is taken. */
  readonly point: Float64Array;
  readonly gradient: Float64Array;
  /** In float64, by the plain interpreter. */
  readonly value: (point: ArrayLike<number>) => number;
  /** The scalar's graph and what its inputs hold, for finding out which function is wrong. */
  readonly root: Tensor;
  readonly bindings: Bindings;
}

function objectiveOf(
  root: Tensor,
  leaves: readonly (Omit<Block, "offset"> & { readonly leaf: Tensor })[],
  given: Bindings,
): Objective {
  let offset = 0;
  const blocks = leaves.map(({ name, shape }) => {
    const block = { name, shape, offset };
    offset += sizeOf(shape);
    return block;
  });
  const joined = (parts: readonly ArrayLike<number>[]): Float64Array => {
    const out = new Float64Array(offset);
    parts.forEach((part, i) => out.set(Array.from(part), blocks[i]!.offset));
    return out;
  };
  const gradients = differentiate(
    root,
    leaves.map(({ leaf }) => leaf),
  );
  return {
    blocks,
    root,
    bindings: given,
    point: joined(leaves.map(({ leaf }) => given.get(leaf)!)),
    gradient: joined(evaluateAll(gradients, given)),
    value: (point) => {
      const bindings = new Map(given);
      leaves.forEach(({ leaf, shape }, i) => {
        const { offset: from } = blocks[i]!;
        bindings.set(
          leaf,
          Float64Array.from({ length: sizeOf(shape) }, (_, k) => point[from + k]!),
        );
      });
      return evaluateAll([root], bindings)[0]![0]!;
    },
  };
}

/** The loss of a step as a function of all parameters, in the stable form that the engine computes. */
export function lossObjective(facts: StepFacts): Objective {
  const { stableLoss, parameters, bindings } = forwardGraph(facts);
  return objectiveOf(
    stableLoss,
    parameters.map(({ record, leaf }) => ({ name: record.name, shape: record.shape, leaf })),
    bindings,
  );
}

/** Any scalar function of tensors at a point, for checking functions of one's own. */
export function functionObjective(f: TensorFunction, points: readonly Point[]): Objective {
  const values = points.map((point) => (point instanceof Tensor ? point : tensor(point)));
  const leaves = values.map((value, i) => ({ name: `x${i}`, shape: value.shape, leaf: input(`x${i}`, value.shape) }));
  const numbers = evaluateAll(values);
  return objectiveOf(
    stabilize(f(...leaves.map(({ leaf }) => leaf))),
    leaves,
    new Map(leaves.map(({ leaf }, i) => [leaf, numbers[i]!])),
  );
}
