import { input } from "../graph/functions.ts";
import { input as inputPrimitive, type NamedAttributes, state } from "../graph/primitives/leaves.ts";
import { ancestors, label, type Tensor } from "../graph/tensor.ts";
import type { TogetherStep } from "../nn/move.ts";
import { network as networkOf } from "../nn/network.ts";
import { ArgumentError } from "../util/errors.ts";
import { type OwnStep, tracedStep } from "./own-step.ts";
import { arenasOf } from "./parameters.ts";
import { scalarOf } from "./scalars.ts";
import type { RowsOf, Together } from "./train-together.ts";

/** A network as it is at a step. */
export interface TogetherNow extends Together {
  /** What its layers keep; as it begins where absent. */
  readonly layerState?: ArrayLike<number>;
  /** The optimizer's slots, each as long as the weights; as they begin where absent. */
  readonly slots?: Readonly<Record<string, ArrayLike<number>>>;
}

/**
 * A step of one's own on some rows, as `trainTogether` does it with these weights: every loss, and what it moves, as graph.
 *
 * @throws ArgumentError where data or names do not fit.
 */
export function tracedTogether<N extends string>(
  networks: Readonly<Record<N, TogetherNow>>,
  data: Readonly<Record<string, RowsOf>>,
  define: (step: OwnStep) => void,
  { seed = 0, step = 1 }: { readonly seed?: number; readonly step?: number } = {},
): TogetherStep {
  const names = Object.keys(networks);
  const given = Object.fromEntries(
    Object.entries<TogetherNow>(networks).map(([name, one]) => [name, { ...one, network: networkOf(one.network) }]),
  );
  const counts = Object.values(data).map(({ values, width }) => values.length / width);
  const [rowCount = 0] = counts;
  if (rowCount < 1 || counts.some((count) => count !== rowCount || !Number.isInteger(count)))
    throw new ArgumentError("togetherStep: the data do not fit", {
      expected: "as many whole rows of each, at least one",
      found: counts.join(", "),
    });
  const rows = Object.entries(data).map(([name, { width }]) => ({
    name,
    leaf: label(input(`rows of ${name}`, [rowCount, width]), name),
  }));
  const { moves, applied, seen, updates } = tracedStep(
    given,
    Object.fromEntries(rows.map(({ name, leaf }) => [name, leaf])),
    define,
  );
  const numbers = new Map<string, ArrayLike<number>>([
    ["seed", [seed]],
    ["step", [step]],
    ...Object.entries(data).map(([name, { values }]) => [`rows of ${name}`, values] as const),
  ]);
  Object.entries(given).forEach(([name, { network, inputs, optimizer, weights, layerState, slots }], i) => {
    const arenas = arenasOf(name);
    const first = weights ?? network.initialize([inputs], seed + i);
    numbers.set(arenas.parameters, first);
    numbers.set(arenas.layerState, layerState ?? network.initialStates([inputs]));
    for (const [slot, value] of Object.entries(optimizer?.slots ?? {}))
      numbers.set(arenas.slot(slot), slots?.[slot] ?? new Float64Array(first.length).fill(value));
  });
  updates.forEach(({ optimizer, name, which }, i) => {
    const each = updates.filter((other) => other.name === name).length;
    const scalars = optimizer.scalars(optimizer.learningRate, (step - 1) * each + which + 1);
    for (const [key, value] of Object.entries(scalars)) numbers.set(scalarOf(key, i), [value]);
  });
  const bindings = new Map<Tensor, ArrayLike<number>>();
  const roots = [
    ...moves.flatMap(({ loss, slots }) => [loss, ...Object.values(slots)]),
    ...seen.map(({ view }) => view),
  ];
  for (const node of ancestors(roots)) {
    if (node.primitive !== inputPrimitive && node.primitive !== state) continue;
    const values = numbers.get((node.attributes as NamedAttributes).name);
    if (values !== undefined) bindings.set(node, values);
  }
  return { rowCount, networks: names, rows, moves, applied, seen, bindings, step };
}
