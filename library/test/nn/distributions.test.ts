import { describe, expect, test } from "vitest";
import { differentiate } from "../../src/expr/differentiate.ts";
import { evaluate } from "../../src/expr/evaluate.ts";
import { variable } from "../../src/expr/expr.ts";
import { logFactorial } from "../../src/nn/distributions/_log-factorial.ts";
import * as d from "../../src/nn/distributions/index.gen.ts";
import { ArgumentError } from "../../src/util/errors.ts";
import { randomStream } from "../../src/util/random.ts";

const whole = {
  bernoulli: d.bernoulli(0.3),
  categorical: d.categorical([1, 0, 3, 4]),
  binomial: d.binomial(12, 0.35),
  "binomial, certain": d.binomial(5, 1),
  poisson: d.poisson(4.2),
  "poisson, many": d.poisson(61),
};
const continuous = { normal: d.normal(1.5, 2), uniform: d.uniform(-1, 3) };

describe("distributions", () => {
  for (const [name, one] of Object.entries(whole))
    test(`${name}: probabilities add up to 1, and give mean and variance`, () => {
      const p = Array.from({ length: 400 }, (_, k) => one.density(k));
      const moment = (f: (k: number) => number): number => p.reduce((sum, value, k) => sum + value * f(k), 0);
      expect(moment(() => 1)).toBeCloseTo(1, 11);
      expect(moment((k) => k)).toBeCloseTo(one.mean, 9);
      expect(moment((k) => (k - one.mean) ** 2)).toBeCloseTo(one.variance, 8);
      expect(one.density(-1)).toBe(0);
      expect(one.logDensity(0.5)).toBe(-Infinity);
    });
  for (const [name, one] of Object.entries(continuous))
    test(`${name}: the density has area 1, and gives mean and variance`, () => {
      const step = 1e-3;
      const x = Array.from({ length: 40_000 }, (_, i) => (i - 20_000 + 0.5) * step);
      const moment = (f: (x: number) => number): number =>
        x.reduce((sum, at) => sum + one.density(at) * f(at) * step, 0);
      expect(moment(() => 1)).toBeCloseTo(1, 6);
      expect(moment((at) => at)).toBeCloseTo(one.mean, 6);
      expect(moment((at) => (at - one.mean) ** 2)).toBeCloseTo(one.variance, 5);
    });
  for (const [name, one] of Object.entries({ ...whole, ...continuous }))
    test(`${name}: draws have its mean and variance, and depend on the stream alone`, () => {
      const count = 20_000;
      const draw = (): number[] => {
        const random = randomStream(11, 2);
        return Array.from({ length: count }, () => one.sample(random));
      };
      const values = draw();
      expect(draw()).toEqual(values);
      const mean = values.reduce((sum, value) => sum + value, 0) / count;
      const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count;
      // Five standard errors; a normal's kurtosis bounds that of the others well enough.
      expect(Math.abs(mean - one.mean)).toBeLessThanOrEqual(5 * Math.sqrt(one.variance / count));
      expect(Math.abs(variance - one.variance)).toBeLessThanOrEqual(5 * one.variance * Math.sqrt(3 / count));
    });
  test("densities are formulas too, and can be differentiated", () => {
    const slope = differentiate(d.normal(1.5, 2).logDensity(variable("x")), "x");
    expect(evaluate(slope, { x: 4 })).toBeCloseTo(-(4 - 1.5) / 4, 14);
  });
  test("ln k!", () => {
    let exact = 0;
    for (let k = 1; k <= 170; k++) {
      exact += Math.log(k);
      expect(Math.abs(logFactorial(k) - exact)).toBeLessThan(1e-12 * Math.max(1, exact));
    }
  });
  test("parameters out of range are refused", () => {
    for (const wrong of [
      () => d.normal(0, 0),
      () => d.uniform(1, 1),
      () => d.bernoulli(1.1),
      () => d.categorical([-1, 2]),
      () => d.categorical([0]),
      () => d.binomial(2.5, 0.5),
      () => d.poisson(0),
    ])
      expect(wrong).toThrow(ArgumentError);
  });
});
