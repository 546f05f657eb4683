import { expect, test } from "vitest";
import { reference } from "../../src/backends/reference/session.ts";
import { wasm } from "../../src/backends/wasm/session.ts";
import { all, cases, failuresOn, isLeftOut, keyOf, unlike, without } from "./tfjs-cases.ts";
import { table } from "./tfjs-table.ts";

test("nothing is left out without a reason", () => {
  expect([...new Set(cases.map(({ k }) => k).filter((k) => !Object.hasOwn(table, k)))].sort()).toEqual(
    Object.keys(without).sort(),
  );
  const keys = new Set(cases.map(keyOf));
  expect(Object.keys(unlike).filter((key) => !keys.has(key))).toEqual([]);
  const leftOut = cases.filter(isLeftOut).length;
  expect(all.length + leftOut).toBe(cases.length);
  console.log(`${all.length} of ${cases.length} cases of TensorFlow.js`);
});

for (const backend of [reference(), wasm()])
  test(`values and gradients are TensorFlow.js', on ${backend.name}`, async () => {
    expect(await failuresOn(backend)).toEqual([]);
  });
