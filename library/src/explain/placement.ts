import type { PadAttributes, SliceAttributes } from "../graph/primitive.ts";
import { broadcast } from "../graph/primitives/broadcast.ts";
import { pad } from "../graph/primitives/pad.ts";
import { permute } from "../graph/primitives/permute.ts";
import { reshape } from "../graph/primitives/reshape.ts";
import { slice } from "../graph/primitives/slice.ts";
import { type WindowAttributes, window } from "../graph/primitives/window.ts";
import type { Shape } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";

/** A place along one axis of a quantity: `offset` + Σ `step` · place along axis `axis` of what is seen of it, all from 0. */
export interface AxisPlace {
  readonly offset: number;
  readonly terms: readonly { readonly axis: number; readonly step: number }[];
}

/** Where the numbers of a view come from: for every axis of the quantity below a place, given the places in the view. */
export type Placement = readonly AxisPlace[];

const nowhere: AxisPlace = { offset: 0, terms: [] };

function scaled({ offset, terms }: AxisPlace, by: number, more = 0): AxisPlace {
  return { offset: offset * by + more, terms: terms.map(({ axis, step }) => ({ axis, step: step * by })) };
}

function added(a: AxisPlace, b: AxisPlace): AxisPlace {
  return { offset: a.offset + b.offset, terms: [...a.terms, ...b.terms] };
}

/**
 * What is seen of a quantity through views, as places: x[…, i · stride + k, …].
 *
 * @returns undefined where places are no sums of multiples (axes that are joined to one).
 */
export function placementOf(view: Tensor, isBelow: (tensor: Tensor) => boolean): Placement | undefined {
  let places: Placement = view.shape.map((_, axis) => ({ offset: 0, terms: [{ axis, step: 1 }] }));
  for (let at = view; !isBelow(at); at = at.inputs[0]!) {
    const next = through(at, places);
    if (next === undefined) return undefined;
    places = next;
  }
  return places;
}

function through(view: Tensor, places: Placement): Placement | undefined {
  const below = view.inputs[0]!.shape;
  switch (view.primitive) {
    case permute: {
      const { axes } = view.attributes as { readonly axes: readonly number[] };
      return below.map((_, axis) => places[axes.indexOf(axis)]!);
    }
    case slice: {
      const { start, step } = view.attributes as SliceAttributes;
      return places.map((place, axis) => scaled(place, step[axis]!, start[axis]!));
    }
    case pad: {
      const { low, interior } = view.attributes as PadAttributes;
      if (interior.some((gap) => gap !== 0)) return undefined;
      return places.map((place, axis) => scaled(place, 1, -low[axis]!));
    }
    case window: {
      const { axis, size, step, dilation } = view.attributes as WindowAttributes;
      const [place, position] = [scaled(places[axis]!, step), scaled(places[axis + 1]!, dilation)];
      const whole = size === 1 ? place : view.shape[axis] === 1 ? position : added(place, position);
      return [...places.slice(0, axis), whole, ...places.slice(axis + 2)];
    }
    case broadcast: {
      const shift = view.shape.length - below.length;
      return below.map((size, axis) => (size === 1 ? nowhere : places[axis + shift]!));
    }
    case reshape:
      return reshapedPlaces(view.shape, below, places);
    default:
      return places;
  }
}

/** Axes that are divided into several have a place for all of them together; axes that were joined have none. */
function reshapedPlaces(shape: Shape, below: Shape, places: Placement): Placement | undefined {
  const own = shape.flatMap((size, axis) => (size === 1 ? [] : [axis]));
  const out: AxisPlace[] = [];
  let next = 0;
  for (const size of below) {
    if (size === 1) {
      out.push(nowhere);
      continue;
    }
    let place: AxisPlace = nowhere;
    let product = 1;
    while (product < size && next < own.length) {
      const axis = own[next++]!;
      product *= shape[axis]!;
      place = added(scaled(place, shape[axis]!), places[axis]!);
    }
    if (product !== size) return undefined;
    out.push(place);
  }
  return out;
}

/** Whether all of a quantity is seen as it is, but for axes of size 1. */
export function isWhole(placement: Placement, view: Shape, shape: Shape): boolean {
  const seen = placement.flatMap(({ offset, terms }, axis) => {
    if (shape[axis] === 1) return [];
    const [term] = terms;
    return [
      terms.length === 1 && offset === 0 && term!.step === 1 && view[term!.axis] === shape[axis] ? term!.axis : -1,
    ];
  });
  return seen.every((axis, i) => axis >= 0 && (i === 0 || axis > seen[i - 1]!));
}

/** Whether places move with several axes at once, as windows do. */
export function isWoven(placement: Placement): boolean {
  return placement.some(({ terms }) => terms.length > 1);
}

/** What is cut out of a quantity, axis by axis, counted from 1: `[:,2,3…4]`; nothing where all of it is there. */
export function cutText(placement: Placement, view: Shape, shape: Shape): string {
  const parts = placement.map(({ offset, terms }, axis) => {
    const [term] = terms;
    if (term === undefined) return shape[axis] === 1 ? ":" : String(offset + 1);
    const count = view[term.axis]!;
    if (count === 1) return shape[axis] === 1 ? ":" : String(offset + 1);
    if (offset === 0 && term.step === 1 && count === shape[axis]) return ":";
    const last = offset + (count - 1) * term.step + 1;
    return Math.abs(term.step) === 1 ? `${offset + 1}…${last}` : `${offset + 1},${offset + 1 + term.step}…${last}`;
  });
  return parts.every((part) => part === ":") ? "" : `[${parts.join(",")}]`;
}
