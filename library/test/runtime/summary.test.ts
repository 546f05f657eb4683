import { expect, test } from "vitest";
import * as l from "../../src/nn/layers/index.gen.ts";
import { type Network, sequential } from "../../src/nn/network.ts";
import { Model } from "../../src/runtime/model.ts";
import { summarize } from "../../src/runtime/summary.ts";
import { operationsOf } from "../../src/runtime/training-work.ts";

const summaryOf = (network: Network, inputs: number) =>
  summarize(new Model(network, inputs, network.initialize([inputs], 1)));

test("work is counted where kernels meet every place, and in every turn of a loop", () => {
  const images = sequential(l.reshape([8, 8, 1]), l.conv(6, 3), l.maxPool(2), l.flatten(), l.dense(5));
  const [, conv, , , dense] = summaryOf(images, 64).layers;
  expect(conv!.multiplyAdds).toBe(6 * 6 * 3 * 3 * 6);
  expect(dense!.multiplyAdds).toBe(54 * 5);
  const series = summaryOf(sequential(l.reshape([7, 3]), l.lstm(4), l.dense(1)), 21);
  expect(series.layers[1]!.multiplyAdds).toBe(7 * (3 * 16 + 4 * 16));
  expect(series.multiplyAdds).toBe(7 * 7 * 16 + 4);
  expect(operationsOf(images, 64, 100, 3)).toBe(6 * (1944 + 270) * 300);
});
