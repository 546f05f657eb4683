import type { Step } from "../compiler/step.ts";
import { add } from "../expr/operations/add.ts";
import { normalFrom } from "../graph/composed.ts";
import { type Shape, sameShape, shapeText } from "../graph/shape.ts";
import { stabilize } from "../graph/stabilize.ts";
import { ancestors, label, type Tensor } from "../graph/tensor.ts";
import type { Clipping } from "../nn/clipping.ts";
import { type Loss, lossOf } from "../nn/losses/_loss.ts";
import type { Move, Seen } from "../nn/move.ts";
import type { Mode, Network, Parameter } from "../nn/network.ts";
import type { Optimizer } from "../nn/optimizers/_optimizer.ts";
import { firstStream } from "../nn/trace.ts";
import { ArgumentError, ShapeError } from "../util/errors.ts";
import { descent } from "./gradient.ts";
import { draw, HeldNetwork } from "./held-network.ts";
import { arenasOf, arenaView, joined } from "./parameters.ts";
import { scalarInputs, scalarOf } from "./scalars.ts";

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
  /** A loss of predictions as one number; steps that are not there are left out. */
  loss(loss: Loss, prediction: Tensor, target: Tensor, weights?: Tensor): Tensor;
  /** Which steps of what a network gave are there, 1 or 0 (n×t), for losses; nothing where all are. */
  mask(output: Tensor): Tensor | undefined;
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
  /** For explaining: its moves in order, what each network made of rows, and all weights that were seen on the way. */
  readonly moves: readonly Move[];
  readonly applied: readonly { readonly network: string; readonly output: Tensor }[];
  readonly seen: readonly Seen[];
}

/** A network in a step: what a session holds of it, what its regularizers added last, and how often it was moved. */
interface Member {
  readonly given: Participant;
  readonly held: HeldNetwork;
  penalty: Tensor | undefined;
  updates: number;
}

/** Traces a step of one's own: one graph, and so one program, whatever it does in which order. */
export function tracedStep(
  participants: Readonly<Record<string, Participant>>,
  rows: Readonly<Record<string, Tensor>>,
  define: (step: OwnStep) => void,
): TracedStep {
  const all = new Map(
    Object.entries(participants).map(([name, given]): [string, Member] => {
      const { network, inputs, optimizer } = given;
      const names = arenasOf(name);
      const held = new HeldNetwork(network, [inputs], { names, ...(optimizer === undefined ? {} : { optimizer }) });
      return [name, { given, held, penalty: undefined, updates: 0 }];
    }),
  );
  const member = (name: string): Member => {
    const found = all.get(name);
    if (found !== undefined) return found;
    throw new ArgumentError(`no network is called "${name}"`, { expected: [...all.keys()].join(", ") });
  };
  const updates: Update[] = [];
  const scalarNames: string[] = [];
  const moves: Move[] = [];
  const applied: { network: string; output: Tensor }[] = [];
  const seen: Seen[] = [];
  const reports: Record<string, Tensor> = {};
  const masks = new Map<Tensor, Tensor>();
  let draws = 0;
  const uniform = (shape: Shape): Tensor => draw(shape, firstStream + draws++);

  /** Views of parameters that losses must not be looked through: what moved them is no part of a formula. */
  const kept = new Set<Tensor>();
  const stable = new Map<Tensor, Tensor>();
  /** A number in its stable form, the same one wherever it is lowered or reported. */
  const stableForm = (value: Tensor): Tensor => {
    for (const { held } of all.values()) for (const view of held.views) kept.add(view);
    const known = stable.get(value) ?? stabilize(value, [...kept]);
    stable.set(value, known);
    return known;
  };

  const apply = (name: string, batch: Tensor, mode: Mode = "training"): Tensor => {
    const own = member(name);
    const { inputs } = own.given;
    if (!sameShape(batch.shape.slice(1), [inputs]))
      throw new ShapeError(`the rows do not fit the network "${name}"`, {
        expected: `rows of ${inputs} numbers`,
        found: shapeText(batch.shape),
      });
    const { output, penalty, mask, views, stateViews } = own.held.apply(batch, mode, uniform);
    applied.push({ network: name, output });
    own.held.parameters.forEach((record, i) => seen.push({ name, record, kind: "parameter", view: views[i]! }));
    for (const { record, view } of stateViews) seen.push({ name, record, kind: "state", view });
    own.penalty = penalty;
    if (mask !== undefined) masks.set(output, mask);
    return output;
  };

  const minimize = (name: string, loss: Tensor, { only, clip }: MinimizeOptions = {}): void => {
    const own = member(name);
    const { given, held, penalty } = own;
    const { optimizer } = given;
    if (optimizer === undefined)
      throw new ArgumentError(`the network "${name}" has no optimizer`, { remedy: "give it one, or do not move it" });
    const { views, parameters } = held;
    const used = new Set(ancestors([loss]));
    if (!views.some((view) => used.has(view)))
      throw new ArgumentError(`the loss does not depend on the weights that "${name}" has now`, {
        remedy: "apply the network after the update before, and not behind stopGradient",
      });
    const gradient = label(descent(stableForm(loss), views, penalty).gradient, `∂L/∂w of ${name}`);
    moves.push({
      ...{ name, optimizer, clip, slots: held.slots, which: own.updates },
      loss: penalty === undefined ? loss : add(loss, penalty),
      moved: parameters.filter((parameter) => only?.(parameter) ?? true),
    });
    const which = updates.push({ optimizer, name, which: own.updates++ }) - 1;
    const scalars = scalarInputs(optimizer, (scalar) => scalarOf(scalar, which));
    scalarNames.push(...Object.keys(scalars).map((scalar) => scalarOf(scalar, which)));
    held.move(clip?.(gradient) ?? gradient, scalars, (fresh, old) =>
      only === undefined
        ? fresh
        : joined(parameters.map((parameter) => arenaView(only(parameter) ? fresh : old, parameter))),
    );
    own.penalty = undefined;
  };

  const assign = (name: string, weights: Tensor): void => {
    const own = member(name);
    const { shape } = own.held.weights;
    if (!sameShape(weights.shape, shape))
      throw new ShapeError(`the weights do not fit the network "${name}"`, {
        expected: shapeText(shape),
        found: shapeText(weights.shape),
      });
    own.held.become(weights);
    own.penalty = undefined;
  };

  define({
    rows,
    apply,
    loss: (loss, prediction, target, weights) => lossOf(loss, prediction, target, weights, masks.get(prediction)),
    mask: (output) => masks.get(output),
    minimize,
    weights: (name) => member(name).held.weights,
    assign,
    uniform,
    normal: (shape) => normalFrom(uniform(shape), uniform(shape)),
    report: (name, value) => {
      reports[name] = stableForm(value);
    },
  });

  return {
    step: {
      outputs: reports,
      updates: [...all.values()].flatMap(({ held }) => held.changes()),
      perStep: ["rows", ...scalarNames, ...(draws === 0 ? [] : ["step"])],
    },
    updates,
    reported: Object.keys(reports),
    draws: draws > 0,
    moves,
    applied,
    seen,
  };
}
