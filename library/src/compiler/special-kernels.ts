import { apply } from "../graph/build.ts";
import { joining } from "../graph/joins.ts";
import type { PadAttributes } from "../graph/primitive.ts";
import { pad } from "../graph/primitives/pad.ts";
import { scatterAdd } from "../graph/primitives/scatter-add.ts";
import { type FoldAttributes, fold } from "../graph/primitives/window.ts";
import { noted } from "../graph/rewrite.ts";
import { type ScanAttributes, scanName, scanOf } from "../graph/scans.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Compilation } from "./compile.ts";
import type { Factor } from "./contract/arrange.ts";
import { emitPanels } from "./contract/panels.ts";
import { emitFold } from "./emit-fold.ts";
import { emitPad } from "./emit-pad.ts";
import { emitScan } from "./emit-scan.ts";
import { emitScatterAdd } from "./emit-scatter.ts";
import { unfolded } from "./folds.ts";
import { withKept } from "./kept.ts";
import { labelOf } from "./places.ts";
import { hoisted } from "./scans.ts";
import type { Simplify, Special } from "./special.ts";

/** A loop with simpler turns. */
function withTurns(loop: Tensor, simplify: Simplify): Tensor {
  const attributes = loop.attributes as ScanAttributes;
  const { next, outputs } = attributes.body;
  const changed = simplify([...next, ...outputs]);
  const body = { ...attributes.body, next: next.map(changed), outputs: outputs.map(changed) };
  return noted(apply(loop.primitive, loop.inputs, { ...attributes, body }), loop);
}

function emitPadding(node: Tensor, compilation: Compilation): void {
  const { value = 0 } = node.attributes as PadAttributes;
  compilation.fill(node, value);
  const { clustering, places, machine } = compilation;
  compilation.finish(
    labelOf(node),
    emitPad(node, clustering.view, (base) => places.of(base), machine),
  );
}

function emitScatter(node: Tensor, compilation: Compilation): void {
  compilation.fill(node, 0);
  const [updates, indices] = node.inputs.map((operand) => compilation.factor(operand)) as [Factor, Factor];
  const { axis } = node.attributes as { axis: number };
  const { places, machine } = compilation;
  compilation.finish(labelOf(node), emitScatterAdd(node.shape, axis, updates, indices, places.of(node), machine));
}

function emitFolds(node: Tensor, compilation: Compilation): void {
  const { clustering, places, machine } = compilation;
  const folds = [node];
  while (clustering.absorbed.has(folds.at(-1)!.inputs[0]!)) folds.push(folds.at(-1)!.inputs[0]!);
  const windows = compilation.factor(folds.at(-1)!.inputs[0]!);
  const attributes = folds.map((one) => one.attributes as FoldAttributes);
  compilation.finish(labelOf(node), emitFold(node.shape, attributes, windows, places.of(node), machine));
}

/** How loops over time, folds, paddings and sums by index are compiled. */
export const special: Special = {
  emit: new Map([
    [pad.name, emitPadding],
    [scatterAdd.name, emitScatter],
    [fold.name, emitFolds],
    [scanName, (node, compilation) => compilation.finish(labelOf(node), emitScan(node, compilation))],
  ]),
  emitPanels,
  prepared: withKept,
  simplifying: (turns) => {
    const joined = joining();
    // What a loop sums is found in its turns as they are computed.
    return (node) => (scanOf(node) === undefined ? unfolded(joined(node)) : hoisted(withTurns(node, turns)));
  },
  absorbs: (node, user) => node.primitive === fold && user.primitive === fold,
};
