import { sizeOf } from "../graph/shape.ts";
import { ArgumentError } from "../util/errors.ts";
import { randomStream } from "../util/random.ts";
import { type Culprit, culprits } from "./culprits.ts";
import { checkDerivative, type Finding, type NumericCheck } from "./numeric-check.ts";
import type { Objective } from "./objective.ts";

/** A checked partial derivative, or one along a random direction within a tensor. */
export interface CheckedPartial extends NumericCheck {
  readonly parameter: string;
  /** The element along every axis, from 0; absent for a direction. */
  readonly element: readonly number[] | undefined;
}

/** What a check of all gradients finds. */
export interface GradientCheck {
  /** How many numbers the function depends on, and how many derivatives were checked. */
  readonly total: number;
  readonly checked: number;
  /** Whether every partial derivative was checked, or directions and coordinates drawn at random. */
  readonly method: "all" | "sampled";
  readonly counts: Readonly<Record<Finding, number>>;
  /** The partial with the greatest relative error among those that neither kink nor rounding explains. */
  readonly worst: CheckedPartial | undefined;
  /** Those that do not agree. */
  readonly disagreeing: readonly CheckedPartial[];
  /** Functions in the graph whose own derivative is wrong. */
  readonly culprits: readonly Culprit[];
  /** Whether nothing is wrong and nothing is random. */
  readonly passed: boolean;
}

/** Up to so many numbers every partial derivative is checked. */
export const mostParameters = 5000;
const directions = 3;
const coordinates = 200;

/** The position of an element of a block along every axis. */
export function positionIn(shape: readonly number[], element: number): readonly number[] {
  let rest = element;
  return [...shape]
    .reverse()
    .map((size) => {
      const at = rest % size;
      rest = Math.floor(rest / size);
      return at;
    })
    .reverse();
}

/** Checks one partial derivative of an objective, with the whole table. */
export function checkPartial(objective: Objective, parameter: string, element: readonly number[]): CheckedPartial {
  const block = objective.blocks.find(({ name }) => name === parameter);
  const shape = block?.shape ?? [];
  const fits =
    block !== undefined && element.length === shape.length && element.every((at, axis) => at >= 0 && at < shape[axis]!);
  if (!fits)
    throw new ArgumentError("gradient check: there is no such number", {
      expected: objective.blocks.map(({ name, shape: sizes }) => `${name} (${sizes.join("×")})`).join(", "),
      found: `${parameter} [${element.join(", ")}]`,
    });
  const flat = element.reduce((sum, at, axis) => sum * shape[axis]! + at, 0);
  return { ...checkAt(objective, block.offset + flat, true), parameter, element };
}

function checkAt(objective: Objective, at: number, table: boolean): NumericCheck {
  const point = objective.point.slice();
  const f = (value: number): number => {
    point[at] = value;
    const result = objective.value(point);
    point[at] = objective.point[at]!;
    return result;
  };
  return checkDerivative(f, objective.point[at]!, objective.gradient[at]!, { table });
}

/** The derivative along a direction of length 1 within one tensor. */
function checkAlong(objective: Objective, direction: Float64Array, offset: number): NumericCheck {
  let exact = 0;
  direction.forEach((d, i) => {
    exact += d * objective.gradient[offset + i]!;
  });
  const f = (t: number): number => {
    const point = objective.point.slice();
    direction.forEach((d, i) => {
      point[offset + i] = point[offset + i]! + t * d;
    });
    return objective.value(point);
  };
  return checkDerivative(f, 0, exact, { table: false });
}

/**
 * Checks the gradient of an objective by central differences in float64.
 *
 * Up to 5,000 numbers: every partial. Beyond: three random directions for every tensor and 200 random coordinates.
 */
export function checkGradient(objective: Objective, { seed = 0 }: { readonly seed?: number } = {}): GradientCheck {
  const total = objective.point.length;
  const method = total <= mostParameters ? "all" : "sampled";
  const partials: CheckedPartial[] = [];
  const random = randomStream(seed, 0x6772);
  const blockAt = (at: number) =>
    objective.blocks.find(({ offset, shape }) => at >= offset && at < offset + sizeOf(shape))!;
  const coordinate = (at: number): void => {
    const { name, shape, offset } = blockAt(at);
    partials.push({ ...checkAt(objective, at, false), parameter: name, element: positionIn(shape, at - offset) });
  };
  if (method === "all") for (let at = 0; at < total; at++) coordinate(at);
  else {
    for (const { name, shape, offset } of objective.blocks)
      for (let i = 0; i < directions; i++) {
        const direction = Float64Array.from({ length: sizeOf(shape) }, () => random.normal());
        const length = Math.sqrt(direction.reduce((sum, d) => sum + d * d, 0));
        const unit = direction.map((d) => d / length);
        partials.push({ ...checkAlong(objective, unit, offset), parameter: name, element: undefined });
      }
    for (let i = 0; i < coordinates; i++) coordinate(random.integer(total));
  }
  const counts: Record<Finding, number> = { agrees: 0, kink: 0, rounding: 0, random: 0, wrong: 0 };
  for (const { finding } of partials) counts[finding]++;
  const judged = partials.filter(({ finding }) => finding === "agrees" || finding === "wrong" || finding === "random");
  const worst = judged.reduce<CheckedPartial | undefined>(
    (a, b) => (a === undefined || b.error > a.error ? b : a),
    undefined,
  );
  return {
    total,
    checked: partials.length,
    method,
    counts,
    worst,
    disagreeing: partials.filter(({ finding }) => finding !== "agrees"),
    culprits: counts.wrong > 0 ? culprits(objective) : [],
    passed: counts.wrong === 0 && counts.random === 0,
  };
}
