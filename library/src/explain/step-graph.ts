import { add } from "../expr/operations/add.ts";
import { concat, input, random, reshape } from "../graph/functions.ts";
import { type Shape, sizeOf } from "../graph/shape.ts";
import { stabilize } from "../graph/stabilize.ts";
import { label, type Tensor } from "../graph/tensor.ts";
import type { Clipping } from "../nn/clipping.ts";
import { type Loss, lossOf } from "../nn/losses/_loss.ts";
import { type LayerState, type Mode, type Network, type Parameter, trace } from "../nn/network.ts";
import type { Optimizer } from "../nn/optimizers/_optimizer.ts";
import { ArgumentError } from "../util/errors.ts";
import { type PartMemory, part } from "./parts.ts";

/** Rows as the network sees them: inputs (rows × inputs) and targets (rows × outputs), last axis fastest. */
export interface Rows {
  readonly inputs: ArrayLike<number>;
  readonly targets: ArrayLike<number>;
  readonly rowCount: number;
}

/** A training step to be explained: the network as it is, rows, and how it learns. */
export interface StepFacts {
  readonly network: Network;
  readonly rows: Rows;
  /** All parameters side by side, in the order of `network.parameters`. */
  readonly weights: ArrayLike<number>;
  /** What layers keep, in the order of `network.states`; as they begin where absent. */
  readonly layerState?: ArrayLike<number>;
  readonly loss: Loss;
  /** Without one there is no update: forward, loss and backward only. */
  readonly optimizer?: Optimizer;
  /** The optimizer's slots, each as long as the weights; as they begin where absent. */
  readonly slots?: Readonly<Record<string, ArrayLike<number>>>;
  /** The number of the step, from 1: it chooses the random numbers and the optimizer's corrections. */
  readonly step?: number;
  /** The learning rate; the optimizer's own where absent. */
  readonly rate?: number;
  readonly clip?: Clipping;
  /** `training` drops and uses the batch's statistics; `inference` (unless said otherwise) does neither. */
  readonly mode?: Mode;
  /** Seed of the random numbers of layers. */
  readonly seed?: number;
}

/** A parameter in the graph of a step. */
export interface ParameterNode {
  readonly record: Parameter;
  readonly leaf: Tensor;
}

/** The forward part of a step as graph, every parameter a leaf of its own. */
export interface ForwardGraph {
  readonly x: Tensor;
  readonly y: Tensor;
  readonly prediction: Tensor;
  /** The loss with what the regularizers add, as taught, and in the stable form that the engine computes. */
  readonly loss: Tensor;
  readonly stableLoss: Tensor;
  readonly parameters: readonly ParameterNode[];
  readonly states: readonly { readonly record: LayerState; readonly leaf: Tensor; readonly next: Tensor | undefined }[];
  readonly draws: readonly Tensor[];
  readonly bindings: ReadonlyMap<Tensor, ArrayLike<number>>;
}

function widthOf(numbers: ArrayLike<number>, rowCount: number, what: string): number {
  const width = numbers.length / rowCount;
  if (Number.isInteger(width) && width > 0) return width;
  throw new ArgumentError(`explain: the ${what} do not fill the rows`, {
    expected: `a multiple of ${rowCount}`,
    found: `${numbers.length} numbers`,
  });
}

const cut = (numbers: ArrayLike<number>, offset: number, size: number): Float64Array =>
  Float64Array.from({ length: size }, (_, i) => numbers[offset + i]!);

/** Traces a network on rows, as the engine does, with every parameter and state a leaf of its own. */
export function forwardGraph(facts: StepFacts): ForwardGraph {
  const { network, rows, mode = "inference", seed = 0, step = 1 } = facts;
  const { rowCount } = rows;
  const width = widthOf(rows.inputs, rowCount, "inputs");
  const bindings = new Map<Tensor, ArrayLike<number>>();
  const leaf = (name: string, shape: Shape, values: ArrayLike<number>): Tensor => {
    const tensor = label(input(name, shape), name);
    bindings.set(tensor, values);
    return tensor;
  };
  const count = network.parameters([width]).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  if (facts.weights.length !== count)
    throw new ArgumentError("explain: the weights do not fit the network", {
      expected: `${count} numbers`,
      found: `${facts.weights.length}`,
    });
  const x = leaf("inputs", [rowCount, width], rows.inputs);
  const y = leaf("targets", [rowCount, widthOf(rows.targets, rowCount, "targets")], rows.targets);
  const layerState = facts.layerState ?? network.initialStates([width]);
  const parameters: ParameterNode[] = [];
  const stateLeaves = new Map<LayerState, Tensor>();
  const draws: Tensor[] = [];
  const index = (name: string, value: number): Tensor => {
    const tensor = input(name, [], "index");
    bindings.set(tensor, [value]);
    return tensor;
  };
  const traced = trace(network, x, {
    mode,
    parameter: (record) => {
      const tensor = leaf(record.name, record.shape, cut(facts.weights, record.offset, sizeOf(record.shape)));
      parameters.push({ record, leaf: tensor });
      return tensor;
    },
    state: (record) => {
      const tensor = leaf(record.name, record.shape, cut(layerState, record.offset, sizeOf(record.shape)));
      stateLeaves.set(record, tensor);
      return tensor;
    },
    random: (shape, stream) => {
      const draw = random(shape, index("seed", seed), index("step", step), stream);
      draws.push(draw);
      return draw;
    },
  });
  const raw = label(lossOf(facts.loss, traced.output, y), traced.penalty === undefined ? "L" : "data loss");
  const loss = traced.penalty === undefined ? raw : add(raw, traced.penalty);
  return {
    x,
    y,
    prediction: traced.output,
    loss,
    stableLoss: stabilize(
      loss,
      parameters.map((parameter) => parameter.leaf),
    ),
    parameters,
    states: traced.states.map((record) => ({
      record,
      leaf: stateLeaves.get(record)!,
      next: traced.updates.get(record.name),
    })),
    draws,
    bindings,
  };
}

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

/** The update of a step as graph, and the numbers that the host gives it. */
export interface UpdateGraph {
  readonly parameters: readonly UpdatedParameter[];
  readonly scalars: Readonly<Record<string, Tensor>>;
  readonly bindings: ReadonlyMap<Tensor, ArrayLike<number>>;
}

const flat = (tensor: Tensor): Tensor => reshape(tensor, [sizeOf(tensor.shape)]);

function joined(tensors: readonly Tensor[]): Tensor {
  return tensors.length === 1 ? flat(tensors[0]!) : concat(tensors.map(flat), 0);
}

/** Clips the gradients, applies the optimizer to all parameters at once as the engine does, and parts the result. */
export function updateGraph(
  facts: StepFacts & { readonly optimizer: Optimizer },
  parameters: readonly ParameterNode[],
  gradients: readonly Tensor[],
): UpdateGraph {
  const { optimizer, clip, step = 1 } = facts;
  const bindings = new Map<Tensor, ArrayLike<number>>();
  const whole = joined(gradients);
  const gradient = clip === undefined ? whole : clip(whole);
  const given = optimizer.scalars(facts.rate ?? optimizer.learningRate, step);
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
    scalars,
    bindings,
    parameters: parameters.map(({ record, leaf }, i) => {
      const own = (tensor: Tensor): Tensor => part(tensor, record.offset, record.shape, memory);
      const free = own(result.weights);
      return {
        record,
        leaf,
        gradient: gradients[i]!,
        clipped: clip === undefined ? gradients[i]! : own(gradient),
        slots: Object.fromEntries(
          Object.entries(slotLeaves).map(([name, leaves]) => [
            name,
            { leaf: leaves[i]!, next: own(result.slots[name]!) },
          ]),
        ),
        free,
        next: record.constraint?.(free) ?? free,
      };
    }),
  };
}
