import { rewrite } from "../graph/rewrite.ts";
import type { Tensor } from "../graph/tensor.ts";
import type { Derivation, DerivationStep } from "./derivation.ts";
import { agree } from "./lines.ts";
import type { WalkedStep } from "./walk.ts";

/** The graph that the engine computes for a derivation: for every line the node that is equal to it, where there is one. */
export interface EngineGraph {
  /** The node of each line, by the line's id. */
  readonly nodes: ReadonlyMap<string, Tensor>;
  /** What the inputs of the graph hold. */
  readonly bindings: ReadonlyMap<Tensor, ArrayLike<number>>;
}

/** What the engine computes for a line. */
export interface EngineLine {
  /** In the engine's numbers, last axis fastest. */
  readonly values: Float32Array;
  /** How many numbers of float32 lie between each value and the float64 one rounded to float32, the end counted. */
  readonly ulps: Float64Array;
  /** The greatest of them, and how far apart the two are where they are farthest apart. */
  readonly greatest: number;
  readonly difference: number;
}

const bits = new DataView(new ArrayBuffer(4));

/** The place of a number of float32 among all of them, in order; both zeros have one place. */
function placeOf(value: number): number {
  bits.setFloat32(0, value);
  const whole = bits.getInt32(0);
  return whole < 0 ? -(whole & 0x7fffffff) : whole;
}

/** The distance of two numbers in units in the last place of float32; infinite where just one is no number. */
export function ulpsBetween(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : Number.POSITIVE_INFINITY;
  return Math.abs(placeOf(Math.fround(a)) - placeOf(Math.fround(b)));
}

/** What the engine computed for a line beside what is derived, in float64. */
export function engineLine(derived: ArrayLike<number>, computed: ArrayLike<number>): EngineLine {
  const values = Float32Array.from(computed);
  const ulps = Float64Array.from(values, (value, i) => ulpsBetween(derived[i]!, value));
  const gaps = Array.from(values, (value, i) => (Object.is(value, derived[i]!) ? 0 : Math.abs(value - derived[i]!)));
  const most = (list: Iterable<number>): number => [...list].reduce((a, b) => Math.max(a, b), 0);
  return { values, ulps, greatest: most(ulps), difference: most(gaps) };
}

/**
 * The graph that the engine computes where a derivation shows the forms as taught.
 *
 * Both graphs are walked side by side from what they have in common (loss, gradients, new parameters) as long as they do
 * the same; nodes that meet belong together where their numbers agree. What the engine goes around has no node.
 */
export function engineGraph(
  shown: WalkedStep,
  stable: WalkedStep,
  steps: readonly Pick<DerivationStep, "id" | "node" | "rule">[],
): EngineGraph {
  const pairs = new Map<Tensor, Tensor>();
  const pair = (a: Tensor | undefined, b: Tensor | undefined): void => {
    const waiting: [Tensor | undefined, Tensor | undefined][] = [[a, b]];
    while (waiting.length > 0) {
      const [own, other] = waiting.pop()!;
      if (own === undefined || other === undefined || pairs.has(own)) continue;
      const [p, q] = [shown.values.get(own), stable.values.get(other)];
      if (p === undefined || q === undefined || p.length !== q.length || !agree(p, q)) continue;
      pairs.set(own, other);
      if (own.primitive === other.primitive && own.inputs.length === other.inputs.length)
        own.inputs.forEach((input, i) => waiting.push([input, other.inputs[i]]));
    }
  };
  pair(shown.loss, stable.loss);
  for (const [of, gradient] of shown.gradients) pair(gradient, stable.gradients.get(of));
  shown.update?.parameters.forEach((own, i) => {
    const other = stable.update!.parameters[i]!;
    for (const key of ["clipped", "free", "next"] as const) pair(own[key], other[key]);
    for (const [name, slot] of Object.entries(own.slots)) pair(slot.next, other.slots[name]!.next);
  });
  const [own, other] = [shown.update?.accumulation, stable.update?.accumulation];
  pair(own?.count?.next, other?.count?.next);
  own?.parameters.forEach((one, i) => {
    pair(one.sum, other!.parameters[i]!.sum);
    pair(one.whole, other!.parameters[i]!.whole);
  });
  const nodes = new Map<string, Tensor>();
  for (const { id, node, rule } of steps) {
    const found = node === undefined ? undefined : (pairs.get(node) ?? (stable.values.has(node) ? node : undefined));
    if (found !== undefined && found.type === "real" && rule.kind !== "nothing") nodes.set(id, found);
  }
  if (steps.some(({ id }) => id === "again")) {
    const fresh = new Map(stable.update!.parameters.map(({ leaf, next }) => [leaf, next]));
    const loss = rewrite([stable.loss], (node, original) => fresh.get(original) ?? node)(stable.loss);
    nodes.set("again", loss);
  }
  return { nodes, bindings: stable.bindings };
}

/** A derivation with the engine's own numbers beside its lines; `values` gives those of a node of `engineGraph`. */
export function withEngine(
  derivation: Derivation,
  values: ReadonlyMap<Tensor, ArrayLike<number>>,
  { nodes }: EngineGraph,
): Derivation {
  return {
    ...derivation,
    steps: derivation.steps.map((step) => {
      const node = nodes.get(step.id);
      const computed = node === undefined ? undefined : values.get(node);
      if (computed !== undefined) return { ...step, engine: engineLine(step.values, computed) };
      const isSkipped = step.rule.kind !== "given" && step.rule.kind !== "nothing" && step.node?.type === "real";
      return isSkipped ? { ...step, engine: "skipped" as const } : step;
    }),
  };
}
