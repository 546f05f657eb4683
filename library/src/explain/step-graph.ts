import { add } from "../expr/operations/add.ts";
import { concat, input, random, reshape } from "../graph/functions.ts";
import { type Shape, sizeOf } from "../graph/shape.ts";
import { stabilize } from "../graph/stabilize.ts";
import { label, type Tensor } from "../graph/tensor.ts";
import { unrolled } from "../graph/unroll.ts";
import type { Clipping } from "../nn/clipping.ts";
import type { Loss } from "../nn/losses/_loss.ts";
import { type LossParts, lossParts, overCount } from "../nn/losses/_reduction.ts";
import type { LayerState, Mode, Network, Parameter } from "../nn/network.ts";
import type { Optimizer } from "../nn/optimizers/_optimizer.ts";
import type { LineSearch, Solver } from "../nn/solvers/_solver.ts";
import { trace } from "../nn/trace.ts";
import { ArgumentError } from "../util/errors.ts";
import type { Role } from "./derivation.ts";
import type { Name } from "./name.ts";

/** Rows as the network sees them: inputs (rows × inputs) and targets (rows × outputs), last axis fastest. */
export interface Rows {
  readonly inputs: ArrayLike<number>;
  readonly targets: ArrayLike<number>;
  readonly rowCount: number;
  /** What each row counts in the loss; all alike where absent. */
  readonly weights?: ArrayLike<number>;
}

/** What the micro-batches before this one have added up since the last update, and whether the update comes now. */
export interface Carried {
  /** The gradient of the sum of the loss's values, in the order of the parameters. */
  readonly gradient: ArrayLike<number>;
  /** How much these values count together; not used for a loss that is a sum. */
  readonly count: number;
  readonly last: boolean;
}

/** An iteration of a solver, as it happened. */
export interface Solved {
  readonly solver: Solver;
  /** The gradient over all rows that it was given: the engine's. */
  readonly gradient: ArrayLike<number>;
  /** What it remembered of the iterations before. */
  readonly memory: Readonly<Record<string, ArrayLike<number>>>;
  readonly search: LineSearch;
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
  /** The number of the update, from 1, where it is another one: several micro-batches make one update. */
  readonly update?: number;
  /** For a micro-batch: what the ones before it have added up. The update comes with the last one. */
  readonly carried?: Carried;
  /** For a solver instead of an optimizer: what it did. */
  readonly solved?: Solved;
  /** The learning rate; the optimizer's own where absent. */
  readonly rate?: number;
  readonly clip?: Clipping;
  /** `training` drops and uses the batch's statistics; `inference` (unless said otherwise) does neither. */
  readonly mode?: Mode;
  /** Seed of the random numbers of layers. */
  readonly seed?: number;
}

/** What is to be known of a step besides its graph. */
export interface WalkFacts extends Omit<StepFacts, "network" | "rows" | "loss"> {
  readonly rows: Pick<Rows, "rowCount">;
  /** The loss by its record; none where it is a formula of one's own. */
  readonly loss?: Loss;
}

/** A parameter in the graph of a step. */
export interface ParameterNode {
  readonly record: Parameter;
  readonly leaf: Tensor;
}

/** The forward part of a step as graph, every parameter a leaf of its own. */
export interface ForwardGraph {
  readonly x: Tensor | undefined;
  readonly y: Tensor | undefined;
  /** What is given besides: rows by their names, weights that this step does not move. */
  readonly given?: readonly { readonly leaf: Tensor; readonly role: Role; readonly name: Name }[];
  /** Where several networks take part: the one that is moved, and which was applied to make what. */
  readonly owner?: string;
  readonly applied?: readonly { readonly network: string; readonly output: Tensor }[];
  /** What each row counts in the loss. */
  readonly weights: Tensor | undefined;
  /** The values of the loss before weights, where rows have some. */
  readonly values: Tensor | undefined;
  /** What a mean is divided by, and what the regularizers add. */
  readonly count: LossParts["count"];
  readonly penalty: Tensor | undefined;
  readonly prediction: Tensor;
  /**
   * The loss with what the regularizers add, as taught, and in the stable form that the engine computes. Of a micro-batch it
   * is the sum of the values: the mean and the regularizers come in where the update is made.
   */
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

/** Some neighbors of a list of numbers. */
export const cut = (numbers: ArrayLike<number>, offset: number, size: number): Float64Array =>
  Float64Array.from({ length: size }, (_, i) => numbers[offset + i]!);

/** Traces a network on rows, as the engine does, with every parameter and state a leaf of its own. */
export function forwardGraph(facts: StepFacts): ForwardGraph & { readonly x: Tensor; readonly y: Tensor } {
  const { network, rows, mode = "inference", seed = 0, step = 1 } = facts;
  const { rowCount } = rows;
  const width = widthOf(rows.inputs, rowCount, "inputs");
  const bindings = new Map<Tensor, ArrayLike<number>>();
  const leaf = (name: string, shape: Shape, values: ArrayLike<number>): Tensor => {
    const tensor = label(input(name, shape), name);
    bindings.set(tensor, values);
    return tensor;
  };
  const parameterCount = network.parameters([width]).reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  if (facts.weights.length !== parameterCount)
    throw new ArgumentError("explain: the weights do not fit the network", {
      expected: `${parameterCount} numbers`,
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
  const { output, penalty: added, mask: there, updates } = traced;
  const written = unrolled([output, ...[added, there].filter((one) => one !== undefined), ...updates.values()]);
  const prediction = written(output);
  const penaltyOfAll = added && written(added);
  const mask = there && written(there);
  const rowWeights = rows.weights === undefined ? undefined : leaf("row weights", [rowCount], rows.weights);
  const { values, total, count } = lossParts(facts.loss, prediction, y, rowWeights, mask);
  if (rowWeights !== undefined) label(values, "values");
  const isPart = facts.carried !== undefined;
  const penalty = isPart ? undefined : penaltyOfAll;
  const raw = label(isPart ? total : overCount(total, count), penalty === undefined ? "L" : "data loss");
  const loss = penalty === undefined ? raw : add(raw, penalty);
  return {
    x,
    y,
    weights: rowWeights,
    values: rowWeights === undefined ? undefined : values,
    count,
    penalty: penaltyOfAll,
    prediction,
    loss,
    stableLoss: stabilize(
      loss,
      parameters.map((parameter) => parameter.leaf),
    ),
    parameters,
    states: traced.states.map((record) => ({
      record,
      leaf: stateLeaves.get(record)!,
      next: traced.updates.has(record.name) ? written(traced.updates.get(record.name)!) : undefined,
    })),
    draws,
    bindings,
  };
}

/** Tensors flattened, one after the other. */
export function joined(tensors: readonly Tensor[]): Tensor {
  const flat = tensors.map((one) => reshape(one, [sizeOf(one.shape)]));
  return flat.length === 1 ? flat[0]! : concat(flat, 0);
}
