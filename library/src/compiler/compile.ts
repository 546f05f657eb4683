import type { ContractNames } from "../graph/primitive.ts";
import { concat } from "../graph/primitives/concat.ts";
import { contract } from "../graph/primitives/contract.ts";
import { constant } from "../graph/primitives/leaves.ts";
import { type ReduceAttributes, reduce } from "../graph/primitives/reduce.ts";
import { type Shape, sizeOf, stridesOf } from "../graph/shape.ts";
import type { Tensor, Whereabout } from "../graph/tensor.ts";
import { type Cluster, type Clustering, cluster, isLeaf, schedule } from "./cluster.ts";
import type { Factor } from "./contract/arrange.ts";
import { emitContract } from "./contract/emit.ts";
import { emitRows, needsOf } from "./contract/room.ts";
import { emitMap, type Target } from "./emit-map.ts";
import { emitReduce } from "./emit-reduce.ts";
import type { Program, Statement } from "./loops.ts";
import { type Machine, narrow } from "./machine.ts";
import { Body, type Place } from "./nest.ts";
import { labelOf, Places, type Surroundings, typeOf } from "./places.ts";
import { prepared } from "./prepare.ts";
import { sharedProgramOf, type Undivided } from "./program.ts";
import { type Special, specialOf } from "./special.ts";
import type { Step } from "./step.ts";

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
export async function compileStep(given: Step, machine: Machine = narrow): Promise<Program> {
  const special = await specialOf(given);
  const step = prepared(given, special);
  const compilation = new Compilation(step, cluster(step, special), machine, special);
  return await sharedProgramOf(compilation.written(), compilation.places.buffers, machine);
}

/** A step on its way to kernels: what emits a node finds here what lies where, and hands over what it has written. */
export class Compilation {
  readonly places: Places;
  readonly clustering: Clustering;
  readonly machine: Machine;
  readonly special: Special | undefined;
  private readonly kernels: Undivided[] = [];
  private readonly around: Surroundings | undefined;
  /** Of the nodes that the next kernels compute. */
  private whereabouts: readonly Whereabout[] = [];

  constructor(
    step: Step,
    clustering: Clustering,
    machine: Machine,
    special: Special | undefined,
    around?: Surroundings,
  ) {
    this.places = new Places(step, clustering, around);
    this.clustering = clustering;
    this.machine = machine;
    this.special = special;
    this.around = around;
  }

  /** All kernels, in order. */
  written(): readonly Undivided[] {
    const order = schedule(this.clustering.clusters);
    for (const one of order) this.places.concatenate(one);
    for (const one of order) {
      this.whereabouts = whereaboutsOf(one.members);
      this.emit(one);
    }
    for (const [target, value] of this.places.late) {
      this.whereabouts = whereaboutsOf([value]);
      this.kernel(`${labelOf(target)} ← copy`, target, (body) => {
        const lane = body.value(value);
        return this.map(target.shape, body, [
          { lane, place: this.places.of(target), strides: stridesOf(target.shape) },
        ]);
      });
    }
    return this.kernels;
  }

  /** The statements of a step that runs in every turn of a loop. */
  turns(step: Step, clustering: Clustering, around: Surroundings): Statement[] {
    const inner = new Compilation(step, clustering, this.machine, this.special, around);
    return inner.written().flatMap((kernel) => kernel.body);
  }

  private map(shape: Shape, body: Body, targets: readonly Target[]): Statement[] {
    return emitMap(shape, body, targets, this.machine);
  }

  private body(like: Tensor, inside: (tensor: Tensor) => boolean = () => false): Body {
    return new Body(like.shape, inside, this.clustering.view, (base) => this.places.of(base));
  }

  private kernel(name: string, like: Tensor, write: (body: Body) => Statement[]): void {
    this.finish(name, write(this.body(like)));
  }

  /** Takes up a kernel. */
  finish(name: string, body: readonly Statement[]): void {
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
    this.kernels.push({ name, body, reads: [...reads], writes: [...writes], ...noted });
  }

  private emit(one: Cluster): void {
    const [first] = one.members as [Tensor];
    if (first.primitive === concat) return this.emitConcat(first);
    const emitSpecial = this.special?.emit.get(first.primitive.name);
    if (emitSpecial !== undefined) return emitSpecial(first, this);
    const { clusterOf, stored, absorbed, view } = this.clustering;
    const body = this.body(first, (tensor) => clusterOf.get(tensor) === one);
    if (one.anchor !== undefined) body.anchor(one.anchor);
    const targets: Target[] = [];
    for (const member of one.members) {
      const lane = body.value(member);
      if (stored.has(member)) targets.push({ lane, place: this.places.of(member), strides: view(member).strides });
    }
    const name = one.members.map((member) => labelOf(member)).join(", ");
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
      const around = this.aroundFixed(one.anchor.inputs[1]!);
      const needs = needsOf(left, right, names, this.machine, around?.turns);
      const room = {
        ...(needs.panel === 0
          ? {}
          : {
              panel: this.places.scratch("panel", needs.panel, "f32", !needs.packed),
              allPanels: needs.allPanels,
              packed: needs.packed,
            }),
        ...(needs.rows === 0 ? {} : { rows: this.places.scratch("rows", needs.rows) }),
        ...(needs.sums === 0 ? {} : { sums: this.places.scratch("sums", needs.sums) }),
      };
      // Only what is in a loop is copied before.
      if (room.panel !== undefined && needs.packed) {
        const panels = this.special!.emitPanels(left, right, names, room.panel, this.machine);
        this.finishOnce(around, `panels of ${name}`, panels);
      }
      if (room.rows !== undefined)
        this.finish(`rows of ${name}`, emitRows(left, right, names, room.rows, this.machine));
      return this.finish(name, emitContract(left, right, names, one.shape, body, targets, room, this.machine));
    }
  }

  /** The loop around this step, where all its turns find an operand the same. */
  private aroundFixed(operand: Tensor): Surroundings | undefined {
    const { base } = this.clustering.view(operand);
    return base.primitive === constant || this.around?.fixed.has(base) ? this.around : undefined;
  }

  /** Does something that every turn needs in the same way once, before the loop around this step, if there is one. */
  private finishOnce(around: Surroundings | undefined, name: string, body: readonly Statement[]): void {
    if (around === undefined) this.finish(name, body);
    else around.before(name, body);
  }

  /** An operand in memory; one that is read backwards is copied first, because tiles walk forwards. */
  factor(operand: Tensor): Factor {
    const { base, offset, strides } = this.clustering.view(operand);
    const { shape } = operand;
    if (strides.every((stride) => stride >= 0)) return { shape, place: this.places.of(base), offset, strides };
    const around = this.aroundFixed(operand);
    const perThread = around === undefined ? this.places.perThread : false;
    const buffer = this.places.scratch(labelOf(operand), sizeOf(shape), typeOf(operand), perThread);
    const place: Place = { buffer, offset: 0, type: typeOf(operand), moves: [] };
    const forward = stridesOf(shape);
    const body = this.body(operand);
    const copy = this.map(shape, body, [{ lane: body.value(operand), place, strides: forward }]);
    this.finishOnce(around, `${labelOf(operand)} forwards`, copy);
    return { shape, place, offset: 0, strides: forward };
  }

  private emitConcat(node: Tensor): void {
    const { axis } = node.attributes as { axis: number };
    const whole = this.places.of(node);
    const strides = stridesOf(node.shape);
    let at = 0;
    for (const part of node.inputs) {
      const offset = whole.offset + at * strides[axis]!;
      at += part.shape[axis]!;
      const { base } = this.clustering.view(part);
      const known = this.places.known(base);
      if (known !== undefined && known.buffer === whole.buffer && known.offset === offset && !isLeaf(base)) continue;
      this.kernel(labelOf(node), part, (body) => {
        const lane = body.value(part);
        return this.map(part.shape, body, [{ lane, place: { ...whole, offset }, strides }]);
      });
    }
  }

  /** Writes one number everywhere. */
  fill(node: Tensor, value: number): void {
    this.kernel(`${labelOf(node)} ← ${value}`, node, (body) => {
      const lane = body.builder.constant(value, false);
      return this.map(node.shape, body, [{ lane, place: this.places.of(node), strides: stridesOf(node.shape) }]);
    });
  }
}
