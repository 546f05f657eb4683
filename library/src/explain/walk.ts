import { apply } from "../graph/build.ts";
import { differentiate } from "../graph/differentiate.ts";
import { evaluateAll } from "../graph/evaluate.ts";
import type { Values } from "../graph/primitive.ts";
import { constant } from "../graph/primitives/leaves.ts";
import { reshape } from "../graph/primitives/reshape.ts";
import { stopGradient } from "../graph/primitives/stop-gradient.ts";
import { ancestors, type Tensor } from "../graph/tensor.ts";
import type { Phase } from "./derivation.ts";
import { isLeaf, isView, type Plan, planLines } from "./fuse.ts";
import { withJoinedParts } from "./join-parts.ts";
import { isWon, type Line, lineBelow, lineOf, linesUnder } from "./lines.ts";
import {
  type LayerPlace,
  layersOf,
  lossValuesOf,
  Naming,
  nameForward,
  nameGradients,
  nameLeaves,
  nameRest,
  nameUpdate,
} from "./naming.ts";
import { handNotesDown, isShownView } from "./notes.ts";
import { rolesOf } from "./roles.ts";
import { solverGraph } from "./solver-graph.ts";
import type { ForwardGraph, WalkFacts } from "./step-graph.ts";
import { type UpdateGraph, updateGraph } from "./update-graph.ts";

/** The graph of a step walked: what is a line of its own, in which phase, under which name, with which numbers. */
export interface WalkedStep {
  readonly facts: WalkFacts;
  readonly forward: ForwardGraph;
  readonly form: "taught" | "stable";
  readonly loss: Tensor;
  /** The gradient of the loss with respect to every forward line that it learns through, and every parameter. */
  readonly gradients: ReadonlyMap<Tensor, Tensor>;
  /** The forward line that a gradient is named after. */
  readonly namedAfter: ReadonlyMap<Tensor, Tensor>;
  readonly update: UpdateGraph | undefined;
  readonly plan: Plan;
  readonly values: ReadonlyMap<Tensor, Values>;
  readonly bindings: ReadonlyMap<Tensor, ArrayLike<number>>;
  readonly naming: Naming;
  readonly layers: ReadonlyMap<Tensor, LayerPlace>;
  readonly phases: ReadonlyMap<Tensor, Phase>;
  readonly forwardLines: readonly Tensor[];
  /** The values of the loss before they are reduced. */
  readonly lossValues: Tensor | undefined;
  /** What only random draws use: seed and step number. */
  readonly silent: ReadonlySet<Tensor>;
  /** The lines that others use, in the order of the graph; what only leads to words (who won) is none of them. */
  readonly used: readonly Tensor[];
  readonly line: (node: Tensor) => Line;
}

/** The nodes through which a loss learns: that depend on a parameter, and on which the loss depends, not as fixed. */
function learned(loss: Tensor, parameters: readonly Tensor[]): ReadonlySet<Tensor> {
  const order = ancestors([loss]);
  const dependent = new Set<Tensor>(parameters);
  for (const node of order)
    if (node.primitive !== stopGradient && node.inputs.some((one) => dependent.has(one))) dependent.add(node);
  const reaching = new Set<Tensor>([loss]);
  for (let i = order.length - 1; i >= 0; i--) {
    const node = order[i]!;
    if (node.primitive === stopGradient || !reaching.has(node)) continue;
    for (const one of node.inputs) reaching.add(one);
  }
  return new Set([...dependent].filter((node) => reaching.has(node)));
}

function dividePhases(
  forward: ForwardGraph,
  loss: Tensor,
  gradients: readonly Tensor[],
  nextStates: readonly Tensor[],
  forwardOrder: readonly Tensor[],
  plan: Plan,
  late: Iterable<Tensor>,
): ReadonlyMap<Tensor, Phase> {
  const phases = new Map<Tensor, Phase>();
  for (const node of late) phases.set(node, "update");
  const mark = (roots: readonly Tensor[], phase: Phase): void => {
    for (const node of ancestors(roots))
      if (!phases.has(node)) phases.set(node, isLeaf(node) && node.primitive !== constant ? "data" : phase);
  };
  mark([forward.prediction, ...(forward.applied?.map(({ output }) => output) ?? [])], "forward");
  mark([loss], "loss");
  mark(gradients, "backward");
  mark(nextStates, "update");
  for (const node of forwardOrder) if (!phases.has(node)) phases.set(node, "update");
  mark(plan.order, "update");
  return phases;
}

/** Everything that an update comes to. */
function resultsOf({ accumulation, parameters, names }: UpdateGraph): readonly Tensor[] {
  const { count, last } = accumulation ?? {};
  const added = accumulation?.parameters.flatMap(({ sum, whole }) => (last && whole !== sum ? [sum, whole] : [sum]));
  return [
    ...(count === undefined ? [] : [count.next]),
    ...(added ?? []),
    ...(names?.keys() ?? []),
    ...parameters.flatMap(({ clipped, gradient, free, next, slots }) => [
      ...(clipped === gradient ? [] : [clipped]),
      free,
      next,
      ...Object.values(slots).map((slot) => slot.next),
    ]),
  ];
}

/** Walks the graph of a step, its loss being as taught or in the stable form. */
export function walkStep(facts: WalkFacts, forward: ForwardGraph, form: "taught" | "stable"): WalkedStep {
  const loss = form === "taught" ? forward.loss : forward.stableLoss;
  const leaves = forward.parameters.map(({ leaf }) => leaf);
  const nextStates = forward.states.flatMap(({ next }) => (next === undefined ? [] : [next]));
  // Targets that a loss does not look at are shown all the same.
  const shown = [forward.x, forward.y].filter((leaf) => leaf !== undefined);
  const forwardRoots = [...shown, forward.prediction, loss, ...nextStates];
  const forwardOrder = ancestors(forwardRoots);
  handNotesDown(forwardOrder);
  const noted = forwardOrder.filter(
    (node) => (!isView(node) || isShownView(node)) && (node.layer !== undefined || node.label !== undefined),
  );
  const first = planLines(forwardRoots, new Set(noted));
  const towards = learned(loss, leaves);
  const lossOrder = ancestors([loss]);
  const targets = lossOrder.filter(
    (node) => node !== loss && node.type === "real" && towards.has(node) && (first.isLine(node) || isLeaf(node)),
  );
  const wanted = [...new Set([...targets, ...leaves])];
  const made = withJoinedParts(differentiate(loss, wanted));
  const isForward = new Set(forwardOrder);
  // The same numbers in another shape need no line of their own.
  const shaped = made.map((gradient) => {
    let at = gradient;
    while (at.primitive === reshape && !isForward.has(at.inputs[0]!) && !isLeaf(at.inputs[0]!)) at = at.inputs[0]!;
    return at;
  });
  const gradients: ReadonlyMap<Tensor, Tensor> = new Map(wanted.map((node, i) => [node, shaped[i]!]));
  const { optimizer, solved } = facts;
  const ofLeaves = leaves.map((leaf) => made[wanted.indexOf(leaf)]!);
  const update =
    solved !== undefined
      ? solverGraph(solved, forward, ofLeaves)
      : optimizer && updateGraph({ ...facts, optimizer }, forward, ofLeaves);
  const results = update === undefined ? [] : resultsOf(update);
  const roots = [...forwardRoots, ...shaped, ...results];
  const must = new Set([
    ...forwardOrder.filter((node) => first.isLine(node)),
    ...ancestors(shaped).filter(isWon),
    ...shaped,
    ...results,
  ]);
  const plan = planLines(roots, must, (node) => isForward.has(node));
  const bindings: ReadonlyMap<Tensor, ArrayLike<number>> = new Map([...forward.bindings, ...(update?.bindings ?? [])]);
  const silent = new Set<Tensor>();
  for (const draw of forward.draws) for (const source of draw.inputs) silent.add(source);
  const all = evaluateAll(plan.order, bindings);
  const values = new Map<Tensor, Values>(plan.order.map((node, i) => [node, all[i]!]));
  const seenThrough = (view: Tensor): Tensor => {
    const copy = apply(view.primitive, view.inputs, view.attributes);
    values.set(copy, values.get(view)!);
    return copy;
  };

  const layers = layersOf(
    ancestors([forward.prediction, ...nextStates, ...(forward.applied ?? []).map((one) => one.output)]),
    forward.applied,
  );
  const phases = dividePhases(forward, loss, [...gradients.values()], nextStates, forwardOrder, plan, [
    ...(update?.roles?.keys() ?? []),
  ]);
  const forwardLines = forwardOrder.filter((node) => plan.isLine(node));
  const dataLoss = forwardOrder.find((node) => node.label === "data loss") ?? loss;
  const lossValues = forward.values ?? lossValuesOf(dataLoss, plan);

  const naming = new Naming();
  nameLeaves(naming, forward);
  for (const { leaf, next } of forward.states) {
    const line = next === undefined ? undefined : lineBelow(next, plan).line;
    if (line !== undefined && naming.get(line) === undefined) naming.set(line, { ...naming.get(leaf)!, primes: 1 });
  }
  nameForward(naming, forwardLines, forward, {
    loss: loss,
    dataLoss: dataLoss === loss ? undefined : dataLoss,
    lossValues: lossValues,
    layers: layers,
    drawn: new Set(forward.draws),
  });
  const namedAfter = nameGradients(naming, gradients);
  if (update !== undefined) nameUpdate(naming, update, values, facts.rate ?? facts.optimizer?.learningRate);
  const roles = rolesOf(forward, update);
  const known = new Map<Tensor, Line>();
  const line = (node: Tensor): Line => {
    const made = known.get(node) ?? lineOf(node, plan, values, (leaf) => roles.get(leaf) ?? "constant", seenThrough);
    known.set(node, made);
    return made;
  };
  const used = linesUnder(roots, line, plan);
  nameRest(naming, used, phases, silent);
  return {
    ...{ facts, forward, form, loss, gradients, namedAfter, update, plan, values, bindings, naming, layers, phases },
    ...{ forwardLines, lossValues, silent, line, used },
  };
}
