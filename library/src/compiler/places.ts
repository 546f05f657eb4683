import { concat } from "../graph/primitives/concat.ts";
import { type ConstantAttributes, constant, type NamedAttributes, state } from "../graph/primitives/leaves.ts";
import { map } from "../graph/primitives/map.ts";
import { sameShape, sizeOf, stridesOf } from "../graph/shape.ts";
import { ancestors, type Tensor } from "../graph/tensor.ts";
import { type Cluster, type Clustering, isLeaf, orderAfter } from "./cluster.ts";
import { type Buffer, type MemoryType, type Statement, stepVariable } from "./loops.ts";
import type { Place } from "./nest.ts";
import type { Step } from "./step.ts";

/** What is around the turns of a loop: memory that lies there, and where the turns find and put what. */
export interface Surroundings {
  readonly buffers: Buffer[];
  readonly leaves: ReadonlyMap<Tensor, Place>;
  readonly results: ReadonlyMap<string, Place>;
  /** How many loops are around. */
  readonly depth: number;
  /** What every turn finds the same, and how many turns there are. */
  readonly fixed: ReadonlySet<Tensor>;
  readonly turns: number;
  /** Whether threads run turns at the same time, so that each needs memory of its own for what lies between. */
  readonly perThread: boolean;
  /** Does something once, before the turns. */
  readonly before: (name: string, body: readonly Statement[]) => void;
}

export const typeOf = (tensor: Tensor): MemoryType => (tensor.type === "index" ? "i32" : "f32");

/** What a value is called in kernels and buffers. */
export function labelOf(tensor: Tensor): string {
  const name = (tensor.attributes as Partial<NamedAttributes> | undefined)?.name;
  return tensor.label ?? name ?? tensor.primitive.name;
}

/** Where the values of a step lie: leaves and results first, what is between them when it is asked for. */
export class Places {
  readonly buffers: Buffer[];
  /** New values of states that are not written over the old ones, but copied at the end. */
  readonly late: (readonly [target: Tensor, value: Tensor])[] = [];
  /** How many loops are around. */
  readonly depth: number;
  private readonly around: Surroundings | undefined;
  private readonly places = new Map<Tensor, Place>();
  private readonly named = new Map<string, number>();
  private readonly step: Step;
  private readonly clustering: Clustering;

  constructor(step: Step, clustering: Clustering, around?: Surroundings) {
    this.buffers = around?.buffers ?? [];
    this.depth = around?.depth ?? 0;
    this.around = around;
    this.step = step;
    this.clustering = clustering;
    this.placeLeaves();
    this.placeResults();
  }

  /** Makes a buffer; its number. */
  buffer(buffer: Buffer): number {
    return this.buffers.push(buffer) - 1;
  }

  /** Whether memory for what is computed on the way is each thread's own. */
  get perThread(): boolean {
    return this.around?.perThread ?? false;
  }

  /** Memory for what is computed on the way; the number of its buffer. */
  scratch(name: string, elements: number, type: MemoryType = "f32", perThread: boolean = this.perThread): number {
    return this.buffer({ kind: "scratch", name, elements, type, perStep: false, perThread });
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

  /** Where a value lies; memory of its own, where it has none yet. */
  of(base: Tensor): Place {
    const known = this.places.get(base);
    if (known !== undefined) return known;
    this.placeAt(base, this.scratch(labelOf(base), sizeOf(base.shape), typeOf(base)));
    return this.places.get(base)!;
  }

  /** Where a value lies, if that is decided. */
  known(base: Tensor): Place | undefined {
    return this.places.get(base);
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

  /** Parts of a concatenation that are laid out as it wants them are written straight into it. */
  concatenate(one: Cluster): void {
    const [node] = one.members;
    if (node === undefined || node.primitive !== concat) return;
    const { axis } = node.attributes as { axis: number };
    const whole = this.of(node);
    const strides = stridesOf(node.shape);
    let offset = whole.offset;
    for (const part of node.inputs) {
      const { base, offset: inner, strides: own } = this.clustering.view(part);
      const fits =
        inner === 0 &&
        sizeOf(base.shape) === sizeOf(part.shape) &&
        base.type === node.type &&
        own.every((stride, along) => stride === strides[along] || part.shape[along] === 1);
      if (fits && !isLeaf(base) && !this.places.has(base)) this.places.set(base, { ...whole, offset });
      offset += part.shape[axis]! * strides[axis]!;
    }
  }
}
