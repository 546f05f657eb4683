import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { reference } from "../../src/backends/reference/session.ts";
import { wasm } from "../../src/backends/wasm/session.ts";
import * as x from "../../src/expr/operations/index.ts";
import { differentiate } from "../../src/graph/differentiate.ts";
import * as g from "../../src/graph/index.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import { type Params, table } from "./torch-table.ts";

interface Flat {
  readonly s: number[];
  readonly d: (number | string)[];
  readonly int?: boolean;
}
interface Case {
  readonly name: string;
  readonly params: Params;
  readonly inputs: Record<string, Flat>;
  readonly grads: Record<string, Flat>;
  readonly outputs: Flat[];
  /** Nothing for outputs that the gradients leave out. */
  readonly grad_outputs: (Flat | null)[];
  /** Gradients of Σ v · gradient. */
  readonly second?: { readonly v: Record<string, Flat>; readonly grads: Record<string, Flat | null> };
  readonly state_after?: Record<string, Flat>;
}

const path = new URL("../fixtures/torch_ship_ops.json.gz", import.meta.url);
const { cases } = JSON.parse(gunzipSync(readFileSync(path)).toString()) as { cases: Case[] };

const numbers = (flat: Flat): number[] => flat.d.map(Number);
/** Where the fixture itself carries a float32 constant: 1/1.3 in the gradient of CELU, 1/6 in that of hard sigmoid. */
const fixtureError: Readonly<Record<string, number>> = { "celu_1.3": 1e-7, hardsigmoid: 1e-7 };
interface Computed {
  readonly inputs: Readonly<Record<string, Tensor>>;
  readonly outputs: Readonly<Record<string, Tensor>>;
  readonly wanted: Readonly<Record<string, Flat>>;
}

/** Everything that a case states, as graph: outputs, gradients of Σ output · weights, and second derivatives. */
function computed(one: Case): Computed {
  const inputs = Object.fromEntries(
    Object.entries(one.inputs).map(([name, flat]) => [
      name,
      g.state(name, flat.s, flat.int === true ? "index" : "real"),
    ]),
  );
  const built = table[one.name]!(inputs, one.params);
  const results: readonly Tensor[] = Array.isArray(built) ? built : [built as Tensor];
  const outputs: Record<string, Tensor> = {};
  const wanted: Record<string, Flat> = {};
  const expected = [...one.outputs, ...Object.values(one.state_after ?? {})];
  results.forEach((tensor, i) => {
    outputs[`output ${i}`] = tensor;
    wanted[`output ${i}`] = expected[i]!;
  });
  const weighted = (tensor: Tensor, weights: Flat): Tensor =>
    g.sum(x.mul(tensor, g.tensor(numbers(weights), weights.s)));
  const scalar = one.grad_outputs
    .flatMap((weights, i) => (weights === null ? [] : [weighted(results[i]!, weights)]))
    .reduce((p, q) => x.add(p, q));
  const gradientsOf = (of: Tensor, want: Record<string, Flat | null>, mark: string): void => {
    const names = Object.keys(want).filter((name) => want[name] !== null);
    differentiate(
      of,
      names.map((name) => inputs[name]!),
    ).forEach((gradient, i) => {
      outputs[`${mark}${names[i]}`] = gradient;
      wanted[`${mark}${names[i]}`] = want[names[i]!]!;
    });
  };
  gradientsOf(scalar, one.grads, "∂");
  if (one.second !== undefined) {
    const { v, grads } = one.second;
    const along = Object.entries(v).map(([name, weights]) => {
      const [gradient] = differentiate(scalar, [inputs[name]!]);
      return weighted(gradient!, weights);
    });
    gradientsOf(
      along.reduce((p, q) => x.add(p, q)),
      grads,
      "∂∂",
    );
  }
  return { inputs, outputs, wanted };
}

test("values, gradients and second derivatives are PyTorch's, on the reference and compiled", async () => {
  const passed = { reference: 0, wasm: 0 };
  const failures: string[] = [];
  for (const one of cases) {
    const { outputs, wanted } = computed(one);
    for (const [backend, relative, absolute] of [
      [reference(), 1e-9, 1e-10],
      [wasm(), 1e-4, 1e-5],
    ] as const) {
      const session = backend.open();
      const before = failures.length;
      const executable = await session.load({ outputs });
      for (const name of session.names()) session.write(name, numbers(one.inputs[name]!));
      const results = executable.run(1);
      for (const [key, want] of Object.entries(wanted))
        numbers(want).forEach((value, i) => {
          const found = results[key]![i]!;
          const close =
            Object.is(found, value) ||
            Math.abs(found - value) <= absolute + Math.max(relative, fixtureError[one.name] ?? 0) * Math.abs(value);
          if (!close) failures.push(`${one.name} on ${backend.name}: ${key}[${i}] is ${found}, expected ${value}`);
        });
      if (failures.length === before) passed[backend.name as "reference" | "wasm"]++;
    }
  }
  expect(failures).toEqual([]);
  console.log(
    `${passed.reference} of ${cases.length} operations of PyTorch agree in the reference, ${passed.wasm} compiled`,
  );
  expect(passed.reference).toBe(cases.length);
  expect(passed.wasm).toBe(passed.reference);
}, 60_000);
