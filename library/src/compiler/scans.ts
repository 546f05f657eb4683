import { build } from "../graph/build.ts";
import { concat, state } from "../graph/functions.ts";
import { addends } from "../graph/joins.ts";
import type { ContractNames } from "../graph/primitive.ts";
import { contract } from "../graph/primitives/contract.ts";
import { type ReduceAttributes, reduce } from "../graph/primitives/reduce.ts";
import { reshape } from "../graph/primitives/reshape.ts";
import { noted, rewrite } from "../graph/rewrite.ts";
import { carryAt, type ScanAttributes, type ScanBody, scanOf, scanResult, scanResults } from "../graph/scans.ts";
import { sizeOf } from "../graph/shape.ts";
import { ancestors, type Tensor } from "../graph/tensor.ts";
import type { Place } from "./nest.ts";
import type { Step } from "./step.ts";

/** One turn of a loop over time as a step: its states are the carries of which only the last is kept. */
export interface Turn {
  readonly step: Step;
  /** What stands for the carries in the step. */
  readonly carries: readonly Tensor[];
}

/** The name of a result of a turn, in the order of `scanResults`. */
const nameOf = (which: number): string => `result${which}`;

export function turnOf({ body: { carries, next, outputs }, stacked }: ScanAttributes): Turn {
  const states = new Map(
    carries.flatMap((carry, i) => (stacked[i] ? [] : [[carry, state(`carry${i}`, carry.shape)] as const])),
  );
  const results = [...next, ...outputs];
  const changed = rewrite([...results, ...carries], (node) => states.get(node) ?? node);
  const last = carries.flatMap((carry, i) => (stacked[i] ? [] : [[changed(carry), changed(next[i]!)] as const]));
  const isKept = (i: number): boolean => i >= next.length || stacked[i] === true;
  return {
    carries: carries.map(changed),
    step: {
      updates: last,
      outputs: Object.fromEntries(
        results.flatMap((result, i) => (isKept(i) ? [[nameOf(i), changed(result)] as const] : [])),
      ),
    },
  };
}

/** A place that moves with the turns of a loop: `elements` further for each, or backwards from the last. */
export function along(
  place: Place,
  elements: number,
  variable: string,
  { length, reverse }: Pick<ScanAttributes, "length" | "reverse">,
): Place {
  const offset = place.offset + (reverse ? (length - 1) * elements : 0);
  return { ...place, offset, moves: [...place.moves, [variable, reverse ? -elements : elements]] };
}

/** Where a loop has its carries and puts its results: in its flat value, at their own times where all are kept. */
export interface ScanPlaces {
  /** Where the loop begins with each carry. */
  readonly first: readonly Place[];
  /** Where a turn finds each carry. */
  readonly carries: readonly Place[];
  /** Where a turn puts what is kept of every turn, by name, and which result of the turn that is. */
  readonly results: ReadonlyMap<string, { readonly which: number; readonly place: Place }>;
}

export function placesOf(whole: Place, variable: string, attributes: ScanAttributes): ScanPlaces {
  const { body, stacked, length, reverse } = attributes;
  const results = scanResults(attributes);
  const at = (which: number, elements = 0): Place => ({
    ...whole,
    offset: whole.offset + results[which]!.offset + elements,
  });
  const sizes = [...body.next, ...body.outputs].map(({ shape }) => sizeOf(shape));
  const carried = (i: number, when: "before" | "after"): Place => {
    if (!stacked[i]) return at(i);
    return along(at(i, carryAt(attributes, when) * sizes[i]!), sizes[i]!, variable, attributes);
  };
  return {
    first: body.carries.map((_, i) => at(i, stacked[i] && reverse ? length * sizes[i]! : 0)),
    carries: body.carries.map((_, i) => carried(i, "before")),
    results: new Map(
      results.flatMap((_, i) => {
        const isCarry = i < body.next.length;
        if (isCarry && !stacked[i]) return [];
        const place = isCarry ? carried(i, "after") : along(at(i), sizes[i]!, variable, attributes);
        return [[nameOf(i), { which: i, place }] as const];
      }),
    ),
  };
}

/** What is added up in a carry, as sums over all times of values that every turn has. */
interface Summed {
  /** The values whose sums these are made from. */
  readonly factors: readonly Tensor[];
  /** The sum over all times, given the values at all times. */
  readonly total: (all: (factor: Tensor) => Tensor) => Tensor;
}

/** How the sum over all times of a tensor follows from smaller ones; nothing where it does not. */
function summed(tensor: Tensor): Summed | undefined {
  const { primitive, inputs, attributes } = tensor;
  if (primitive === contract) {
    const { left, right, output } = attributes as ContractNames;
    const names = { left: ["t", ...left], right: ["t", ...right], output };
    return { factors: inputs, total: (all) => build.contract(all(inputs[0]!), all(inputs[1]!), names) };
  }
  if (primitive === reduce && (attributes as ReduceAttributes).kind === "sum") {
    const { axes } = attributes as ReduceAttributes;
    return { factors: inputs, total: (all) => build.sum(all(inputs[0]!), [0, ...axes.map((axis) => axis + 1)]) };
  }
  const [first, second] = (primitive === reshape ? inputs : (addends(tensor) ?? [])).map(summed);
  if (primitive === reshape && first !== undefined)
    return { ...first, total: (all) => build.reshape(first.total(all), tensor.shape) };
  if (first === undefined || second === undefined) return undefined;
  return {
    factors: [...first.factors, ...second.factors],
    total: (all) => build.add(first.total(all), second.total(all)),
  };
}

/** The sum that a carry only takes up, turn by turn, where nothing else happens to it: then it can be done after the loop. */
function takenUp({ carries, next, outputs }: ScanBody, which: number): Summed | undefined {
  const carry = carries[which]!;
  const both = addends(next[which]!);
  if (!both?.includes(carry)) return undefined;
  const others = next.filter((_, i) => i !== which);
  const more = both[both.indexOf(carry) === 0 ? 1 : 0];
  return ancestors([more, ...others, ...outputs]).includes(carry) ? undefined : summed(more);
}

/**
 * A loop that only sums products in a carry (the gradient of a matrix that every step multiplies with), or sums over
 * axes, as a loop that keeps what is summed, and one product or sum over all steps afterwards.
 */
export function hoisted(node: Tensor): Tensor {
  const attributes = scanOf(node);
  if (attributes === undefined) return node;
  const { body, stacked } = attributes;
  const sums = body.carries.map((_, i) => (stacked[i] === true ? undefined : takenUp(body, i)));
  if (sums.every((sum) => sum === undefined)) return node;
  const stays = (_: unknown, i: number): boolean => sums[i] === undefined;
  const count = body.carries.length;
  const isSequence = (tensor: Tensor): boolean => body.elements.includes(tensor);
  const factors = sums.flatMap((sum) => sum?.factors ?? []).filter((factor) => !isSequence(factor));
  const outputs = [...new Set([...body.outputs, ...factors])];
  const carries = body.carries.filter(stays);
  const loop = build.apply(
    node.primitive,
    node.inputs.filter((_, i) => i >= count || stays(_, i)),
    {
      ...attributes,
      stacked: stacked.filter(stays),
      body: { ...body, carries, next: body.next.filter(stays), outputs },
    },
  );
  const output = (tensor: Tensor): Tensor => scanResult(loop, carries.length + outputs.indexOf(tensor), build);
  /** The values of all steps: a sequence that there is already, or an output. */
  const all = (factor: Tensor): Tensor =>
    isSequence(factor) ? node.inputs[count + body.elements.indexOf(factor)]! : output(factor);
  let next = 0;
  const results = [
    ...sums.map((sum, i) =>
      sum === undefined ? scanResult(loop, next++, build) : build.add(sum.total(all), node.inputs[i]!),
    ),
    ...body.outputs.map(output),
  ];
  const flat = concat(
    results.map((result) => build.reshape(result, [sizeOf(result.shape)])),
    0,
  );
  return noted(flat, node);
}
