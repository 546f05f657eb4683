import { describe, expect, test } from "vitest";
import { findCompiler } from "../../src/backends/native/compiler.node.ts";
import { findKoffi } from "../../src/backends/native/koffi.node.ts";
import { linker as nativeLinker, portable } from "../../src/backends/native/link.node.ts";
import type { Linker } from "../../src/backends/session/session.ts";
import { linker } from "../../src/backends/wasm/link.ts";
import { compileStep } from "../../src/compiler/compile.ts";
import type { Kernel, Statement } from "../../src/compiler/loops.ts";
import { narrow } from "../../src/compiler/machine.ts";
import { hasCompiler } from "./_native.ts";
import { linkedProduct, productStep } from "./_product.ts";

/** Whether threads help each other with any loop of these. */
const isHelped = (body: readonly Statement[]): boolean =>
  body.some((one) => one.kind === "for" && (one.helped !== undefined || isHelped(one.body)));

/** The kernels of a product of n × k and k × n matrices for so many threads. */
const kernelsOf = async (n: number, k: number, threads: number): Promise<readonly Kernel[]> =>
  (await compileStep(productStep(n, k), { ...narrow, threads })).kernels;

async function native(): Promise<Linker> {
  return nativeLinker(await findCompiler(), findKoffi(), portable);
}

describe.each([
  ["wasm", async () => linker(false), true],
  ["native", native, hasCompiler],
] as const)("threads of %s that have done their stretch", (_, made, possible) => {
  test.skipIf(!possible)("do what the others have not begun, and each turn is done once", async () => {
    const { apart, a, b, result } = await linkedProduct(await made(), 130);
    a.forEach((_value, i) => {
      a[i] = (i % 13) - 6;
      b[i] = (i % 11) - 5;
    });
    const [kernel] = await apart();
    // The only thread finds all counters at 0 again, as often as it runs.
    for (let i = 0; i < 2; i++) {
      result.fill(Number.NaN);
      kernel!(0, 0, 1);
    }
    const want = result.slice();
    expect(want.every(Number.isFinite)).toBe(true);
    // Of two threads that do not meet, the first to come does everything, and the other finds nothing left.
    result.fill(Number.NaN);
    kernel!(0, 1, 2);
    expect(result).toEqual(want);
    result.fill(Number.NaN);
    kernel!(0, 0, 2);
    expect(result.every(Number.isNaN)).toBe(true);
  });
});

test("threads help with loops that others do not depend on, in kernels that take long enough", async () => {
  for (const threads of [2, 3]) {
    expect((await kernelsOf(130, 130, threads)).map(({ body }) => isHelped(body))).toEqual([true]);
    // An inner axis in pieces: each loop goes on with the sums of the one before.
    const inPieces = await kernelsOf(64, 1300, threads);
    expect(inPieces.some(({ alone }) => !alone)).toBe(true);
    expect(isHelped(inPieces.at(-1)!.body)).toBe(false);
  }
  expect((await kernelsOf(130, 130, 1)).some(({ body }) => isHelped(body))).toBe(false);
});
