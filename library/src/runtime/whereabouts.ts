import { isViewPrimitive } from "../compiler/view.ts";
import { sizeOf } from "../graph/shape.ts";
import { ancestors, type Origin, type Tensor } from "../graph/tensor.ts";
import type { Phase } from "../util/errors.ts";
import type { Judged, Objective } from "./objective.ts";
import type { Traceable } from "./step.ts";

/** Where in a step a node stands. */
export interface Whereabouts {
  /** All nodes, operands first: forward, loss, backward, update. */
  readonly order: readonly Tensor[];
  readonly phaseOf: (node: Tensor) => Phase;
  readonly layerOf: (node: Tensor, element: number) => string | undefined;
  /** The parameter whose gradient or update an element is, or that its node is computed from. */
  readonly parameterOf: (node: Tensor, element: number) => string | undefined;
  /** The row of the batch that an element belongs to. */
  readonly rowOf: (node: Tensor, element: number) => number | undefined;
}

/** Notes of nodes, handed on to the nodes without one that they are computed from; the first to claim a node has it. */
function inherited<T>(order: readonly Tensor[], noteOf: (node: Tensor) => T | undefined): ReadonlyMap<Tensor, T> {
  const notes = new Map<Tensor, T>();
  for (const node of order) {
    const note = noteOf(node);
    if (note === undefined) continue;
    notes.set(node, note);
    const waiting = [...node.inputs];
    while (waiting.length > 0) {
      const next = waiting.pop()!;
      if (notes.has(next) || noteOf(next) !== undefined) continue;
      notes.set(next, note);
      waiting.push(...next.inputs);
    }
  }
  return notes;
}

/** Finds the places of all nodes of a step, from the notes that layers and differentiation have left. */
export function whereabouts({ step, graph }: Traceable<Judged | Objective>): Whereabouts {
  const { output, value, nextState, views, parameters, x, y, weights } = graph;
  const gradient = "gradient" in graph ? [graph.gradient] : [];
  const kept = nextState === undefined ? [] : [nextState];
  const updates = (step.updates ?? []).map(([, fresh]) => fresh);
  const order = ancestors([value, ...kept, ...gradient, ...updates]);

  // Layers mark their outputs; the loss may look through the last ones, so the output itself is asked too.
  const layers = inherited(ancestors([output, value, ...kept]), (node) => node.layer);
  const forward = new Set([...ancestors([output, ...kept]), ...layers.keys()]);
  const ofLoss = new Set(ancestors([value]));
  const backward = new Set(ancestors(gradient).filter((node) => !ofLoss.has(node) && !forward.has(node)));
  const origins = inherited<Origin>([...backward], (node) => node.origin);
  const touched = new Set<Tensor>([x, y, ...(weights === undefined ? [] : [weights])]);
  for (const node of order) if (node.inputs.some((operand) => touched.has(operand))) touched.add(node);

  const phaseOf = (node: Tensor): Phase => {
    if (forward.has(node)) return "forward";
    if (ofLoss.has(node)) return "loss";
    return backward.has(node) ? "backward" : "update";
  };
  /** The parameter that a tensor is, whatever views are between. */
  const ownParameter = (tensor: Tensor): number => {
    const found = views.indexOf(tensor);
    return found >= 0 || !isViewPrimitive(tensor) ? found : ownParameter(tensor.inputs[0]!);
  };
  const size = parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
  const isArena = ({ shape }: Tensor): boolean => shape.length === 1 && shape[0] === size;
  /** The parameter whose gradient or update an element is. */
  const learned = (node: Tensor, element: number): number => {
    const phase = phaseOf(node);
    if (phase !== "backward" && phase !== "update") return -1;
    if (isArena(node)) return parameters.findIndex(({ shape, offset }) => element < offset + sizeOf(shape));
    const origin = origins.get(node);
    if (origin === undefined) return -1;
    return ownParameter(origin.operand === undefined ? origin.forward : origin.forward.inputs[origin.operand]!);
  };
  const parameterAt = (node: Tensor, element: number): number => {
    const own = learned(node, element);
    return own >= 0 ? own : Math.max(-1, ...node.inputs.map(ownParameter));
  };
  return {
    order,
    phaseOf,
    layerOf: (node, element) => {
      const phase = phaseOf(node);
      if (phase === "forward") return layers.get(node);
      const origin = origins.get(node);
      const found = origin === undefined ? undefined : layers.get(origin.forward);
      if (found !== undefined) return found;
      const parameter = parameterAt(node, element);
      return parameter < 0 ? undefined : layers.get(views[parameter]!);
    },
    parameterOf: (node, element) => parameters[parameterAt(node, element)]?.name,
    rowOf: (node, element) => {
      const rows = x.shape[0]!;
      if (node.shape[0] !== rows || !touched.has(node) || phaseOf(node) === "update") return undefined;
      return learned(node, element) >= 0 ? undefined : Math.floor(element / (sizeOf(node.shape) / rows));
    },
  };
}

/** Notes at every node of a step where it stands, so that the kernels of its program say it too. */
export function noteWhereabouts(traceable: Traceable<Judged | Objective>): void {
  const places = whereabouts(traceable);
  for (const node of places.order) {
    const layer = places.layerOf(node, 0);
    const phase = places.phaseOf(node);
    // An update works on the arena of all layers.
    node.whereabout = { phase, ...(layer === undefined || phase === "update" ? {} : { layer }) };
  }
}

/** Notes at every node of a network that answers to which layer it belongs. */
export function noteForward(output: Tensor): void {
  const order = ancestors([output]);
  const layers = inherited(order, (node) => node.layer);
  for (const node of order) {
    const layer = layers.get(node);
    node.whereabout = { phase: "forward", ...(layer === undefined ? {} : { layer }) };
  }
}
