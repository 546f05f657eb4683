import { sameExpr, variable } from "../expr/expr.ts";
import { add } from "../expr/operations/add.ts";
import { build } from "../graph/build.ts";
import { concat, state } from "../graph/functions.ts";
import type { ContractNames } from "../graph/primitive.ts";
import { contract } from "../graph/primitives/contract.ts";
import { type MapAttributes, map } from "../graph/primitives/map.ts";
import { type ScanAttributes, type ScanBody, scan, scanResult, scanResults } from "../graph/primitives/scan.ts";
import { rewrite } from "../graph/rewrite.ts";
import { sizeOf } from "../graph/shape.ts";
import { ancestors, type Tensor } from "../graph/tensor.ts";
import type { Place } from "./nest.ts";
import type { Step } from "./step.ts";

/** One turn of a loop over time as a step: its states are what is carried, its outputs all results of the loop. */
export interface Turn {
  readonly step: Step;
  readonly carries: readonly Tensor[];
}

/** The name of a result of a turn, in the order of `scanResults`. */
const nameOf = (which: number): string => `result${which}`;

export function turnOf({ carries, next, outputs }: ScanBody): Turn {
  const states = new Map(carries.map((carry, i) => [carry, state(`carry${i}`, carry.shape)]));
  const results = [...next, ...outputs];
  const changed = rewrite([...results, ...carries], (node) => states.get(node) ?? node);
  return {
    carries: carries.map(changed),
    step: {
      updates: carries.map((carry, i) => [changed(carry), changed(next[i]!)] as const),
      outputs: Object.fromEntries(results.map((result, i) => [nameOf(i), changed(result)])),
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

/** Where a turn puts each of its results, by name: in the flat value of the loop, at its own time where all are kept. */
export function resultPlaces(whole: Place, variable: string, attributes: ScanAttributes): ReadonlyMap<string, Place> {
  const { body, stacked } = attributes;
  const shapes = [...body.next, ...body.outputs].map(({ shape }) => shape);
  return new Map(
    scanResults(attributes).map(({ offset }, i) => {
      const place = { ...whole, offset: whole.offset + offset };
      const isKept = i >= body.next.length || stacked[i] === true;
      return [nameOf(i), isKept ? along(place, sizeOf(shapes[i]!), variable, attributes) : place];
    }),
  );
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
