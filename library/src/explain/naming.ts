import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Phase } from "./derivation.ts";
import { below, type Plan } from "./fuse.ts";
import { labelLetters, labelWord } from "./labels.ts";
import type { Name } from "./name.ts";
import type { ForwardGraph } from "./step-graph.ts";
import type { UpdateGraph } from "./update-graph.ts";

/** Letters of parameters and states that have one; others keep their name. */
const letters: Readonly<Record<string, string>> = {
  weights: "W",
  recurrent: "U",
  bias: "b",
  recurrentBias: "d",
  scale: "γ",
  shift: "β",
  runningMean: "running mean",
  runningVariance: "running variance",
};

/** `2.1.weights` as path and last word. */
export function parameterPath(name: string): { readonly path: string; readonly word: string } {
  const parts = name.split(".");
  return { path: parts.slice(0, -1).join("."), word: parts.at(-1)! };
}

/** The name of a parameter or state: W¹, b², γ³. A kernel that is laid on windows is a K, one that is a matrix a W. */
export function parameterName(name: string, shape: Shape, owner?: string): Name {
  const { path, word } = parameterPath(name);
  const place = { layer: path === "" ? undefined : path, ...(owner === undefined ? {} : { owner }) };
  if (word === "kernel") return { letter: shape.length > 2 ? "K" : "W", ...place };
  return { letter: Object.hasOwn(letters, word) ? letters[word]! : word, ...place };
}

/** The path of the layer that a note names: `layer 2.1 (dense 8)` → `2.1`. */
function pathOf(note: string | undefined): string | undefined {
  return note === undefined ? undefined : /^layer ([\d.]+)/.exec(note)?.[1];
}

/** A layer's place in words, and its path. */
export interface LayerPlace {
  readonly note: string;
  readonly path: string;
  /** The network, where there are several. */
  readonly owner?: string | undefined;
}

/**
 * The layer that each node belongs to: its own note, or that of the node that uses it.
 *
 * Only what a layer gives out is noted when a network is traced; what lies inside belongs to what it leads to.
 */
export function layersOf(
  order: readonly Tensor[],
  applied: ForwardGraph["applied"] = [],
): ReadonlyMap<Tensor, LayerPlace> {
  const layers = new Map<Tensor, LayerPlace>();
  const owners = new Map<Tensor, string>(applied.map(({ output, network }) => [output, network]));
  for (let i = order.length - 1; i >= 0; i--) {
    const node = order[i]!;
    const path = pathOf(node.layer);
    const owner = owners.get(node);
    if (owner !== undefined) for (const one of node.inputs) if (!owners.has(one)) owners.set(one, owner);
    if (path !== undefined)
      layers.set(
        node,
        owner === undefined ? { note: node.layer!, path } : { note: `${owner}, ${node.layer!}`, path, owner },
      );
    const own = layers.get(node);
    if (own !== undefined) for (const one of node.inputs) if (!layers.has(one)) layers.set(one, own);
  }
  return layers;
}

/** The names that a derivation gives, each once: what would come twice gets primes. */
export class Naming {
  private readonly names = new Map<Tensor, Name>();
  private readonly taken = new Set<string>();
  private readonly counters = new Map<string, number>();

  set(node: Tensor, name: Name): Name {
    let unique = name;
    while (this.taken.has(JSON.stringify(unique))) unique = { ...unique, primes: (unique.primes ?? 0) + 1 };
    this.taken.add(JSON.stringify(unique));
    this.names.set(node, unique);
    return unique;
  }

  /** A name that is not taken yet, with a running number where the plain one is. */
  next(name: Name): Name {
    let fresh = name;
    for (let number = 2; name.number === undefined && this.taken.has(JSON.stringify(fresh)); number++)
      fresh = { ...name, number };
    return fresh;
  }

  get(node: Tensor): Name | undefined {
    return this.names.get(node);
  }

  /** An intermediate result: t₁, t₂ … */
  numbered(node: Tensor, letter: string, layer?: string): Name {
    const number = (this.counters.get(letter) ?? 0) + 1;
    this.counters.set(letter, number);
    return this.set(node, { letter, number, layer });
  }
}

/** Names everything that is given. */
export function nameLeaves(naming: Naming, forward: ForwardGraph): void {
  if (forward.x !== undefined) naming.set(forward.x, { letter: "A", layer: "0" });
  if (forward.y !== undefined) naming.set(forward.y, { letter: "y" });
  for (const { leaf, name } of forward.given ?? []) naming.set(leaf, name);
  if (forward.weights !== undefined) naming.set(forward.weights, { letter: "ω" });
  for (const { record, leaf } of forward.parameters)
    naming.set(leaf, parameterName(record.name, record.shape, forward.owner));
  for (const { record, leaf } of forward.states) naming.set(leaf, parameterName(record.name, record.shape));
}

/** Names the lines between the rows and the loss. */
export function nameForward(
  naming: Naming,
  lines: readonly Tensor[],
  forward: ForwardGraph,
  facts: {
    readonly loss: Tensor;
    readonly dataLoss: Tensor | undefined;
    readonly lossValues: Tensor | undefined;
    readonly layers: ReadonlyMap<Tensor, LayerPlace>;
    readonly drawn: ReadonlySet<Tensor>;
  },
): void {
  for (const node of lines) {
    if (naming.get(node) !== undefined) continue;
    const place = facts.layers.get(node);
    const path = place?.path;
    const owner = place?.owner === undefined ? {} : { owner: place.owner };
    if (node === facts.loss) naming.set(node, { letter: "L", ...(forward.owner && { owner: forward.owner }) });
    else if (node === forward.prediction && forward.applied === undefined) naming.set(node, { letter: "ŷ" });
    else if (node === facts.lossValues) naming.set(node, { letter: "ℓ" });
    else if (node === facts.dataLoss) naming.set(node, { letter: "L", number: 0 });
    else if (facts.drawn.has(node)) naming.set(node, naming.next({ letter: "U", layer: path, ...owner }));
    else {
      const number = node.moment?.at;
      const word = labelWord(node.label);
      if (word !== undefined && (node.layer === undefined || node.moment !== undefined))
        naming.set(node, naming.next({ letter: labelLetters[word], layer: path, number, ...owner }));
      else if (node.label === "z" && node.layer === undefined)
        naming.set(node, naming.next({ letter: "Z", layer: path, ...owner }));
      else if (node.layer !== undefined && path !== undefined)
        naming.set(node, naming.next({ letter: "A", layer: path, ...owner }));
      else if (path !== undefined && node.primitive.name === "contract")
        naming.set(node, naming.next({ letter: "P", layer: path, number, ...owner }));
      else naming.numbered(node, "t", path);
    }
  }
}

/** Names gradients: δ for those of weighted sums, ∂L/∂… for others. @returns what each is named after. */
export function nameGradients(naming: Naming, gradients: ReadonlyMap<Tensor, Tensor>): ReadonlyMap<Tensor, Tensor> {
  const named = new Map<Tensor, Tensor>();
  // Where several quantities have one gradient (a sum hands on what it gets), it is named after the best known.
  const rank = (node: Tensor): number => (node.label === "z" ? 0 : node.layer !== undefined ? 1 : 2);
  const order = [...gradients].sort(([a], [b]) => rank(a) - rank(b));
  for (const [node, gradient] of order) {
    if (naming.get(gradient) !== undefined) continue;
    const of = naming.get(node)!;
    naming.set(gradient, of.letter === "Z" ? { ...of, letter: "δ" } : { letter: "", of });
    named.set(gradient, node);
  }
  return named;
}

/**
 * Names the lines that are left, most of them parts of gradients: δ(a) for what passes the function that made a, what a turn
 * of a loop adds to a gradient after that turn, and others by number.
 */
export function nameRest(
  naming: Naming,
  lines: readonly Tensor[],
  phases: ReadonlyMap<Tensor, Phase>,
  silent: ReadonlySet<Tensor>,
): void {
  for (const node of lines) {
    if (silent.has(node) || naming.get(node) !== undefined) continue;
    const phase = phases.get(node)!;
    const made = phase === "backward" ? partName(naming, node) : undefined;
    if (made !== undefined) naming.set(node, made);
    else naming.numbered(node, { backward: "g", update: "u", data: "c", forward: "t", loss: "t" }[phase]);
  }
}

/** The name of a part of a gradient, by the node through which it came back. */
function partName(naming: Naming, { origin }: Tensor): Name | undefined {
  if (origin === undefined) return undefined;
  const { forward, operand } = origin;
  if (operand === undefined) {
    const of = naming.get(below(forward));
    return of === undefined || forward.moment === undefined ? undefined : { letter: "", of, number: forward.moment.at };
  }
  const made = naming.get(forward);
  if (made !== undefined && forward.primitive.name === "map" && forward.inputs.length === 1)
    return { letter: "δ", for: made };
  const of = naming.get(below(forward.inputs[operand]!));
  return of === undefined || forward.moment === undefined ? undefined : { letter: "", of, number: forward.moment.at };
}

/** Names what the update uses and makes. */
export function nameUpdate(
  naming: Naming,
  update: UpdateGraph,
  values: ReadonlyMap<Tensor, ArrayLike<number>>,
  rate: number | undefined,
): void {
  // What an optimizer calls its rate may hold corrections already; then it is not α.
  for (const [name, leaf] of Object.entries(update.scalars))
    naming.set(leaf, { letter: name === "rate" && values.get(leaf)?.[0] === rate ? "α" : name });
  for (const [node, name] of update.names ?? []) naming.set(node, name);
  const { accumulation } = update;
  if (accumulation?.count !== undefined) {
    naming.set(accumulation.count.leaf, { letter: "n" });
    naming.set(accumulation.count.next, { letter: "n", primes: 1 });
  }
  for (const { leaf, carried, sum, whole } of accumulation?.parameters ?? []) {
    const own = naming.get(leaf)!;
    naming.set(carried, { letter: "G", for: own });
    naming.set(sum, { letter: "G", for: own, primes: 1 });
    if (accumulation!.last && whole !== sum) naming.set(whole, { letter: "g", for: own });
  }
  for (const { leaf, clipped, gradient, slots, free, next } of update.parameters) {
    const own = naming.get(leaf)!;
    if (clipped !== gradient && naming.get(clipped) === undefined) naming.set(clipped, { letter: "g", for: own });
    for (const [slot, { leaf: before, next: after }] of Object.entries(slots)) {
      const name = naming.set(before, { letter: slot, for: own });
      if (naming.get(after) === undefined) naming.set(after, { ...name, primes: 1 });
    }
    if (naming.get(next) === undefined) naming.set(next, { ...own, primes: 1 });
    if (free !== next && naming.get(free) === undefined) naming.set(free, { letter: "free", for: own });
  }
}

/** The values of a loss before they are reduced: what the sum behind the loss is taken of. */
export function lossValuesOf(dataLoss: Tensor, plan: Plan): Tensor | undefined {
  const scaled = plan.scaled.get(dataLoss);
  if (scaled !== undefined) return below(scaled.sum.inputs[0]!);
  if (dataLoss.primitive.name === "reduce") return below(dataLoss.inputs[0]!);
  const sums = dataLoss.inputs.map(below).filter((node) => node.primitive.name === "reduce");
  return sums.length === 0 ? undefined : below(sums[0]!.inputs[0]!);
}
