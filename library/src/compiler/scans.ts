import { sameExpr, variable } from "../expr/expr.ts";
import { add } from "../expr/operations/add.ts";
import { build } from "../graph/build.ts";
import { concat, state } from "../graph/functions.ts";
import type { ContractNames } from "../graph/primitive.ts";
import { contract } from "../graph/primitives/contract.ts";
import { type MapAttributes, map } from "../graph/primitives/map.ts";
import {
  carryAt,
  type ScanAttributes,
  type ScanBody,
  scan,
  scanResult,
  scanResults,
} from "../graph/primitives/scan.ts";
import { rewrite } from "../graph/rewrite.ts";
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
  /** Where a turn puts what is kept of every turn, by name. */
  readonly results: ReadonlyMap<string, Place>;
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
        if (i >= body.next.length) return [[nameOf(i), along(at(i), sizes[i]!, variable, attributes)] as const];
        return stacked[i] ? [[nameOf(i), carried(i, "after")] as const] : [];
      }),
    ),
  };
}

/** The product that is added to a carry in every turn, where nothing else happens to it: then it can be done after the loop. */
function summedProduct({ carries, next, outputs }: ScanBody, which: number): Tensor | undefined {
  const [carry, result] = [carries[which]!, next[which]!];
  if (result.primitive !== map || result.inputs.length !== 2 || !result.inputs.includes(carry)) return undefined;
  const { formula } = result.attributes as MapAttributes;
  const [a, b] = [variable("a0"), variable("a1")];
  if (!sameExpr(formula, add(a, b)) && !sameExpr(formula, add(b, a))) return undefined;
  const product = result.inputs.find((operand) => operand !== carry);
  if (product?.primitive !== contract) return undefined;
  const others = next.filter((_, i) => i !== which);
  return ancestors([product, ...others, ...outputs]).includes(carry) ? undefined : product;
}

/**
 * A loop that only sums products in a carry (the gradient of a matrix that every step multiplies with), as a loop that
 * keeps their factors, and one product over all steps afterwards.
 */
export function hoisted(node: Tensor): Tensor {
  if (node.primitive !== scan) return node;
  const attributes = node.attributes as ScanAttributes;
  const { body, stacked } = attributes;
  const products = body.carries.map((_, i) => (stacked[i] === true ? undefined : summedProduct(body, i)));
  if (products.every((product) => product === undefined)) return node;
  const stays = (_: unknown, i: number): boolean => products[i] === undefined;
  const count = body.carries.length;
  const kept: Tensor[] = [];
  /** Where the values of all steps are found: a sequence that there is already, or a new output. */
  const factor = (tensor: Tensor): ((loop: Tensor) => Tensor) => {
    const sequence = body.elements.indexOf(tensor);
    if (sequence >= 0) return () => node.inputs[count + sequence]!;
    const known = kept.indexOf(tensor);
    const at = known >= 0 ? known : kept.push(tensor) - 1;
    return (loop) => scanResult(loop, carries.length + body.outputs.length + at, build);
  };
  const carries = body.carries.filter(stays);
  const factors = products.map((product) => product?.inputs.map(factor));
  const loop = build.apply(
    scan,
    node.inputs.filter((_, i) => i >= count || stays(_, i)),
    {
      ...attributes,
      stacked: stacked.filter(stays),
      body: { ...body, carries, next: body.next.filter(stays), outputs: [...body.outputs, ...kept] },
    },
  );
  let next = 0;
  const results = [
    ...products.map((product, i) => {
      if (product === undefined) return scanResult(loop, next++, build);
      const { left, right, output } = product.attributes as ContractNames;
      const [a, b] = factors[i]!.map((of) => of(loop)) as [Tensor, Tensor];
      const sum = build.contract(a, b, { left: ["t", ...left], right: ["t", ...right], output });
      return build.add(sum, node.inputs[i]!);
    }),
    ...body.outputs.map((_, i) => scanResult(loop, carries.length + i, build)),
  ];
  const flat = concat(
    results.map((result) => build.reshape(result, [sizeOf(result.shape)])),
    0,
  );
  flat.label = node.label;
  flat.layer = node.layer;
  flat.whereabout = node.whereabout;
  return flat;
}
