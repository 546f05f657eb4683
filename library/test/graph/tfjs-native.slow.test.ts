import { expect, test } from "vitest";
import { hasCompiler, quickNative } from "../backends/_native.ts";
import { failuresOn } from "./tfjs-cases.ts";

test.runIf(hasCompiler)("values and gradients are TensorFlow.js', on native", async () => {
  expect(await failuresOn(await quickNative())).toEqual([]);
});
