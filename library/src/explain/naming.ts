import type { Tensor } from "../graph/tensor.ts";
import { below, type Plan } from "./fuse.ts";
import type { Name } from "./name.ts";
import type { ForwardGraph } from "./step-graph.ts";
import type { UpdateGraph } from "./update-graph.ts";

/** Letters of parameters and states that have one; others keep their name. */
const letters: Readonly<Record<string, string>> = {
  weights: "W",
  bias: "b",
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

/** The name of a parameter or state: W¹, b², γ³. */
export function parameterName(name: string): Name {
  const { path, word } = parameterPath(name);
  return { letter: Object.hasOwn(letters, word) ? letters[word]! : word, layer: path === "" ? undefined : path };
}

/** The path of the layer that a note names: `layer 2.1 (dense 8)` → `2.1`. */
function pathOf(note: string | undefined): string | undefined {
  return note === undefined ? undefined : /^layer ([\d.]+)/.exec(note)?.[1];
}

/** A layer's place in words, and its path. */
export interface LayerPlace {
  readonly note: string;
  readonly path: string;
}

/**
 * The layer that each node belongs to: its own note, or that of the node that uses it.
 *
 * Only what a layer gives out is noted when a network is traced; what lies inside belongs to what it leads to.
 */
export function layersOf(order: readonly Tensor[]): ReadonlyMap<Tensor, LayerPlace> {
  const layers = new Map<Tensor, LayerPlace>();
  for (let i = order.length - 1; i >= 0; i--) {
    const node = order[i]!;
    const path = pathOf(node.layer);
    if (path !== undefined) layers.set(node, { note: node.layer!, path });
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
  naming.set(forward.x, { letter: "A", layer: "0" });
  naming.set(forward.y, { letter: "y" });
  if (forward.weights !== undefined) naming.set(forward.weights, { letter: "ω" });
  for (const { record, leaf } of forward.parameters) naming.set(leaf, parameterName(record.name));
  for (const { record, leaf } of forward.states) naming.set(leaf, parameterName(record.name));
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
    if (node === facts.loss) naming.set(node, { letter: "L" });
    else if (node === forward.prediction) naming.set(node, { letter: "ŷ" });
    else if (node === facts.lossValues) naming.set(node, { letter: "ℓ" });
    else if (node === facts.dataLoss) naming.set(node, { letter: "L", number: 0 });
    else if (facts.drawn.has(node)) naming.set(node, { letter: "U", layer: path });
    else if (node.layer !== undefined && path !== undefined) naming.set(node, { letter: "A", layer: path });
    else if (node.label === "z") naming.set(node, { letter: "Z", layer: path });
    else if (path !== undefined && node.primitive.name === "contract") naming.set(node, { letter: "P", layer: path });
    else naming.numbered(node, "t", path);
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
