import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { reference } from "../../src/backends/reference/session.ts";
import { wasm } from "../../src/backends/wasm/session.ts";
import { input, state } from "../../src/graph/functions.ts";
import type { Optimizer } from "../../src/nn/optimizers/_optimizer.ts";
import * as o from "../../src/nn/optimizers/index.gen.ts";

interface Case {
  readonly name: string;
  readonly kind: string;
  readonly optimizer: string;
  readonly options: Record<string, never>;
  readonly p0: number[];
  readonly grads: number[][];
  readonly params: number[][];
}
const path = new URL("../fixtures/torch_ship_optim.json.gz", import.meta.url);
const { cases } = JSON.parse(gunzipSync(readFileSync(path)).toString()) as { cases: Case[] };

/** PyTorch's options in our words. */
function optimizerOf({ optimizer, options: t }: Case): Optimizer {
  const learningRate = t["lr"] as unknown as number;
  const [beta1, beta2] = (t["betas"] ?? []) as unknown as [number, number];
  const weightDecay = (t["weight_decay"] ?? 0) as unknown as number;
  const epsilon = t["eps"] as unknown as number;
  const adamLike = { learningRate, beta1, beta2, epsilon, weightDecay };
  const { momentum, dampening, nesterov, alpha, centered, rho, amsgrad } = t;
  switch (optimizer) {
    case "SGD":
      if (nesterov) return o.nesterov({ learningRate, weightDecay, momentum: momentum! });
      return o.sgd({ learningRate, weightDecay, momentum: momentum!, dampening: dampening!, nesterov: nesterov! });
    case "Adam":
      if (amsgrad) return o.amsgrad(adamLike);
      return o.adam(adamLike);
    case "AdamW":
      return o.adamW(adamLike);
    case "Adamax":
      return o.adamax(adamLike);
    case "NAdam":
      return o.nadam({ ...adamLike, momentumDecay: t["momentum_decay"]!, doubledMomentum: true });
    case "RAdam":
      return o.radam(adamLike);
    case "RMSprop":
      return o.rmsprop({ learningRate, weightDecay, epsilon, decay: alpha!, momentum: momentum!, centered: centered! });
    case "Adagrad":
      return o.adagrad({ learningRate, epsilon, decay: t["lr_decay"]!, initial: t["initial_accumulator_value"]! });
    case "Adadelta":
      return o.adadelta({ learningRate, epsilon, decay: rho! });
    case "Rprop":
      return o.rprop({ learningRate });
    case "ASGD":
      return o.asgd({ learningRate, lambda: t["lambd"]!, power: alpha! });
    default:
      throw new Error(optimizer);
  }
}

describe("optimizers follow PyTorch's trajectories", () => {
  for (const one of cases.filter(({ kind }) => kind === "optimizer"))
    for (const [backend, digits] of [
      [reference(), 10],
      [wasm(), 4],
    ] as const)
      test(`${one.name} on ${backend.name}`, async () => {
        const optimizer = optimizerOf(one);
        const size = one.p0.length;
        const weights = state("weights", [size]);
        const slots = Object.fromEntries(Object.keys(optimizer.slots).map((name) => [name, state(name, [size])]));
        const names = Object.keys(optimizer.scalars(optimizer.learningRate, 1));
        const scalars = Object.fromEntries(names.map((name) => [name, input(name, [])]));
        const next = optimizer.update({ weights, gradient: input("gradient", [size]), slots, scalars });
        const session = backend.open();
        const executable = await session.load({
          outputs: {},
          updates: [
            [weights, next.weights],
            ...Object.entries(next.slots).map(([name, s]) => [slots[name]!, s] as const),
          ],
        });
        session.write("weights", one.p0);
        for (const [name, value] of Object.entries(optimizer.slots)) session.write(name, new Array(size).fill(value));
        one.grads.forEach((gradient, i) => {
          const values = Object.entries(optimizer.scalars(optimizer.learningRate, i + 1));
          executable.run(1, { gradient, ...Object.fromEntries(values.map(([name, value]) => [name, [value]])) });
          session.read("weights").forEach((value, k) => {
            expect(value, `step ${i + 1}`).toBeCloseTo(one.params[i]![k]!, digits);
          });
        });
      });
});
