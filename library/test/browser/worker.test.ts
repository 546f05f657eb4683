import { existsSync, readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { tanh } from "../../src/nn/activations/tanh.ts";
import { dense } from "../../src/nn/layers/dense.ts";
import { dropout } from "../../src/nn/layers/dropout.ts";
import { meanSquaredError } from "../../src/nn/losses/mean-squared-error.ts";
import { sequential } from "../../src/nn/network.ts";
import { adam } from "../../src/nn/optimizers/adam.ts";
import { train } from "../../src/runtime/train.ts";

const dist = fileURLToPath(new URL("../../dist", import.meta.url));
const browser = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find(existsSync);
const types: Readonly<Record<string, string>> = { ".js": "text/javascript", ".html": "text/html" };

/** What runs in the worker, and here: a network with dropout, a tail and 40 epochs. */
const worker = `
import { dense, sequential, train } from "/dist/index.js";
import { tanh } from "/dist/nn/activations/index.gen.js";
import { dropout } from "/dist/nn/layers/index.gen.js";
import { meanSquaredError } from "/dist/nn/losses/index.gen.js";
import { adam } from "/dist/nn/optimizers/index.gen.js";
try {
  const inputs = Float32Array.from({ length: 60 }, (_, i) => (i * 7 % 13) / 6 - 1);
  const targets = Float32Array.from({ length: 20 }, (_, i) => inputs[i * 3] * inputs[i * 3 + 1]);
  const run = train(sequential(dense(8, tanh), dropout(0.2), dense(1)), { inputs, targets, rowCount: 20 }, {
    loss: meanSquaredError, optimizer: adam({ learningRate: 0.02 }), epochs: 40, batch: 6, seed: 3,
  });
  const losses = [];
  for await (const { loss } of run) losses.push(loss);
  const model = await run;
  postMessage({ losses, weights: [...model.weights], predicted: [...await model.predict([0.5, 0.5, 0])], node: typeof process });
} catch (error) {
  postMessage({ error: String(error.stack) });
}
`;

describe.skipIf(browser === undefined)("in a browser's worker", () => {
  let server: Server;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const path = normalize(new URL(request.url ?? "/", "http://localhost").pathname);
      const own: Readonly<Record<string, string>> = {
        "/": "<!doctype html><title>worker</title>",
        "/worker.js": worker,
      };
      const file = join(dist, path.replace(/^\/dist/, ""));
      const body = own[path] ?? (path.startsWith("/dist/") && existsSync(file) ? readFileSync(file) : undefined);
      response.writeHead(body === undefined ? 404 : 200, {
        "content-type": types[extname(path) || ".html"] ?? "text/plain",
      });
      response.end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  test("training and prediction give the numbers of Node, bit for bit", async () => {
    const window = await chromium.launch({ executablePath: browser!, args: ["--no-sandbox"] });
    try {
      const page = await window.newPage();
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
      const found = (await page.evaluate(`new Promise((resolve, reject) => {
        const worker = new Worker("/worker.js", { type: "module" });
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = (event) => reject(new Error(event.message));
      })`)) as { error?: string; losses: number[]; weights: number[]; predicted: number[]; node: string };
      expect(found.error).toBeUndefined();
      expect(found.node).toBe("undefined");
      const inputs = Float32Array.from({ length: 60 }, (_, i) => ((i * 7) % 13) / 6 - 1);
      const targets = Float32Array.from({ length: 20 }, (_, i) => inputs[i * 3]! * inputs[i * 3 + 1]!);
      const run = train(
        sequential(dense(8, tanh), dropout(0.2), dense(1)),
        { inputs, targets, rowCount: 20 },
        { loss: meanSquaredError, optimizer: adam({ learningRate: 0.02 }), epochs: 40, batch: 6, seed: 3 },
      );
      const losses: number[] = [];
      for await (const { loss } of run) losses.push(loss);
      const model = await run;
      expect(found.losses).toEqual(losses);
      expect(found.weights).toEqual([...model.weights]);
      expect(found.predicted).toEqual([...(await model.predict([0.5, 0.5, 0]))]);
    } finally {
      await window.close();
    }
  }, 60_000);
});
