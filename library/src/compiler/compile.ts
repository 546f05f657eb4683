import type { ContractNames, PadAttributes } from "../graph/primitive.ts";
import { concat } from "../graph/primitives/concat.ts";
import { contract } from "../graph/primitives/contract.ts";
import { type ConstantAttributes, constant, type NamedAttributes, state } from "../graph/primitives/leaves.ts";
import { map } from "../graph/primitives/map.ts";
import { pad } from "../graph/primitives/pad.ts";
import { type ReduceAttributes, reduce } from "../graph/primitives/reduce.ts";
import { type ScanAttributes, scan } from "../graph/primitives/scan.ts";
import { scatterAdd } from "../graph/primitives/scatter-add.ts";
import { type FoldAttributes, fold } from "../graph/primitives/window.ts";
import { type Shape, sameShape, sizeOf, stridesOf } from "../graph/shape.ts";
import { ancestors, type Tensor, type Whereabout } from "../graph/tensor.ts";
import { type Cluster, type Clustering, cluster, isLeaf, orderAfter, schedule } from "./cluster.ts";
import type { Factor } from "./contract/arrange.ts";
import { emitContract } from "./contract/emit.ts";
import { emitRows, needsOf } from "./contract/room.ts";
import { programOf, type Undivided } from "./divide.ts";
import { emitFold } from "./emit-fold.ts";
import { emitMap, type Target } from "./emit-map.ts";
import { emitReduce } from "./emit-reduce.ts";
import { emitScatterAdd } from "./emit-scatter.ts";
import { type Buffer, loop, type MemoryType, type Program, type Statement, stepVariable } from "./loops.ts";
import { type Machine, narrow } from "./machine.ts";
import { Body, type Place } from "./nest.ts";
import { prepared } from "./prepare.ts";
import { along, resultPlaces, turnOf } from "./scans.ts";
import type { Step } from "./step.ts";
import { ownView } from "./view.ts";

const typeOf = (tensor: Tensor): MemoryType => (tensor.type === "index" ? "i32" : "f32");

/** The places of nodes in a step, each once. */
function whereaboutsOf(nodes: readonly Tensor[]): readonly Whereabout[] {
  const found = nodes.flatMap(({ whereabout }) => whereabout ?? []);
  return found.filter(
    ({ phase, layer }, i) => found.findIndex((other) => other.phase === phase && other.layer === layer) === i,
  );
}

/**
 * Compiles a step: divides its graph into kernels, gives every value its memory, and writes the loops.
 *
 * New values of states are written in place where nothing reads the old value any more, else copied at the end.
 */
export function compileStep(given: Step, machine: Machine = narrow): Program {
  const step = prepared(given);
  return new Compilation(step, cluster(step), machine).program();
}

/** What is around the turns of a loop: memory that lies there, and where the turns find and put what. */
interface Surroundings {
  readonly buffers: Buffer[];
  readonly leaves: ReadonlyMap<Tensor, Place>;
  readonly results: ReadonlyMap<string, Place>;
  /** How many loops are around. */
  readonly depth: number;
}

class Compilation {
  private readonly buffers: Buffer[];
  private readonly around: Surroundings | undefined;
  private readonly places = new Map<Tensor, Place>();
  private readonly named = new Map<string, number>();
  private readonly kernels: Undivided[] = [];
  private readonly step: Step;
  private readonly clustering: Clustering;
  private readonly machine: Machine;
  private readonly late: (readonly [target: Tensor, value: Tensor])[] = [];
  /** Of the nodes that the next kernels compute. */
  private whereabouts: readonly Whereabout[] = [];

  constructor(step: Step, clustering: Clustering, machine: Machine, around?: Surroundings) {
    this.buffers = around?.buffers ?? [];
    this.around = around;
    this.step = step;
    this.clustering = clustering;
    this.machine = machine;
  }

  program(): Program {
    return programOf(this.written(), this.buffers, this.machine);
  }

  /** All kernels, in order. */
  private written(): readonly Undivided[] {
    this.placeLeaves();
    this.placeResults();
    const order = schedule(this.clustering.clusters);
    for (const one of order) this.placeConcat(one);
    for (const one of order) {
      this.whereabouts = whereaboutsOf(one.members);
      this.emit(one);
    }
    for (const [target, value] of this.late) {
      this.whereabouts = whereaboutsOf([value]);
      this.kernel(`${this.label(target)} ← copy`, target, (body) => {
        const lane = body.value(value);
        return this.map(target.shape, body, [{ lane, place: this.place(target), strides: stridesOf(target.shape) }]);
      });
    }
    return this.kernels;
  }

  private map(shape: Shape, body: Body, targets: readonly Target[]): Statement[] {
    return emitMap(shape, body, targets, this.machine);
  }

  private buffer(buffer: Buffer): number {
    return this.buffers.push(buffer) - 1;
  }

  /** States and inputs of one name share one buffer, whatever nodes stand for them. */
  private leafBuffer(tensor: Tensor): number {
    if (tensor.primitive === constant) {
      const { data } = tensor.attributes as ConstantAttributes;
      return this.buffer({
        kind: "constant",
        name: tensor.label ?? "constant",
        elements: data.length,
        type: typeOf(tensor),
        perStep: false,
        data: [...data],
      });
    }
    const { name } = tensor.attributes as NamedAttributes;
    const kind = tensor.primitive === state ? "state" : "input";
    const known = this.named.get(`${kind} ${name}`);
    if (known !== undefined) return known;
    const perStep = kind === "input" && (this.step.perStep ?? []).includes(name);
    const made = this.buffer({ kind, name, elements: sizeOf(tensor.shape), type: typeOf(tensor), perStep });
    this.named.set(`${kind} ${name}`, made);
    return made;
  }

  private placeAt(tensor: Tensor, buffer: number, offset = 0): void {
    const { perStep, elements, type } = this.buffers[buffer]!;
    this.places.set(tensor, { buffer, offset, type, moves: perStep ? [[stepVariable, elements]] : [] });
  }

  private place(base: Tensor): Place {
    const known = this.places.get(base);
    if (known !== undefined) return known;
    const made = this.buffer({
      kind: "scratch",
      name: this.label(base),
      elements: sizeOf(base.shape),
      type: typeOf(base),
      perStep: false,
    });
    this.placeAt(base, made);
    return this.places.get(base)!;
  }

  private placeLeaves(): void {
    const results = [...Object.values(this.step.outputs), ...(this.step.updates ?? []).flat()];
    for (const node of ancestors(results)) {
      const known = this.around?.leaves.get(node);
      if (known !== undefined) this.places.set(node, known);
      else if (isLeaf(node)) this.placeAt(node, this.leafBuffer(node));
    }
  }

  private placeResults(): void {
    for (const [target, value] of this.step.updates ?? []) {
      const place = this.places.get(target)!;
      if (sameShape(target.shape, value.shape) && this.canReplace(target, value)) this.places.set(value, place);
      else this.late.push([target, value]);
    }
    for (const [name, value] of Object.entries(this.step.outputs)) {
      const type = typeOf(value);
      const known = this.around?.results.get(name);
      if (known !== undefined) this.places.set(value, known);
      else
        this.placeAt(value, this.buffer({ kind: "output", name, elements: sizeOf(value.shape), type, perStep: true }));
    }
  }

  /** Whether a new value may be written over the old one: every other reader runs before, and its own kernel reads it point by point. */
  private canReplace(target: Tensor, value: Tensor): boolean {
    const { clusters, clusterOf, view, absorbed } = this.clustering;
    const home = clusterOf.get(value)!;
    const name = (target.attributes as NamedAttributes).name;
    const isTarget = (tensor: Tensor): boolean => {
      const { base } = view(tensor);
      return base.primitive === state && (base.attributes as NamedAttributes).name === name;
    };
    const operands = (member: Tensor): Tensor[] =>
      member.inputs.flatMap((operand) => (absorbed.has(operand) ? operands(operand) : [operand]));
    const reads = (one: Cluster): boolean =>
      one.members.some((member) =>
        operands(member).some((operand) => clusterOf.get(operand) !== one && isTarget(operand)),
      );
    for (const one of clusters) if (one !== home && reads(one) && !orderAfter(home, one)) return false;
    if (!reads(home)) return true;
    const whole = stridesOf(target.shape);
    return home.members.every((member) =>
      operands(member).every((operand) => {
        if (clusterOf.get(operand) === home || !isTarget(operand)) return true;
        const seen = view(operand);
        const same = seen.offset === 0 && sameShape(operand.shape, target.shape);
        return (
          member.primitive === map &&
          same &&
          seen.strides.every((stride, axis) => stride === whole[axis] || target.shape[axis] === 1)
        );
      }),
    );
  }

  /** Parts of a concatenation along the outermost axis are written straight into it. */
  private placeConcat(one: Cluster): void {
    const [node] = one.members;
    if (node === undefined || node.primitive !== concat) return;
    const { axis } = node.attributes as { axis: number };
    if (sizeOf(node.shape.slice(0, axis)) !== 1) return;
    const whole = this.place(node);
    let offset = whole.offset;
    for (const part of node.inputs) {
      const { base, offset: inner } = this.clustering.view(part);
      const fits = sizeOf(base.shape) === sizeOf(part.shape) && inner === 0 && base.type === node.type;
      if (fits && !isLeaf(base) && !this.places.has(base) && this.contiguous(part))
        this.places.set(base, { ...whole, offset });
      offset += sizeOf(part.shape);
    }
  }

  private contiguous(part: Tensor): boolean {
    const { strides } = this.clustering.view(part);
    const whole = stridesOf(part.shape);
    return strides.every((stride, axis) => stride === whole[axis] || part.shape[axis] === 1);
  }

  private label(tensor: Tensor): string {
    const name = (tensor.attributes as Partial<NamedAttributes> | undefined)?.name;
    return tensor.label ?? name ?? tensor.primitive.name;
  }

  private body(like: Tensor, inside: (tensor: Tensor) => boolean = () => false): Body {
    return new Body(like.shape, inside, this.clustering.view, (base) => this.place(base));
  }

  private kernel(name: string, like: Tensor, write: (body: Body) => Statement[]): void {
    this.finish(name, write(this.body(like)));
  }

  private finish(name: string, body: readonly Statement[], inOrder = false): void {
    const reads = new Set<number>();
    const writes = new Set<number>();
    const visit = (statement: Statement): void => {
      if (statement.kind === "for") statement.body.forEach(visit);
      else if (statement.kind === "store") writes.add(statement.buffer);
      else if (statement.kind === "index") {
        if (statement.buffer !== undefined) reads.add(statement.buffer);
      } else if (statement.value.kind === "load") reads.add(statement.value.buffer);
    };
    body.forEach(visit);
    if (body.length === 0) return;
    const { whereabouts } = this;
    const noted = whereabouts.length === 0 ? {} : { whereabouts };
    const ordered = inOrder ? { inOrder } : {};
    this.kernels.push({ name, body, reads: [...reads], writes: [...writes], ...noted, ...ordered });
  }

  private emit(one: Cluster): void {
    const [first] = one.members as [Tensor];
    if (first.primitive === concat) return this.emitConcat(first);
    if (first.primitive === pad) return this.emitPad(first);
    if (first.primitive === scatterAdd) return this.emitScatter(first);
    if (first.primitive === fold) return this.emitFold(first);
    if (first.primitive === scan) return this.emitScan(first);
    const { clusterOf, stored, absorbed } = this.clustering;
    const body = this.body(first, (tensor) => clusterOf.get(tensor) === one);
    if (one.anchor !== undefined) body.anchor(one.anchor);
    const targets: Target[] = [];
    for (const member of one.members) {
      const lane = body.value(member);
      if (stored.has(member)) targets.push({ lane, place: this.place(member), strides: stridesOf(member.shape) });
    }
    const name = one.members.map((member) => this.label(member)).join(", ");
    if (one.anchor === undefined) return this.finish(name, this.map(one.shape, body, targets));
    if (one.anchor.primitive === reduce) {
      const [input] = one.anchor.inputs as [Tensor];
      const inner = this.body(input, (tensor) => absorbed.has(tensor));
      const lane = inner.value(input);
      const attributes = one.anchor.attributes as ReduceAttributes;
      return this.finish(name, emitReduce(input.shape, attributes, inner, lane, body, targets, this.machine));
    }
    if (one.anchor.primitive === contract) {
      const [left, right] = one.anchor.inputs.map((operand) => this.factor(operand)) as [Factor, Factor];
      const names = one.anchor.attributes as ContractNames;
      const needs = needsOf(left, right, names, this.machine);
      const scratch = (what: string, elements: number, perThread = false): number =>
        this.buffer({ kind: "scratch", name: what, elements, type: "f32", perStep: false, perThread });
      const room = {
        ...(needs.panel === 0 ? {} : { panel: scratch("panel", needs.panel, true), allPanels: needs.allPanels }),
        ...(needs.rows === 0 ? {} : { rows: scratch("rows", needs.rows) }),
        ...(needs.sums === 0 ? {} : { sums: scratch("sums", needs.sums) }),
      };
      if (room.rows !== undefined)
        this.finish(`rows of ${name}`, emitRows(left, right, names, room.rows, this.machine));
      return this.finish(name, emitContract(left, right, names, one.shape, body, targets, room, this.machine));
    }
  }

  /** An operand in memory; one that is read backwards is copied first, because tiles walk forwards. */
  private factor(operand: Tensor): Factor {
    const { base, offset, strides } = this.clustering.view(operand);
    const { shape } = operand;
    if (strides.every((stride) => stride >= 0)) return { shape, place: this.place(base), offset, strides };
    const buffer = this.buffer({
      kind: "scratch",
      name: this.label(operand),
      elements: sizeOf(shape),
      type: typeOf(operand),
      perStep: false,
    });
    const place: Place = { buffer, offset: 0, type: typeOf(operand), moves: [] };
    const forward = stridesOf(shape);
    this.kernel(`${this.label(operand)} forwards`, operand, (body) =>
      this.map(shape, body, [{ lane: body.value(operand), place, strides: forward }]),
    );
    return { shape, place, offset: 0, strides: forward };
  }

  private emitConcat(node: Tensor): void {
    const { axis } = node.attributes as { axis: number };
    const whole = this.place(node);
    const strides = stridesOf(node.shape);
    let at = 0;
    for (const part of node.inputs) {
      const offset = whole.offset + at * strides[axis]!;
      at += part.shape[axis]!;
      const { base } = this.clustering.view(part);
      const known = this.places.get(base);
      if (known !== undefined && known.buffer === whole.buffer && known.offset === offset && !isLeaf(base)) continue;
      this.kernel(this.label(node), part, (body) => {
        const lane = body.value(part);
        return this.map(part.shape, body, [{ lane, place: { ...whole, offset }, strides }]);
      });
    }
  }

  private fill(node: Tensor, value: number): void {
    this.kernel(`${this.label(node)} ← ${value}`, node, (body) => {
      const lane = body.builder.constant(value, false);
      return this.map(node.shape, body, [{ lane, place: this.place(node), strides: stridesOf(node.shape) }]);
    });
  }

  private emitPad(node: Tensor): void {
    const { low, interior, value = 0 } = node.attributes as PadAttributes;
    const [input] = node.inputs as [Tensor];
    this.fill(node, value);
    // The elements that stay, first to last along each axis, and where the first of them goes.
    const start = low.map((n, axis) => (n >= 0 ? 0 : Math.ceil(-n / (interior[axis]! + 1))));
    const size = input.shape.map((length, axis) => {
      const gap = interior[axis]! + 1;
      const last = Math.min(length - 1, Math.floor((node.shape[axis]! - 1 - low[axis]!) / gap));
      return Math.max(0, last - start[axis]! + 1);
    });
    const strides = stridesOf(node.shape);
    const offset = low.reduce((sum, n, axis) => sum + (n + start[axis]! * (interior[axis]! + 1)) * strides[axis]!, 0);
    const view = this.clustering.view(input);
    const place = this.place(view.base);
    const inner = view.strides.reduce((sum, stride, axis) => sum + stride * start[axis]!, view.offset);
    const body = new Body(
      size,
      () => false,
      this.clustering.view,
      (base) => this.place(base),
    );
    const lane = body.memory(place, inner, view.strides);
    const target = this.place(node);
    const steps = strides.map((stride, axis) => stride * (interior[axis]! + 1));
    this.finish(
      this.label(node),
      this.map(size, body, [{ lane, place: { ...target, offset: target.offset + offset }, strides: steps }]),
    );
  }

  private emitScatter(node: Tensor): void {
    this.fill(node, 0);
    const [updates, indices] = node.inputs as [Tensor, Tensor];
    const { axis } = node.attributes as { axis: number };
    this.finish(
      this.label(node),
      emitScatterAdd(node.shape, axis, this.factor(updates), this.factor(indices), this.place(node), this.machine),
    );
  }

  private emitFold(node: Tensor): void {
    const folds = [node];
    while (this.clustering.absorbed.has(folds.at(-1)!.inputs[0]!)) folds.push(folds.at(-1)!.inputs[0]!);
    const windows = this.factor(folds.at(-1)!.inputs[0]!);
    const attributes = folds.map((one) => one.attributes as FoldAttributes);
    this.finish(this.label(node), emitFold(node.shape, attributes, windows, this.place(node), this.machine));
  }

  /** A loop over time: its turns are compiled like steps of their own, whose states are what is carried. */
  private emitScan(node: Tensor): void {
    const attributes = node.attributes as ScanAttributes;
    const { body, length } = attributes;
    const depth = this.around?.depth ?? 0;
    const variable = `time${depth}`;
    const { step: given, carries } = turnOf(body);
    const step = prepared(given);
    const [count, rest] = [carries.length, carries.length + body.elements.length];
    const operands = node.inputs.map((operand) => {
      const { base, offset, strides } = this.clustering.view(operand);
      const place = this.place(base);
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
    const begin = carries.flatMap((carry, i) => {
      const first = node.inputs[i]!;
      const elements = sizeOf(carry.shape);
      const buffer = this.buffer({ kind: "scratch", name: `carry ${i}`, elements, type: "f32", perStep: false });
      const place: Place = { buffer, offset: 0, type: "f32", moves: [] };
      leaves.set(carry, place);
      const own = this.body(first);
      return this.map(first.shape, own, [{ lane: own.value(first), place, strides: stridesOf(first.shape) }]);
    });
    const clustering = cluster(step, (leaf) => ({
      ...ownView(leaf),
      strides: strides.get(leaf) ?? ownView(leaf).strides,
    }));
    const results = resultPlaces(this.place(node), variable, attributes);
    const around = { buffers: this.buffers, leaves, results, depth: depth + 1 };
    const turns = new Compilation(step, clustering, this.machine, around).written().flatMap((kernel) => kernel.body);
    this.finish(this.label(node), [...begin, ...loop(variable, 0, length, 1, turns)], true);
  }
}
