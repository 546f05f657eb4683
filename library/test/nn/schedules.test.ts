import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { evaluate } from "../../src/graph/evaluate.ts";
import { tensor } from "../../src/graph/functions.ts";
import { clipByNorm, clipByValue } from "../../src/nn/clipping.ts";
import type { Schedule } from "../../src/nn/schedules/_schedule.ts";
import * as s from "../../src/nn/schedules/index.gen.ts";
import type { SolverState } from "../../src/nn/solvers/_solver.ts";
import { lbfgs } from "../../src/nn/solvers/lbfgs.ts";

interface Flat {
  readonly s: number[];
  readonly d: number[];
}
interface Case {
  readonly name: string;
  readonly kind: string;
  readonly schedule: string;
  readonly base_lr: number;
  readonly options: Record<string, never>;
  readonly lr: number[];
  readonly metric?: number[];
  readonly grads: Flat[];
  readonly clipped: Flat[];
}
const path = new URL("../fixtures/torch_ship_optim.json.gz", import.meta.url);
const { cases } = JSON.parse(gunzipSync(readFileSync(path)).toString()) as { cases: Case[] };

/** PyTorch's options in our words. */
const made: Record<string, (o: Record<string, never>) => Schedule> = {
  StepLR: (o) => s.step({ every: o["step_size"]!, gamma: o["gamma"]! }),
  MultiStepLR: (o) => s.multiStep({ milestones: o["milestones"]!, gamma: o["gamma"]! }),
  ExponentialLR: (o) => s.exponential({ gamma: o["gamma"]! }),
  CosineAnnealingLR: (o) => s.cosine({ total: o["T_max"]!, least: o["eta_min"]! }),
  CosineAnnealingWarmRestarts: (o) =>
    s.cosineRestarts({ first: o["T_0"]!, factor: o["T_mult"]!, least: o["eta_min"]! }),
  OneCycleLR: (o) => s.oneCycle({ total: o["total_steps"]!, highest: o["max_lr"]! }),
  CyclicLR: (o) => s.cyclic({ lowest: o["base_lr"]!, highest: o["max_lr"]!, rise: o["step_size_up"]!, decay: 0.5 }),
  LinearLR: (o) => s.linearWarmUp({ start: o["start_factor"]!, total: o["total_iters"]! }),
  ConstantLR: (o) => s.constant({ factor: o["factor"]!, until: o["total_iters"]! }),
  PolynomialLR: (o) => s.polynomial({ total: o["total_iters"]!, power: o["power"]! }),
  ReduceLROnPlateau: (o) =>
    s.plateau({ factor: o["factor"]!, patience: o["patience"]!, threshold: o["threshold"]!, cooldown: o["cooldown"]! }),
};

describe("learning rates follow PyTorch's", () => {
  const schedules = cases.filter(({ kind }) => kind === "schedule");
  test("there are eleven or more", () => expect(schedules.length).toBeGreaterThanOrEqual(11));
  for (const one of schedules)
    test(one.name, () => {
      const schedule = made[one.schedule]!(one.options);
      let observed = schedule.start ?? {};
      one.lr.forEach((rate, t) => {
        if (schedule.observe !== undefined) observed = schedule.observe(observed, one.metric![t]!);
        expect(schedule.rate(one.base_lr, t, observed)).toBeCloseTo(rate, 12);
      });
    });
  test("inverse time, and a warm-up that hands over", () => {
    expect([0, 1, 4].map((t) => s.inverseTime({ decay: 0.5 }).rate(0.6, t, {}))).toEqual([0.6, 0.6 / 1.5, 0.6 / 3]);
    const both = s.linearWarmUp({ total: 2, start: 0.5, next: s.exponential({ gamma: 0.1, unit: "step" }) });
    expect(both.unit).toBe("step");
    expect([0, 1, 2, 3].map((t) => both.rate(1, t, {}))).toEqual([0.5, 0.75, 1, 0.1]);
  });
});

describe("clipping follows PyTorch's", () => {
  for (const one of cases.filter(({ kind }) => kind === "clip"))
    test(one.name, () => {
      const clip = one.name.includes("norm") ? clipByNorm(1) : clipByValue(0.5);
      const found = evaluate(clip(tensor(one.grads.flatMap(({ d }) => d))));
      one.clipped.flatMap(({ d }) => d).forEach((value, i) => expect(found[i]).toBeCloseTo(value, 12));
    });
});

describe("L-BFGS", () => {
  const run = (
    f: (w: Float64Array) => number,
    start: number[],
    iterations: number,
  ): { state: SolverState; looks: number } => {
    let looks = 0;
    const problem = (w: Float64Array) => {
      looks++;
      const gradient = w.map((_, i) => {
        const at = (h: number): number => f(w.map((x, k) => (k === i ? x + h : x)));
        return (at(1e-6) - at(-1e-6)) / 2e-6;
      });
      return { value: f(w), gradient };
    };
    const solver = lbfgs({ tolerance: 1e-7 });
    let state = solver.start(Float64Array.from(start), problem);
    for (let i = 0; i < iterations && !state.finished; i++) state = solver.advance(state, problem);
    return { state, looks };
  };
  test("finds the minimum of Rosenbrock's valley from (−1.2, 1)", () => {
    const { state, looks } = run((w) => 100 * (w[1]! - w[0]! ** 2) ** 2 + (1 - w[0]!) ** 2, [-1.2, 1], 100);
    expect(state.weights[0]).toBeCloseTo(1, 5);
    expect(state.weights[1]).toBeCloseTo(1, 5);
    expect(looks).toBeLessThan(100);
  });
  test("never goes up, and stops at a minimum", () => {
    const problem = (w: Float64Array) => ({
      value: Math.cosh(w[0]!) + w[1]! ** 4,
      gradient: Float64Array.of(Math.sinh(w[0]!), 4 * w[1]! ** 3),
    });
    const solver = lbfgs();
    let state = solver.start(Float64Array.of(3, -2), problem);
    for (let i = 0; i < 200; i++) {
      const next = solver.advance(state, problem);
      expect(next.value).toBeLessThanOrEqual(state.value);
      state = next;
    }
    expect(state.finished).toBe(true);
    expect(state.value).toBeCloseTo(1, 10);
  });
});
