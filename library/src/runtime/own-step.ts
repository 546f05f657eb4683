import type { Step } from "../compiler/step.ts";
import { add } from "../expr/operations/add.ts";
import { differentiate } from "../graph/differentiate.ts";
import { input, normalFrom, random, state } from "../graph/functions.ts";
import { type Shape, sameShape, shapeText } from "../graph/shape.ts";
import { stabilize } from "../graph/stabilize.ts";
import { ancestors, label, type Tensor } from "../graph/tensor.ts";
import type { Clipping } from "../nn/clipping.ts";
import { type LayerState, type Mode, type Network, type Parameter, trace } from "../nn/network.ts";
import type { Optimizer } from "../nn/optimizers/_optimizer.ts";
import { ArgumentError, ShapeError } from "../util/errors.ts";
import { arenaSize, arenaView, constrained, joined } from "./parameters.ts";

/** A network that takes part in a training of several. */
export interface Participant {
  readonly network: Network;
  /** Numbers of a row that go in. */
  readonly inputs: number;
  /** What moves its weights; none where nothing does: a teacher, a part that is frozen. */
  readonly optimizer?: Optimizer;
}

/** How a loss is lowered. */
export interface MinimizeOptions {
  /** Which parameters are moved; all unless said otherwise. Those that are not keep their slots too. */
  readonly only?: (parameter: Parameter) => boolean;
  /** What is done to the gradient before the optimizer sees it. */
  readonly clip?: Clipping;
}

/** What a training step of one's own may do, in the order in which it is said. */
export interface OwnStep {
  /** The rows of the batch, by the names of the data. */
  readonly rows: Readonly<Record<string, Tensor>>;
  /** Applies a network to rows, with the weights that it has at this point of the step. */
  apply(name: string, rows: Tensor, mode?: Mode): Tensor;
  /** All weights of a network side by side, as they are at this point of the step. */
  weights(name: string): Tensor;
  /** Lowers a loss by one update of a network's weights; what is said afterwards sees the new ones. */
  minimize(name: string, loss: Tensor, options?: MinimizeOptions): void;
  /** Gives a network other weights: a moving average of another's, say. */
  assign(name: string, weights: Tensor): void;
  /** Uniform numbers in [0, 1), new in every step. */
  uniform(shape: Shape): Tensor;
  /** Normal numbers with mean 0 and variance 1, new in every step. */
  normal(shape: Shape): Tensor;
  /** Reports a number of every step. */
  report(name: string, value: Tensor): void;
}

/** The names under which a session holds what belongs to a network. */
export function arenasOf(name: string): {
  readonly parameters: string;
  readonly layerState: string;
  readonly slot: (slot: string) => string;
} {
  return {
    parameters: `parameters of ${name}`,
    layerState: `layer state of ${name}`,
    slot: (slot) => `slot.${slot} of ${name}`,
  };
}

/** A network while a step is traced: what it holds at the beginning, and what it holds by now. */
class Held {
  readonly name: string;
  readonly given: Participant;
  readonly parameters: readonly Parameter[];
  readonly states: readonly LayerState[];
  readonly before: { readonly arena: Tensor; readonly layerState: Tensor | undefined; readonly slots: Slots };
  arena: Tensor;
  layerState: Tensor | undefined;
  slots: Slots;
  penalty: Tensor | undefined;
  updates = 0;
  private known: ReadonlyMap<string, Tensor> | undefined;

  constructor(name: string, given: Participant) {
    this.name = name;
    this.given = given;
    this.parameters = given.network.parameters([given.inputs]);
    this.states = given.network.states([given.inputs]);
    const names = arenasOf(name);
    const size = arenaSize(this.parameters);
    this.arena = state(names.parameters, [size]);
    this.layerState = this.states.length === 0 ? undefined : state(names.layerState, [arenaSize(this.states)]);
    const slots = Object.keys(given.optimizer?.slots ?? {});
    this.slots = Object.fromEntries(slots.map((slot) => [slot, state(names.slot(slot), [size])]));
    this.before = { arena: this.arena, layerState: this.layerState, slots: this.slots };
  }

  /** The parameters as they are now, each in its shape. */
  views(): ReadonlyMap<string, Tensor> {
    this.known ??= new Map(this.parameters.map((parameter) => [parameter.name, arenaView(this.arena, parameter)]));
    return this.known;
  }

  become(arena: Tensor): void {
    this.arena = arena;
    this.penalty = undefined;
    this.known = undefined;
  }
}

type Slots = Readonly<Record<string, Tensor>>;

/** An update in a step, in order: whose, and which of its updates in the step it is. */
export interface Update {
  readonly optimizer: Optimizer;
  readonly name: string;
  readonly which: number;
}

/** A traced step: what is compiled, and what the host must give it. */
export interface TracedStep {
  readonly step: Step;
  readonly updates: readonly Update[];
  readonly reported: readonly string[];
  /** Whether it draws random numbers. */
  readonly draws: boolean;
}

/** The name of a scalar of an update. */
export const scalarOf = (update: number, scalar: string): string => `scalar.${update}.${scalar}`;

/** Traces a step of one's own: one graph, and so one program, whatever it does in which order. */
export function tracedStep(
  participants: Readonly<Record<string, Participant>>,
  rows: Readonly<Record<string, Tensor>>,
  define: (step: OwnStep) => void,
): TracedStep {
  const all = new Map(Object.entries(participants).map(([name, given]) => [name, new Held(name, given)]));
  const held = (name: string): Held => {
    const found = all.get(name);
    if (found !== undefined) return found;
    throw new ArgumentError(`no network is called "${name}"`, { expected: [...all.keys()].join(", ") });
  };
  const updates: Update[] = [];
  const reports: Record<string, Tensor> = {};
  let draws = 0;
  const uniform = (shape: Shape): Tensor =>
    random(shape, input("seed", [], "index"), input("step", [], "index"), 0x10000 + draws++);

  const apply = (name: string, batch: Tensor, mode: Mode = "training"): Tensor => {
    const own = held(name);
    const { network, inputs } = own.given;
    if (!sameShape(batch.shape.slice(1), [inputs]))
      throw new ShapeError(`the rows do not fit the network "${name}"`, {
        expected: `rows of ${inputs} numbers`,
        found: shapeText(batch.shape),
      });
    const traced = trace(network, batch, {
      mode,
      parameter: (parameter) => own.views().get(parameter.name)!,
      state: (record) => arenaView(own.layerState!, record),
      random: uniform,
    });
    own.penalty = traced.penalty;
    if (traced.updates.size > 0)
      own.layerState = joined(
        own.states.map((record) => traced.updates.get(record.name) ?? arenaView(own.layerState!, record)),
      );
    return traced.output;
  };

  const minimize = (name: string, loss: Tensor, { only, clip }: MinimizeOptions = {}): void => {
    const own = held(name);
    const { optimizer } = own.given;
    if (optimizer === undefined)
      throw new ArgumentError(`the network "${name}" has no optimizer`, { remedy: "give it one, or do not move it" });
    const views = [...own.views().values()];
    const value = stabilize(own.penalty === undefined ? loss : add(loss, own.penalty), views);
    const seen = new Set(ancestors([value]));
    if (!views.some((view) => seen.has(view)))
      throw new ArgumentError(`the loss does not depend on the weights that "${name}" has now`, {
        remedy: "apply the network after the update before, and not behind stopGradient",
      });
    const raw = joined(differentiate(value, views));
    const gradient = label(clip === undefined ? raw : clip(raw), `∂L/∂w of ${name}`);
    const names = Object.keys(optimizer.scalars(optimizer.learningRate, 1));
    const scalars = Object.fromEntries(names.map((key) => [key, input(scalarOf(updates.length, key), [])]));
    const next = optimizer.update({ weights: own.arena, gradient, slots: own.slots, scalars });
    const chosen = (fresh: Tensor, old: Tensor): Tensor =>
      only === undefined
        ? fresh
        : joined(own.parameters.map((parameter) => arenaView(only(parameter) ? fresh : old, parameter)));
    const slots = Object.entries(next.slots).map(([slot, fresh]) => [slot, chosen(fresh, own.slots[slot]!)] as const);
    own.slots = Object.fromEntries(slots);
    own.become(chosen(constrained(next.weights, own.parameters), own.arena));
    updates.push({ optimizer, name, which: own.updates++ });
  };

  define({
    rows,
    apply,
    minimize,
    weights: (name) => held(name).arena,
    assign: (name, weights) => {
      const own = held(name);
      if (!sameShape(weights.shape, own.arena.shape))
        throw new ShapeError(`the weights do not fit the network "${name}"`, {
          expected: shapeText(own.arena.shape),
          found: shapeText(weights.shape),
        });
      own.become(weights);
    },
    uniform,
    normal: (shape) => normalFrom(uniform(shape), uniform(shape)),
    report: (name, value) => {
      reports[name] = value;
    },
  });

  const changes = [...all.values()].flatMap(({ before, arena, layerState, slots }) => [
    [before.arena, arena] as const,
    ...(layerState === undefined ? [] : [[before.layerState!, layerState] as const]),
    ...Object.keys(slots).map((slot) => [before.slots[slot]!, slots[slot]!] as const),
  ]);
  const scalarNames = updates.flatMap(({ optimizer }, i) =>
    Object.keys(optimizer.scalars(optimizer.learningRate, 1)).map((key) => scalarOf(i, key)),
  );
  return {
    step: {
      outputs: reports,
      updates: changes.filter(([old, fresh]) => old !== fresh),
      perStep: ["rows", ...scalarNames, ...(draws === 0 ? [] : ["step"])],
    },
    updates,
    reported: Object.keys(reports),
    draws: draws > 0,
  };
}
