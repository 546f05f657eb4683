import { contract } from "../../graph/primitives/contract.ts";
import { type MapAttributes, map } from "../../graph/primitives/map.ts";
import { pad } from "../../graph/primitives/pad.ts";
import { reduce } from "../../graph/primitives/reduce.ts";
import { window } from "../../graph/primitives/window.ts";
import { sizeOf } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import type { Loss } from "../../nn/losses/_loss.ts";
import type { Phase, Rule } from "../derivation.ts";
import { below, isView } from "../fuse.ts";
import { labelWord } from "../labels.ts";
import type { Name } from "../name.ts";
import type { ForwardGraph } from "../step-graph.ts";
import type { UpdateGraph } from "../update-graph.ts";
import type { Sentence } from "./sentence.ts";

/** Everything that the choice of a sentence looks at. */
export interface Situation {
  readonly node: Tensor;
  readonly rule: Rule;
  readonly phase: Phase;
  /** The forward node whose gradient the line is. */
  readonly of: Tensor | undefined;
  /** For a part of a gradient: the forward node whose gradient it is a part of. */
  readonly towards: Tensor | undefined;
  readonly operands: readonly Tensor[];
  /** The name of a line; of other nodes there is none. */
  readonly name: (node: Tensor) => Name;
  readonly loss: Loss | undefined;
  readonly optimizer: string;
  readonly prediction: Tensor | undefined;
  readonly lossNode: Tensor;
  readonly lossValues: Tensor | undefined;
  readonly update: UpdateGraph | undefined;
  readonly states: ForwardGraph["states"];
  /** Whether a line is the gradient of a quantity, or a part of one. */
  readonly isGradient: (node: Tensor) => boolean;
}

/** The sentence that says what a line does. */
export function sentenceOf(situation: Situation): Sentence {
  const { node, rule, phase } = situation;
  if (rule.kind === "given") return given(situation, rule.role);
  if (phase === "forward") return forward(situation);
  if (phase === "loss") {
    if (node === situation.lossValues && situation.loss !== undefined)
      return { key: "lossValues", loss: situation.loss.name };
    if (node === situation.lossNode && situation.update?.accumulation !== undefined) return { key: "lossPart" };
    if (node === situation.lossNode || node.label === "data loss") return total(situation);
    return general(situation);
  }
  return phase === "backward" ? backward(situation) : updating(situation);
}

function given({ node, name }: Situation, role: string): Sentence {
  const [rows = 1, columns = 1] = node.shape;
  const own = name(node);
  switch (role) {
    case "input":
      return { key: "givenInputs", rows, columns };
    case "target":
      return { key: "givenTargets", rows, columns };
    case "weight":
      return { key: "givenRowWeights", name: own };
    case "carried":
      return { key: "givenCarried", name: own };
    case "parameter":
      return { key: "givenParameter", name: own };
    case "state":
      return { key: "givenState", name: own };
    case "slot":
      return { key: "givenSlot", name: own };
    case "scalar":
      return { key: "givenScalar", name: own };
    case "draw":
      return { key: "givenDraw", name: own };
    default:
      return { key: "givenConstant", name: own };
  }
}

function total(situation: Situation): Sentence {
  if (situation.loss === undefined) return general(situation);
  const { node, rule, operands, name } = situation;
  const count = (operands[0]?.shape ?? []).reduce((product, size) => product * size, 1);
  if (rule.kind === "reduce") {
    const isLossMean = situation.loss?.reduction === "mean" && count === 1;
    if (rule.factor === 1) return { key: isLossMean ? "lossMean" : "lossSum", count };
    return isMean(rule.factor, count) ? { key: "lossMean", count } : general({ ...situation, rule });
  }
  return node.label === "data loss" || operands.length < 2
    ? { key: "map", operands: operands.map(name) }
    : { key: "lossTotal" };
}

/** How many numbers a reduction joins to one. */
function countOf(rule: Rule & { readonly kind: "reduce" }, operand: Tensor): number {
  return rule.axes.reduce((product, axis) => product * (operand.shape[axis] ?? 1), 1);
}

const isMean = (factor: number, count: number): boolean => Math.abs(factor * count - 1) < 1e-12;

/** The function of a line that is one operation on one operand. */
function symbolOf(node: Tensor): string | undefined {
  if (node.primitive !== map) return undefined;
  const { formula } = node.attributes as MapAttributes;
  return formula.operation?.arity === 1 ? formula.operation.symbol : undefined;
}

function forward(situation: Situation): Sentence {
  const { node, rule, operands, name, prediction } = situation;
  const label = labelWord(node.label);
  if (label !== undefined) {
    const count = rule.kind === "reduce" ? countOf(rule, operands[0]!) : 1;
    return { key: "labeled", label, operands: operands.map(name), moment: node.moment, count };
  }
  if (node.primitive === contract) return general(situation);
  if (node.label === "z" && operands.length === 2)
    return { key: "bias", bias: name(operands[1]!), rows: node.shape[0] ?? 1 };
  const symbol = symbolOf(node);
  if (symbol === undefined || operands.length !== 1) return general(situation);
  return { key: node === prediction ? "output" : "activation", symbol, operand: name(operands[0]!) };
}

function general({ node, rule, operands, name }: Situation): Sentence {
  const [first] = operands;
  if (rule.kind === "overlap") return { key: "overlap", windows: name(first!) };
  if (rule.kind === "join") return { key: "primitive", primitive: "concat", operand: name(first!) };
  if (isView(node) && first !== undefined) {
    const isRepeated = sizeOf(node.shape) > sizeOf(first.shape);
    return { key: "primitive", primitive: isRepeated ? "broadcast" : node.primitive.name, operand: name(first) };
  }
  if (rule.kind === "contract" && first !== undefined) {
    const inner = rule.names.left.reduce(
      (product, name, axis) => (rule.names.output.includes(name) ? product : product * node.inputs[0]!.shape[axis]!),
      1,
    );
    if (node.inputs.some(hasWindows)) {
      const [input, kernel] = hasWindows(node.inputs[0]!) ? operands : [...operands].reverse();
      return { key: "windowProduct", input: name(input!), kernel: name(kernel!), inner };
    }
    return { key: "product", left: name(first), right: name(operands[1]!), inner };
  }
  if (rule.kind === "reduce" && first !== undefined) {
    const operand = name(first);
    const seen = node.primitive === reduce ? node.inputs[0]! : below(node.inputs[0]!).inputs[0]!;
    if (hasWindows(seen)) {
      const count = countOf(rule, seen);
      if (rule.reduction === "max") return { key: "windowMaximum", operand, count };
      if (isMean(rule.factor, count)) return { key: "windowMean", operand, count };
    }
    if (rule.reduction === "max") return { key: "maximum", operand };
    if (rule.factor === 1) return { key: "sum", operand };
    const count = countOf(rule, first);
    return isMean(rule.factor, count)
      ? { key: "mean", operand, count }
      : { key: "scaledSum", operand, factor: rule.factor };
  }
  if (rule.kind === "map" && node.inputs.some(hasWindows)) {
    const seen = below(node.inputs.find(hasWindows)!);
    const own = operands.filter((operand) => operand === seen);
    return { key: "windowFormula", operands: [...own, ...operands.filter((operand) => operand !== seen)].map(name) };
  }
  if (rule.kind === "primitive" && first !== undefined)
    return { key: "primitive", primitive: rule.primitive, operand: name(first) };
  return { key: "map", operands: operands.map(name) };
}

function backward(situation: Situation): Sentence {
  const { rule, of, operands, name, node } = situation;
  if (of === undefined) return part(situation);
  const own = name(of);
  if (rule.kind === "join") return { key: "gradientJoined", of: own };
  if (rule.kind === "overlap") return { key: "gradientOverlap", of: own, windows: name(operands[0]!) };
  if (rule.kind === "won") return { key: "gradientWon", of: own, arriving: name(operands[1]!), ties: rule.ties };
  if (operands.length === 0)
    return rule.kind === "map" && rule.formula.value === 0
      ? { key: "noGradient", of: own }
      : { key: "gradientStart", of: own };
  const isParameter = of.inputs.length === 0;
  if (rule.kind === "contract") {
    const [left, right] = operands.map(name) as [Name, Name];
    if (isParameter && node.inputs.some(hasWindows)) {
      const [input, arriving] = hasWindows(node.inputs[0]!) ? [left, right] : [right, left];
      return { key: "gradientKernel", of: own, input, arriving };
    }
    return { key: isParameter ? "gradientParameter" : "gradientInput", of: own, left, right };
  }
  if (rule.kind === "reduce" && isParameter) return { key: "gradientBias", of: own, operand: name(operands[0]!) };
  const arriving = operands.filter(situation.isGradient);
  if (rule.kind === "map" && arriving.length > 1) return { key: "gradientPaths", of: own, count: arriving.length };
  if (rule.kind === "map" && rule.formula.variable !== undefined)
    return { key: "gradientMoved", of: own, arriving: name(operands[0]!) };
  if (rule.kind === "map" && arriving.length === 1) return { key: "gradientMap", of: own, through: name(arriving[0]!) };
  return { key: "gradientOther", of: own };
}

/** A part of a gradient: what it is, as far as the node tells through which it came back. */
function part({ node, rule, operands, name, towards }: Situation): Sentence {
  const own = name(node);
  if (rule.kind === "won")
    return { key: "gradientWon", of: name(operands[0]!), arriving: name(operands[1]!), ties: rule.ties };
  if (own.letter === "δ" && own.for !== undefined) return { key: "gradientInside", of: own.for };
  if (own.of !== undefined && own.number !== undefined) return { key: "gradientTurn", of: own.of, at: own.number };
  const origin = node.origin;
  if (rule.kind === "contract" && origin?.operand !== undefined && hasWindows(origin.forward.inputs[origin.operand]!)) {
    const [arriving, kernel] = origin.operand === 0 ? operands : [...operands].reverse();
    return { key: "gradientWindows", arriving: name(arriving!), kernel: name(kernel!) };
  }
  if (origin?.operand !== undefined) {
    const [of, through] = [below(origin.forward.inputs[origin.operand]!), origin.forward].map(name);
    if (of !== undefined && through !== undefined) return { key: "gradientThrough", of, through };
  }
  return towards === undefined ? { key: "gradientOther", of: own } : { key: "pathPart", of: name(towards) };
}

/** Whether a quantity is seen under windows. */
function hasWindows(tensor: Tensor): boolean {
  let at = tensor;
  while (isView(at) || at.primitive === pad) {
    if (at.primitive === window) return true;
    at = at.inputs[0]!;
  }
  return false;
}

function updating(situation: Situation): Sentence {
  const { node, update, states, name } = situation;
  if (node === update?.accumulation?.count?.next) return { key: "accumulatedCount" };
  for (const { leaf, sum, whole } of update?.accumulation?.parameters ?? []) {
    const of = name(leaf);
    if (node === sum) return { key: "accumulated", of };
    if (node === whole) return { key: "accumulatedWhole", of };
  }
  for (const { leaf, clipped, gradient, free, next, slots } of update?.parameters ?? []) {
    const of = name(leaf);
    if (node === clipped && clipped !== gradient) return { key: "clip", of };
    if (node === free) return { key: "update", of, optimizer: situation.optimizer };
    if (node === next) return { key: "constraint", of };
    for (const [slot, { next: after }] of Object.entries(slots)) if (node === after) return { key: "slot", slot, of };
  }
  for (const { leaf, next } of states)
    if (next !== undefined && node === below(next)) return { key: "state", of: name(leaf) };
  return { key: "updatePart", name: name(node) };
}
