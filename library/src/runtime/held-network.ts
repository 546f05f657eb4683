import { input, random, state } from "../graph/functions.ts";
import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { LayerState, Mode, Network, Parameter } from "../nn/network.ts";
import type { Optimizer } from "../nn/optimizers/_optimizer.ts";
import { arenaSize, type Traced, trace } from "../nn/trace.ts";
import { arenas, type arenasOf, arenaView, constrained, joined } from "./parameters.ts";

/** A network applied to a batch, its parameters and states being views of a session's arenas. */
export interface Applied extends Traced {
  /** The views of the parameters, in order. */
  readonly views: readonly Tensor[];
  /** Those of the states that were asked for. */
  readonly stateViews: readonly { readonly record: LayerState; readonly view: Tensor }[];
  /** The arena of states after this batch, where any changes. */
  readonly nextState: Tensor | undefined;
}

/** Uniform numbers of a step, new in every one; streams keep two draws of one step apart. */
export type Draw = (shape: Shape, stream: number) => Tensor;

/** Numbers that follow from the seed, the step and the stream. */
export const draw: Draw = (shape, stream) =>
  random(shape, input("seed", [], "index"), input("step", [], "index"), stream);

/** New values of states, each with the state that it is for. */
type Changes = readonly (readonly [state: Tensor, value: Tensor])[];

/** Which numbers are taken, the new ones or the old ones, of an arena that an update would change. */
type Choose = (fresh: Tensor, old: Tensor) => Tensor;

/** What is said of a network that a session holds. */
export interface HeldOptions {
  /** What moves its weights, where anything does. */
  readonly optimizer?: Optimizer;
  /** The names of its arenas; those of a network that is alone in its session unless said otherwise. */
  readonly names?: ReturnType<typeof arenasOf>;
}

/** A network with all that a session holds of it, while a step is traced: as it was at first, and as it is by now. */
export class HeldNetwork {
  readonly network: Network;
  readonly rowShape: Shape;
  readonly parameters: readonly Parameter[];
  private readonly states: readonly LayerState[];
  private readonly optimizer: Optimizer | undefined;
  private readonly before: Holding;
  private now: Holding;
  private known: ReadonlyMap<string, Tensor> | undefined;

  constructor(network: Network, rowShape: Shape, { optimizer, names = arenas }: HeldOptions = {}) {
    this.network = network;
    this.rowShape = rowShape;
    this.optimizer = optimizer;
    this.parameters = network.parameters(rowShape);
    this.states = network.states(rowShape);
    const size = arenaSize(this.parameters);
    const slots = Object.keys(optimizer?.slots ?? {});
    this.before = {
      weights: state(names.parameters, [size]),
      slots: Object.fromEntries(slots.map((slot) => [slot, state(names.slot(slot), [size])])),
      layerState: this.states.length === 0 ? undefined : state(names.layerState, [arenaSize(this.states)]),
    };
    this.now = this.before;
  }

  /** All parameters side by side, as they are now. */
  get weights(): Tensor {
    return this.now.weights;
  }

  /** What its optimizer remembers, as it is now, by the names of its slots. */
  get slots(): Readonly<Record<string, Tensor>> {
    return this.now.slots;
  }

  /** The parameters as they are now, each in its shape. */
  get views(): readonly Tensor[] {
    return [...this.viewsByName().values()];
  }

  private viewsByName(): ReadonlyMap<string, Tensor> {
    const { weights } = this.now;
    this.known ??= new Map(this.parameters.map((parameter) => [parameter.name, arenaView(weights, parameter)]));
    return this.known;
  }

  /** Applies it to rows, with the weights and states that it has now; its states go on from there. */
  apply(rows: Tensor, mode: Mode, random: Draw = draw): Applied {
    const { layerState } = this.now;
    const stateViews: { record: LayerState; view: Tensor }[] = [];
    const traced = trace(this.network, rows, {
      mode,
      parameter: ({ name }) => this.viewsByName().get(name)!,
      state: (record) => {
        const view = arenaView(layerState!, record);
        stateViews.push({ record, view });
        return view;
      },
      random,
    });
    const nextState =
      traced.updates.size === 0
        ? undefined
        : joined(this.states.map((record) => traced.updates.get(record.name) ?? arenaView(layerState!, record)));
    if (nextState !== undefined) this.now = { ...this.now, layerState: nextState };
    return { ...traced, views: this.views, stateViews, nextState };
  }

  /** One update of its optimizer: new weights, held to their constraints, and new slots, where `choose` takes them. */
  move(gradient: Tensor, scalars: Readonly<Record<string, Tensor>>, choose: Choose = (fresh) => fresh): void {
    const { weights, slots } = this.now;
    const next = this.optimizer!.update({ weights, gradient, slots, scalars });
    const moved = Object.entries(next.slots).map(([name, slot]) => [name, choose(slot, slots[name]!)] as const);
    this.become(choose(constrained(next.weights, this.parameters), weights));
    this.now = { ...this.now, slots: Object.fromEntries(moved) };
  }

  /** Gives it other weights. */
  become(weights: Tensor): void {
    this.now = { ...this.now, weights };
    this.known = undefined;
  }

  /** What has changed. */
  changes(): Changes {
    const { weights, slots, layerState } = this.now;
    const kept = (layerState === undefined ? [] : [[this.before.layerState!, layerState]]) as Changes;
    return [
      [this.before.weights, weights] as const,
      ...Object.entries(slots).map(([name, slot]) => [this.before.slots[name]!, slot] as const),
      ...kept,
    ].filter(([old, fresh]) => old !== fresh);
  }
}

/** What a session holds of a network. */
interface Holding {
  readonly weights: Tensor;
  readonly slots: Readonly<Record<string, Tensor>>;
  readonly layerState: Tensor | undefined;
}

/** Applies a network to rows, its tensors being views of arenas that a session holds. */
export function applyNetwork(network: Network, rowShape: Shape, rows: Tensor, mode: Mode): Applied {
  return new HeldNetwork(network, rowShape).apply(rows, mode);
}
