import { add } from "../expr/operations/add.ts";
import { differentiate } from "../graph/differentiate.ts";
import { input } from "../graph/functions.ts";
import { sizeOf } from "../graph/shape.ts";
import { label, type Tensor } from "../graph/tensor.ts";
import { overCount } from "../nn/losses/_reduction.ts";
import type { Optimizer } from "../nn/optimizers/_optimizer.ts";
import type { Role } from "./derivation.ts";
import type { Name } from "./name.ts";
import { type PartMemory, part } from "./parts.ts";
import type { Sentence } from "./sentences/sentence.ts";
import { type Carried, cut, type ForwardGraph, joined, type ParameterNode, type WalkFacts } from "./step-graph.ts";

/** What an update does to one parameter. */
export interface UpdatedParameter extends ParameterNode {
  /** Its gradient, and the same after clipping. */
  readonly gradient: Tensor;
  readonly clipped: Tensor;
  readonly slots: Readonly<Record<string, { readonly leaf: Tensor; readonly next: Tensor }>>;
  /** Before and after the constraint; the same where there is none. */
  readonly free: Tensor;
  readonly next: Tensor;
}

/** What a micro-batch adds to the gradient of one parameter. */
export interface AccumulatedParameter extends ParameterNode {
  readonly carried: Tensor;
  /** What is carried on: the gradient of all values since the last update. */
  readonly sum: Tensor;
  /** What the update is made with: the mean, with what the regularizers add. */
  readonly whole: Tensor;
}

/** What a micro-batch adds to what was carried. */
export interface AccumulationGraph {
  readonly parameters: readonly AccumulatedParameter[];
  /** How much all values since the last update count, before and after this micro-batch; absent for a sum. */
  readonly count: { readonly leaf: Tensor; readonly next: Tensor } | undefined;
  readonly last: boolean;
}

/** The update of a step as graph, and the numbers that the host gives it. */
export interface UpdateGraph {
  readonly accumulation: AccumulationGraph | undefined;
  /** Empty for a micro-batch that is not the last one before an update. */
  readonly parameters: readonly UpdatedParameter[];
  readonly scalars: Readonly<Record<string, Tensor>>;
  readonly bindings: ReadonlyMap<Tensor, ArrayLike<number>>;
  /** What a solver names, what its leaves are, and what is said about them. */
  readonly names?: ReadonlyMap<Tensor, Name>;
  readonly roles?: ReadonlyMap<Tensor, Role>;
  readonly sentences?: ReadonlyMap<Tensor, Sentence>;
}

/** Adds the gradients of a micro-batch to those of the ones before it. */
function accumulationGraph(
  { gradient, count, last }: Carried,
  forward: ForwardGraph,
  gradients: readonly Tensor[],
  bindings: Map<Tensor, ArrayLike<number>>,
): AccumulationGraph {
  const { parameters, penalty } = forward;
  const leaf = input("carried count", []);
  const counts = forward.count === undefined ? undefined : { leaf, next: add(leaf, forward.count) };
  if (counts !== undefined) bindings.set(leaf, [count]);
  const leaves = parameters.map((parameter) => parameter.leaf);
  const penalties = penalty === undefined ? undefined : differentiate(penalty, leaves);
  return {
    last,
    count: counts,
    parameters: parameters.map(({ record, leaf: own }, i) => {
      const carried = label(input(`carried.${record.name}`, record.shape), "carried");
      bindings.set(carried, cut(gradient, record.offset, sizeOf(record.shape)));
      const sum = add(carried, gradients[i]!);
      const mean = overCount(sum, counts?.next);
      return { record, leaf: own, carried, sum, whole: penalties === undefined ? mean : add(mean, penalties[i]!) };
    }),
  };
}

/** Clips the gradients, applies the optimizer to all parameters at once as the engine does, and parts the result. */
export function updateGraph(
  facts: WalkFacts & { readonly optimizer: Optimizer },
  forward: ForwardGraph,
  gradients: readonly Tensor[],
): UpdateGraph {
  const { optimizer, clip } = facts;
  const { parameters } = forward;
  const bindings = new Map<Tensor, ArrayLike<number>>();
  const accumulation =
    facts.carried === undefined ? undefined : accumulationGraph(facts.carried, forward, gradients, bindings);
  if (accumulation?.last === false) return { accumulation, scalars: {}, bindings, parameters: [] };
  const own = accumulation?.parameters.map((parameter) => parameter.whole) ?? gradients;
  const whole = joined(own);
  const gradient = clip === undefined ? whole : clip(whole);
  const given = optimizer.scalars(facts.rate ?? optimizer.learningRate, facts.update ?? facts.step ?? 1);
  const scalars = Object.fromEntries(
    Object.entries(given).map(([name, value]) => {
      const tensor = input(`scalar.${name}`, []);
      bindings.set(tensor, [value]);
      return [name, tensor];
    }),
  );
  const slotLeaves = Object.fromEntries(
    Object.entries(optimizer.slots).map(([name, initial]) => [
      name,
      parameters.map(({ record }) => {
        const tensor = label(input(`slot.${name}.${record.name}`, record.shape), name);
        const size = sizeOf(record.shape);
        const values = facts.slots?.[name];
        bindings.set(
          tensor,
          values === undefined ? new Float64Array(size).fill(initial) : cut(values, record.offset, size),
        );
        return tensor;
      }),
    ]),
  );
  const result = optimizer.update({
    weights: joined(parameters.map(({ leaf }) => leaf)),
    gradient,
    slots: Object.fromEntries(Object.entries(slotLeaves).map(([name, leaves]) => [name, joined(leaves)])),
    scalars,
  });
  const memory: PartMemory = new Map();
  return {
    accumulation,
    scalars,
    bindings,
    parameters: parameters.map(({ record, leaf }, i) => {
      const cutOut = (tensor: Tensor): Tensor => part(tensor, record.offset, record.shape, memory);
      const free = cutOut(result.weights);
      return {
        record,
        leaf,
        gradient: own[i]!,
        clipped: clip === undefined ? own[i]! : cutOut(gradient),
        slots: Object.fromEntries(
          Object.entries(slotLeaves).map(([name, leaves]) => [
            name,
            { leaf: leaves[i]!, next: cutOut(result.slots[name]!) },
          ]),
        ),
        free,
        next: record.constraint?.(free) ?? free,
      };
    }),
  };
}
