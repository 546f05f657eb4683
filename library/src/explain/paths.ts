import { differentiate } from "../expr/differentiate.ts";
import { evaluate } from "../expr/evaluate.ts";
import type { Expr } from "../expr/expr.ts";
import { valueOf } from "../graph/evaluate.ts";
import type { ReduceAttributes } from "../graph/primitives/reduce.ts";
import { broadcastStrides, sizeOf, stridesOf } from "../graph/shape.ts";
import { ArgumentError } from "../util/errors.ts";
import type { Derivation, DerivationStep } from "./derivation.ts";
import { laidPlaces } from "./lines.ts";
import type { Name } from "./name.ts";

/** A number of a quantity on a path. */
export interface Stop {
  readonly step: string;
  readonly name: Name;
  /** Its place along every axis, from 0. */
  readonly place: readonly number[];
}

/** One way from a number to the loss, the slope of every part of it, and their product. */
export interface Path {
  readonly stops: readonly Stop[];
  /** The derivative of each stop with respect to the one before. */
  readonly slopes: readonly number[];
  readonly product: number;
}

/** The chain rule of several variables: all paths from a number to the loss. */
export interface Paths {
  readonly paths: readonly Path[];
  /** What the products add up to: the derivative of the loss. */
  readonly sum: number;
}

/** More paths than this tell nobody anything. */
const mostPaths = 10_000;

/** An edge: a number that another one goes into, and the slope there. */
interface Edge {
  readonly step: DerivationStep;
  readonly element: number;
  readonly slope: number;
}

/**
 * All paths from one number of a step to the loss, along which anything changes: ∂L/∂a = Σ over the paths of the product
 * of their slopes.
 *
 * @throws ArgumentError where the step is not on the way to the loss, or there are more than 10,000 paths.
 */
export function pathsToLoss(derivation: Derivation, from: string, element: number): Paths {
  const ways = new Ways(derivation);
  const start = derivation.steps.find(({ id }) => id === from);
  if (start === undefined || element < 0 || element >= start.values.length)
    throw new ArgumentError("paths: there is no such number", { found: `${from} [${element}]` });
  const paths: Path[] = [];
  const stop = (step: DerivationStep, at: number): Stop => ({
    step: step.id,
    name: step.name,
    place: placeOf(at, step.shape),
  });
  const walk = (step: DerivationStep, at: number, stops: readonly Stop[], slopes: readonly number[]): void => {
    if (step.id === ways.loss.id) {
      paths.push({ stops, slopes, product: slopes.reduce((product, slope) => product * slope, 1) });
      if (paths.length > mostPaths)
        throw new ArgumentError("paths: there are too many", {
          expected: `at most ${mostPaths}`,
          remedy: "begin nearer to the loss",
        });
      return;
    }
    for (const edge of ways.onwards(step, at))
      walk(edge.step, edge.element, [...stops, stop(edge.step, edge.element)], [...slopes, edge.slope]);
  };
  walk(start, element, [stop(start, element)], []);
  return { paths, sum: paths.reduce((sum, { product }) => sum + product, 0) };
}

function placeOf(element: number, shape: readonly number[]): readonly number[] {
  return stridesOf(shape).map((stride, axis) => Math.floor(element / stride) % shape[axis]!);
}

class Ways {
  readonly loss: DerivationStep;
  private readonly users = new Map<string, DerivationStep[]>();
  private readonly partials = new Map<string, Expr>();

  constructor(derivation: Derivation) {
    const forward = derivation.steps.filter(
      ({ phase, rule }) =>
        (phase === "forward" || phase === "loss") && rule.kind !== "nothing" && rule.kind !== "given",
    );
    this.loss = forward.filter(({ phase }) => phase === "loss").at(-1)!;
    for (const step of forward)
      for (const parent of step.parents) this.users.set(parent, [...(this.users.get(parent) ?? []), step]);
  }

  /** The numbers that a number goes into, and how much each changes with it; those that do not change are left out. */
  onwards(step: DerivationStep, element: number): readonly Edge[] {
    return (this.users.get(step.id) ?? []).flatMap((user) =>
      this.into(user, step.id, element).filter(({ slope }) => slope !== 0),
    );
  }

  private into(user: DerivationStep, from: string, element: number): readonly Edge[] {
    const slopes = new Map<number, number>();
    const put = (at: number, slope: number): void => {
      slopes.set(at, (slopes.get(at) ?? 0) + slope);
    };
    user.operands.forEach((operand, which) => {
      if (operand.step !== from) return;
      const places = operand.places();
      places.forEach((place, at) => {
        if (place === element) this.through(user, which, at, put);
      });
    });
    return [...slopes].map(([at, slope]) => ({ step: user, element: at, slope }));
  }

  /** Number `at` of operand `which`, and the results that it takes part in. */
  private through(
    user: DerivationStep,
    which: number,
    at: number,
    put: (element: number, slope: number) => void,
  ): void {
    const { rule, operands, shape } = user;
    const operand = operands[which]!;
    if (rule.kind === "map") {
      const key = `${user.id} ${which}`;
      const partial = this.partials.get(key) ?? differentiate(rule.formula, `a${which}`);
      this.partials.set(key, partial);
      const strides = operands.map((one) => broadcastStrides(one.shape, shape));
      for (let element = 0; element < sizeOf(shape); element++) {
        const place = placeOf(element, shape);
        const offsets = strides.map((list) => place.reduce((sum, p, axis) => sum + p * list[axis]!, 0));
        if (offsets[which] !== at) continue;
        const values = Object.fromEntries(operands.map((one, i) => [`a${i}`, one.values[offsets[i]!]!]));
        put(element, evaluate(partial, values));
      }
      return;
    }
    if (rule.kind === "reduce") {
      const place = placeOf(at, operand.shape).filter((_, axis) => !rule.axes.includes(axis));
      const kept = operand.shape.filter((_, axis) => !rule.axes.includes(axis));
      const element = stridesOf(kept).reduce((sum, stride, axis) => sum + stride * place[axis]!, 0);
      if (rule.reduction === "sum") put(element, rule.factor);
      else if (operand.values[at] === user.values[element]) put(element, shareOf(user, element, at));
      return;
    }
    if (rule.kind === "overlap") {
      put(laidPlaces(rule.folds, shape)[at]!, 1);
      return;
    }
    // Products, and primitives that move numbers, are linear in each operand: their value at a unit vector is the slope.
    const node = user.node!;
    const unit = operands.map((one, i) => {
      if (i !== which) return one.values;
      const values = new Float64Array(one.values.length);
      values[at] = 1;
      return values;
    });
    const isProduct = rule.kind === "contract";
    const given = isProduct
      ? unit
      : unit.map((values, i) => (i === which || node.inputs[i]!.type === "index" ? values : values.map(() => 0)));
    valueOf(node, given).forEach((slope, element) => put(element, slope));
  }
}

/** How much of the slope a greatest number gets: the first of several all of it, or each the same share. */
function shareOf(step: DerivationStep, element: number, at: number): number {
  const [operand] = step.operands;
  if (step.rule.kind !== "reduce" || operand === undefined) return 1;
  const { axes } = step.rule;
  const kept = operand.shape.filter((_, axis) => !axes.includes(axis));
  const strides = stridesOf(kept);
  const greatest = Array.from(operand.values.keys()).filter((i) => {
    const place = placeOf(i, operand.shape).filter((_, axis) => !axes.includes(axis));
    return (
      operand.values[i] === step.values[element] &&
      strides.reduce((sum, stride, axis) => sum + stride * place[axis]!, 0) === element
    );
  });
  const { ties } = step.node!.attributes as ReduceAttributes;
  if (ties === "first") return greatest[0] === at ? 1 : 0;
  return 1 / greatest.length;
}
