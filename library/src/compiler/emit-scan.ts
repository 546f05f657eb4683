import type { ScanAttributes } from "../graph/primitives/scan.ts";
import { stridesOf } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { type Clustering, cluster } from "./cluster.ts";
import { emitMap } from "./emit-map.ts";
import { loop, type Statement } from "./loops.ts";
import type { Machine } from "./machine.ts";
import { Body, type Place } from "./nest.ts";
import type { Places, Surroundings } from "./places.ts";
import { separated } from "./prepare.ts";
import { along, placesOf, turnOf } from "./scans.ts";
import type { Step } from "./step.ts";
import { ownView } from "./view.ts";

/** What writes the kernels of a step that runs in every turn of a loop. */
export type WriteTurns = (step: Step, clustering: Clustering, around: Surroundings) => Statement[];

/** A loop over time: its turns are compiled like steps of their own, whose states are what is carried. */
export function emitScan(
  node: Tensor,
  { view }: Clustering,
  places: Places,
  machine: Machine,
  before: Surroundings["before"],
  writeTurns: WriteTurns,
): Statement[] {
  const attributes = node.attributes as ScanAttributes;
  const { body, length } = attributes;
  const { depth } = places;
  const variable = `time${depth}`;
  const { step: given, carries } = turnOf(attributes);
  const step = separated(given);
  const [count, rest] = [carries.length, carries.length + body.elements.length];
  const operands = node.inputs.map((operand) => {
    const { base, offset, strides } = view(operand);
    const place = places.of(base);
    return { place: { ...place, offset: place.offset + offset }, strides };
  });
  const leaves = new Map<Tensor, Place>();
  const strides = new Map<Tensor, readonly number[]>();
  body.elements.forEach((element, i) => {
    const { place, strides: own } = operands[count + i]!;
    leaves.set(element, along(place, own[0]!, variable, attributes));
    strides.set(element, own.slice(1));
  });
  body.constants.forEach((fixed, i) => {
    leaves.set(fixed, operands[rest + i]!.place);
    strides.set(fixed, operands[rest + i]!.strides);
  });
  const own = placesOf(places.of(node), variable, attributes);
  carries.forEach((carry, i) => {
    leaves.set(carry, own.carries[i]!);
  });
  const begin = own.first.flatMap((place, i) => {
    const first = node.inputs[i]!;
    const lanes = new Body(
      first.shape,
      () => false,
      view,
      (base) => places.of(base),
    );
    return emitMap(first.shape, lanes, [{ lane: lanes.value(first), place, strides: stridesOf(first.shape) }], machine);
  });
  const clustering = cluster(step, (leaf) => ({
    ...ownView(leaf),
    strides: strides.get(leaf) ?? ownView(leaf).strides,
  }));
  const around: Surroundings = {
    buffers: places.buffers,
    leaves,
    results: own.results,
    depth: depth + 1,
    fixed: new Set(body.constants),
    turns: length,
    before,
  };
  const turns = writeTurns(step, clustering, around);
  return [...begin, ...loop(variable, 0, length, 1, turns)];
}
