import { evaluateAll } from "../graph/evaluate.ts";
import type { Values } from "../graph/primitive.ts";
import { contract } from "../graph/primitives/contract.ts";
import { sizeOf } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { backwardOrder } from "./backward-order.ts";
import type { Derivation, DerivationStep, Phase } from "./derivation.ts";
import { engineGraph } from "./engine.ts";
import { Frames } from "./frames.ts";
import { isLeaf } from "./fuse.ts";
import { lineBelow, operandOf } from "./lines.ts";
import { parameterPath } from "./naming.ts";
import { sentenceOf } from "./sentences/choose.ts";
import type { Sentence } from "./sentences/sentence.ts";
import { shortFormOf } from "./short-form.ts";
import { stableFormOf } from "./stable-form.ts";
import { type ForwardGraph, forwardGraph, type StepFacts, type WalkFacts } from "./step-graph.ts";
import { TimeWalk } from "./through-time.ts";
import type { UpdatedParameter } from "./update-graph.ts";
import { type WalkedStep, walkStep } from "./walk.ts";

/**
 * Derives one training step as worked mathematics: data, forward, loss, backward, update, and the loss once more.
 *
 * It walks the graph that the network, the loss and the optimizer make, and its gradient graph, in float64; so it knows
 * any of them. Forms are shown as taught; where they are not finite for these numbers, the stable ones are.
 *
 * @throws ArgumentError where rows or weights do not fit the network.
 */
export function explainStep(facts: StepFacts): Derivation {
  const forward = forwardGraph(facts);
  return explainGraph(facts, forward);
}

/** Derives a step whose graph is there already. */
export function explainGraph(facts: WalkFacts, forward: ForwardGraph): Derivation {
  const taught = derivationOf(walkStep(facts, forward, "taught"));
  const finite = taught.steps.every(({ values }) => values.every(Number.isFinite));
  return finite ? taught : derivationOf(walkStep(facts, forward, "stable"));
}

/** Puts a walked step down line by line. */
function derivationOf(walk: WalkedStep): Derivation {
  const { forward, facts, naming, plan } = walk;
  const steps: DerivationStep[] = [];
  const ids = new Map<Tensor, string>();
  const frames = new Frames(walk.layers, walk.lossValues, forward.prediction, walk.forwardLines);
  const idOf = (node: Tensor): string => ids.get(node)!;
  const time = new TimeWalk(walk);
  const parameterLike = new Set<Tensor>();
  for (const { leaf } of forward.parameters) parameterLike.add(leaf).add(walk.gradients.get(leaf)!);
  for (const { carried, sum, whole } of walk.update?.accumulation?.parameters ?? [])
    parameterLike.add(carried).add(sum).add(whole);
  for (const { slots, clipped, next, free } of walk.update?.parameters ?? []) {
    parameterLike.add(clipped).add(next).add(free);
    for (const slot of Object.values(slots)) parameterLike.add(slot.leaf).add(slot.next);
  }
  const emit = (node: Tensor, of?: Tensor, towards?: Tensor): void => {
    if (ids.has(node)) return;
    const { rule, operands } = walk.line(node);
    if (walk.silent.has(node)) return;
    for (const operand of operands) emit(lineBelow(operand, plan).line, undefined, of ?? towards);
    const phase = walk.phases.get(node)!;
    const id = `s${ids.size}`;
    ids.set(node, id);
    const made = operands.map((operand) => operandOf(operand, plan, walk.values, idOf));
    const place = walk.layers.get(of ?? node);
    const sentence =
      walk.update?.sentences?.get(node) ??
      sentenceOf({
        node,
        rule,
        phase,
        of,
        towards,
        operands: operands.map((operand) => lineBelow(operand, plan).line),
        name: (tensor) => naming.get(tensor)!,
        loss: facts.loss,
        optimizer: facts.solved?.solver.name ?? facts.optimizer?.name ?? "",
        prediction: forward.applied === undefined ? forward.prediction : undefined,
        lossNode: walk.loss,
        lossValues: walk.lossValues,
        update: walk.update,
        states: forward.states,
        isGradient: (line) => walk.phases.get(line) === "backward",
      });
    steps.push({
      id,
      phase,
      frame: frames.of(node, phase, rule, of, parameterPathOf(walk, of ?? node)),
      name: naming.get(node)!,
      layer: place?.note,
      moment: (of ?? node).moment ?? node.origin?.forward.moment,
      label: node.label,
      rule,
      operands: made,
      shape: node.shape,
      values: walk.values.get(node)!,
      parents: [...new Set(made.map((operand) => operand.step))],
      gradientOf: of === undefined ? undefined : ids.get(of),
      isParameterLike: parameterLike.has(node) || (phase === "update" && !isLeaf(node)),
      isPerExample: isPerExample(walk, node, parameterLike),
      sentence,
      short: undefined,
      stable:
        phase === "loss" && walk.form === "taught"
          ? stableFormOf(
              node,
              plan,
              walk.values,
              forward.parameters.map(({ leaf }) => leaf),
              (tensor) => operandOf(tensor, plan, walk.values, idOf),
            )
          : undefined,
      throughTime: phase === "backward" && of !== undefined ? time.from(of) : undefined,
      node,
    });
  };
  const nothing = (id: string, of: Tensor, sentence: Sentence, phase: Phase): void => {
    const own = steps.find((step) => step.id === ids.get(of))!;
    steps.push({
      ...own,
      id,
      phase,
      frame: frames.next(),
      rule: { kind: "nothing" },
      operands: [],
      parents: [],
      sentence,
      short: undefined,
    });
  };

  if (forward.x !== undefined) emit(forward.x);
  if (forward.y !== undefined) emit(forward.y);
  for (const node of walk.used)
    if (!walk.silent.has(node) && walk.line(node).rule.kind === "given" && !walk.update?.roles?.has(node)) emit(node);
  const isFirstAffine = frames.firstAffine;
  for (const node of walk.forwardLines) {
    if (walk.phases.get(node) === "update") continue;
    emit(node);
    if (node.label !== "z" || node.primitive !== contract) continue;
    const sentence: Sentence = { key: "noBias", name: naming.get(node)! };
    if (node === isFirstAffine) nothing(`${idOf(node)}b`, node, sentence, "forward");
  }
  for (const [of, gradient] of backwardOrder(walk)) {
    emit(gradient, walk.namedAfter.get(gradient) ?? of);
    const z = zOfWeights(walk, of);
    if (z !== undefined) nothing(`${idOf(gradient)}b`, of, { key: "noBiasGradient", name: naming.get(z)! }, "backward");
  }
  const { accumulation } = walk.update ?? {};
  if (accumulation?.count !== undefined) emit(accumulation.count.next);
  for (const { leaf, sum, whole } of accumulation?.parameters ?? []) {
    emit(sum);
    if (accumulation!.last) emit(whole);
    else if (leaf === forward.parameters.at(-1)!.leaf)
      nothing("waiting", leaf, { key: "accumulatedOnly", of: naming.get(leaf)! }, "update");
  }
  for (const { clipped, gradient, slots, free, next } of walk.update?.parameters ?? []) {
    if (clipped !== gradient) emit(clipped);
    for (const slot of Object.values(slots)) emit(slot.next);
    emit(free);
    emit(next);
  }
  for (const { next } of forward.states) if (next !== undefined) emit(lineBelow(next, plan).line);
  const loss = walk.values.get(walk.loss)![0]!;
  const again = lossAgain(walk, loss);
  if (again !== undefined)
    steps.push({
      ...steps.find((step) => step.id === idOf(walk.loss))!,
      id: "again",
      phase: "update",
      frame: frames.next(),
      name: { ...naming.get(walk.loss)!, primes: 1 },
      rule: { kind: "again", before: loss, predictedDrop: again.predicted },
      operands: [],
      values: Float64Array.of(again.after),
      parents: walk.update!.parameters.flatMap(({ next }) => (ids.has(next) ? [idOf(next)] : [])),
      sentence: { key: "again", before: loss, after: again.after, predicted: again.predicted },
      short: undefined,
      stable: undefined,
      node: undefined,
    });
  const byId = new Map(steps.map((step) => [step.id, step]));
  const isEnd = (step: DerivationStep): boolean => {
    const of = step.gradientOf === undefined ? undefined : byId.get(step.gradientOf);
    return of !== undefined && (of.label === "z" || of.node === forward.prediction);
  };
  return {
    steps: steps.map((step) => (isEnd(step) ? { ...step, short: shortFormOf(step, byId) } : step)),
    frameCount: frames.count,
    rowCount: facts.rows.rowCount,
    mode: facts.mode ?? "inference",
    form: walk.form,
    loss,
    lossAfter: again?.after,
    predictedDrop: again?.predicted,
    after: afterOf(walk),
    engineGraph: () => engineGraph(walk, walk.form === "stable" ? walk : walkStep(facts, forward, "stable"), steps),
  };
}

/** For weights without a bias: their weighted sum. */
function zOfWeights(walk: WalkedStep, of: Tensor): Tensor | undefined {
  if (!walk.forward.parameters.some(({ leaf }) => leaf === of)) return undefined;
  return walk.forwardLines.find((node) => node.label === "z" && node.primitive === contract && node.inputs[1] === of);
}

function isPerExample(walk: WalkedStep, node: Tensor, parameterLike: ReadonlySet<Tensor>): boolean {
  const { rowCount } = walk.facts.rows;
  const isVector = node.shape.length === 1 && node.shape[0] === rowCount && rowCount > 1;
  // What was summed over the rows has none any more, however long it is.
  const { rule } = walk.line(node);
  if (rule.kind === "reduce" && rule.axes.includes(0)) return false;
  if (node === walk.forward.weights) return isVector;
  return isVector && !isLeaf(node) && !parameterLike.has(node) && walk.phases.get(node) !== "update";
}

function parameterPathOf(walk: WalkedStep, node: Tensor): string | undefined {
  for (const { record, leaf } of walk.forward.parameters) if (leaf === node) return parameterPath(record.name).path;
  for (const { record, sum, whole } of walk.update?.accumulation?.parameters ?? [])
    if (node === sum || node === whole) return parameterPath(record.name).path;
  for (const { record, clipped, free, next, slots } of walk.update?.parameters ?? []) {
    const own = [clipped, free, next, ...Object.values(slots).map((slot) => slot.next)];
    if (own.includes(node)) return parameterPath(record.name).path;
  }
  return undefined;
}

/** All parameters and slots after the update, side by side as they were given. */
function afterOf({ update, values, facts }: WalkedStep): Derivation["after"] {
  if (update === undefined || update.parameters.length === 0) return undefined;
  const joined = (pick: (one: UpdatedParameter) => Tensor): Float64Array => {
    const out = Float64Array.from(facts.weights);
    for (const one of update.parameters) out.set(values.get(pick(one))!, one.record.offset);
    return out;
  };
  const names = Object.keys(update.parameters[0]!.slots);
  return {
    weights: joined(({ next }) => next),
    slots: Object.fromEntries(names.map((name) => [name, joined(({ slots }) => slots[name]!.next)])),
  };
}

/** The loss after the update, and by how much the gradient says that it falls. */
function lossAgain(
  walk: WalkedStep,
  before: number,
): { readonly after: number; readonly predicted: number } | undefined {
  if (walk.update === undefined || walk.update.parameters.length === 0 || !Number.isFinite(before)) return undefined;
  const bindings = new Map(walk.bindings);
  let predicted = 0;
  for (const { leaf, next } of walk.update.parameters) {
    const [old, now, slope] = [leaf, next, walk.gradients.get(leaf)!].map((node) => walk.values.get(node)!) as [
      Values,
      Values,
      Values,
    ];
    bindings.set(leaf, now);
    for (let i = 0; i < sizeOf(leaf.shape); i++) predicted += slope[i]! * (old[i]! - now[i]!);
  }
  return { after: evaluateAll([walk.loss], bindings)[0]![0]!, predicted };
}
