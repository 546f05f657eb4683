import { describe, expect, test } from "vitest";
import { compileStep } from "../../src/compiler/compile.ts";
import { costsOf, totalCost } from "../../src/compiler/cost.ts";
import { withKept } from "../../src/compiler/kept.ts";
import { narrow } from "../../src/compiler/machine.ts";
import { chunksOf, rowsOf, withRows } from "../../src/compiler/rows.ts";
import * as x from "../../src/expr/operations/index.ts";
import { differentiate } from "../../src/graph/differentiate.ts";
import { evaluateAll } from "../../src/graph/evaluate.ts";
import * as g from "../../src/graph/index.ts";
import { joining } from "../../src/graph/joins.ts";
import { scan } from "../../src/graph/loops.ts";
import { concat } from "../../src/graph/primitives/concat.ts";
import { scan as scanPrimitive } from "../../src/graph/primitives/scan.ts";
import type { ScanAttributes } from "../../src/graph/scans.ts";
import { sizeOf } from "../../src/graph/shape.ts";
import { ancestors, type Tensor } from "../../src/graph/tensor.ts";
import { randomStream } from "../../src/util/random.ts";

const [time, rows, width] = [6, 25, 48];

/** The last carry of a loop h ← f(h U + x) from h = 0, summed. */
function recurrent(f: (z: Tensor, h: Tensor) => Tensor, u: Tensor = g.state("u", [width, width])): Tensor {
  const { carries } = scan(
    ([h], [element]) => ({ carries: [f(x.add(g.matmul(h!, u), element!), h!)] }),
    [g.full([rows, width], 0)],
    { sequences: [g.state("x", [time, rows, width])] },
  );
  return g.sum(carries[0]!);
}

const loopsIn = (roots: readonly Tensor[]): ScanAttributes[] =>
  ancestors(roots)
    .filter(({ primitive }) => primitive === scanPrimitive)
    .map(({ attributes }) => attributes as ScanAttributes);
const names = (roots: readonly Tensor[]): string[] => ancestors(roots).map(({ primitive }) => primitive.name);

describe("what the derivative of a loop needs of it", () => {
  const kept = (f: (z: Tensor, h: Tensor) => Tensor) => {
    const u = g.state("u", [width, width]);
    const { outputs } = withKept({ outputs: { u: differentiate(recurrent(f, u), [u])[0]! } });
    const [forward, backward] = loopsIn(Object.values(outputs)) as [ScanAttributes, ScanAttributes];
    return { forward: forward.body, backward: backward.body };
  };
  test("is kept where it is dear: products and functions", () => {
    const { forward, backward } = kept((z, h) => x.mul(x.sin(z), x.tanh(h)));
    // The sine, the product that its derivative takes, and tanh h; none of it is computed again.
    expect(forward.outputs.length).toBe(3);
    expect(names([...backward.next, ...backward.outputs]).filter((name) => name === "contract").length).toBe(2);
  });
  test("is what the loop gives anyway, where that is it", () => {
    const { forward, backward } = kept((z) => x.tanh(z));
    expect(forward.outputs.length).toBe(0);
    // U h for the step before, and hᵀ z for U.
    expect(names([...backward.next, ...backward.outputs]).filter((name) => name === "contract").length).toBe(2);
  });
  test("is computed again where that is cheap", () => {
    const { forward } = kept((z, h) => x.mul(x.tanh(z), x.add(h, 1)));
    // tanh z alone: h + 1 is not worth it.
    expect(forward.outputs.length).toBe(1);
  });
  test("so that a gradient costs three times the loss", async () => {
    const u = g.state("u", [width, width]);
    const loss = recurrent((z) => x.tanh(x.add(x.sin(z), z)), u);
    const operations = async (outputs: Record<string, Tensor>): Promise<number> =>
      totalCost(costsOf(await compileStep({ outputs }))).operations;
    const [alone, both] = [await operations({ loss }), await operations({ loss, u: differentiate(loss, [u])[0]! })];
    expect(both / alone).toBeGreaterThan(2);
    expect(both / alone).toBeLessThan(3.1);
  });
});

describe("rows of a loop", () => {
  const bodyOf = (f: (h: Tensor, element: Tensor) => Tensor, first = g.input("first", [rows, width])) => {
    const { carries } = scan(([h], [element]) => ({ carries: [f(h!, element!)], outputs: [x.sin(h!)] }), [first], {
      sequences: [g.input("x", [time, width, rows])],
    });
    return loopsIn(carries)[0]!.body;
  };
  const matrix = g.input("matrix", [width, width]);
  const scales = g.input("scales", [rows, 1]);

  test("are found in all that a turn reads, and a turn does the same for a few", () => {
    const body = bodyOf((h, element) => {
      const product = g.matmul(x.mul(h, scales), matrix);
      const split = g.concat([g.slice(product, 1, 5, width), g.slice(product, 1, 0, 5)], 1);
      const wide = g.reshape(x.add(split, g.full([rows, width], 0.5)), [rows, 4, width / 4]);
      return x.add(g.reshape(x.add(wide, g.sum(wide, 1, { keep: true })), [rows, width]), g.transpose(element));
    });
    const found = rowsOf(body)!;
    expect(found.count).toBe(rows);
    // The element's columns; then the scales, the matrix without rows, and what is the same everywhere.
    const placeholders = [...body.elements, ...body.constants];
    expect(placeholders.map((placeholder) => found.axes.get(placeholder))).toEqual([1, 0, undefined, 0]);
    const [from, many] = [7, 9];
    const chunk = withRows(body, found, many);
    const random = randomStream(1, 1);
    const [whole, part] = [new Map<Tensor, Float64Array>(), new Map<Tensor, Float64Array>()];
    for (const kind of ["carries", "elements", "constants"] as const)
      body[kind].forEach((placeholder, i) => {
        const values = Float64Array.from({ length: sizeOf(placeholder.shape) }, () => random.normal());
        whole.set(placeholder, values);
        const axis = found.axes.get(placeholder);
        const inner = axis === undefined ? 1 : sizeOf(placeholder.shape.slice(axis + 1));
        const isThere = (at: number): boolean => {
          const row = Math.floor(at / inner) % rows;
          return axis === undefined || (row >= from && row < from + many);
        };
        part.set(
          chunk[kind][i]!,
          values.filter((_, at) => isThere(at)),
        );
      });
    const [all, some] = [
      evaluateAll([...body.next, ...body.outputs], whole),
      evaluateAll([...chunk.next, ...chunk.outputs], part),
    ];
    all.forEach((values, i) => {
      expect([...some[i]!]).toEqual([...values.subarray(from * width, (from + many) * width)]);
    });
  });
  test("are none where one depends on another", () => {
    expect(rowsOf(bodyOf((h) => x.sub(h, g.sum(h, 0))))).toBeUndefined();
    expect(rowsOf(bodyOf((h, element) => x.mul(h, g.sum(g.matmul(h, element)))))).toBeUndefined();
    expect(rowsOf(bodyOf((h) => g.slice(h, 0, rows - 1, undefined, -1)))).toBeUndefined();
    // The same numbers, once as rows and once as columns.
    const square = g.input("square", [width, width]);
    const turned = scan(([h]) => ({ carries: [x.add(h!, g.transpose(h!))] }), [square], { length: 2 });
    expect(rowsOf(loopsIn(turned.carries)[0]!.body)).toBeUndefined();
    // A table with a row of its own for each.
    const table = g.tensor(
      Array.from({ length: rows }, (_, i) => i),
      [rows, 1],
    );
    expect(rowsOf(bodyOf((h) => x.mul(h, table)))).toBeUndefined();
  });
  test("stand in few chunks, which hold them all", () => {
    for (const count of [1, 11, 12, 24, 31, 32, 100, 1000]) {
      const body = bodyOf((h) => x.sin(h), g.input("first", [count, width]));
      const chunks = chunksOf(rowsOf(body)!, body);
      const left = count - chunks.size * chunks.count;
      expect(left).toBeGreaterThanOrEqual(0);
      expect(left).toBeLessThan(chunks.count);
      expect(chunks.count).toBeLessThanOrEqual(8);
    }
  });
  test("are shared by threads; a loop whose rows depend on each other is done by one", async () => {
    const machine = { ...narrow, threads: 2 };
    const shared = async (f: (z: Tensor, h: Tensor) => Tensor): Promise<boolean[]> => {
      const u = g.state("u", [width, width]);
      const loss = recurrent(f, u);
      const { kernels } = await compileStep({ outputs: { loss, u: differentiate(loss, [u])[0]! } }, machine);
      return kernels.filter(({ body }) => JSON.stringify(body).includes('"inOrder":true')).map(({ alone }) => !alone);
    };
    const long = (z: Tensor): Tensor => x.tanh(x.mul(z, x.sin(z)));
    expect(await shared((z) => long(z))).toEqual([true, true]);
    expect(await shared((z) => long(x.sub(z, g.mean(z, 0))))).toEqual([false, false]);
  });
});

describe("sums of paddings", () => {
  const join = joining();
  const part = (size: number): Tensor => g.input(`part${size}`, [2, size]);
  const padded = (tensor: Tensor, low: number, high: number): Tensor =>
    g.pad(tensor, { low: [0, low], high: [0, high], interior: [0, 0] });
  const [a, b, c] = [part(2), part(3), part(1)];
  test("that fill an axis are a concatenation, the same one for the same parts", () => {
    const joined = join(x.add(x.add(padded(b, 2, 1), padded(a, 0, 4)), padded(c, 5, 0)));
    expect(joined.primitive).toBe(concat);
    expect(joined.inputs).toEqual([a, b, c]);
    expect(join(x.add(padded(a, 0, 4), x.add(padded(c, 5, 0), padded(b, 2, 1))))).toBe(joined);
  });
  test("that leave gaps, overlap, or hold other numbers stay sums", () => {
    const gap = x.add(padded(a, 0, 4), padded(c, 5, 0));
    const overlap = x.add(padded(a, 0, 3), padded(b, 1, 1));
    const more = x.add(padded(a, 0, 3), x.add(padded(b, 2, 0), g.input("more", [2, 5])));
    for (const sum of [gap, overlap, more]) expect(join(sum)).toBe(sum);
  });
});
