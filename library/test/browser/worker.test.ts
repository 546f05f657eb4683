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

/** What runs in the worker, in the page, and here: a network with dropout, a tail and 40 epochs; and a larger one. */
const worker = `
import { dense, sequential, train } from "/dist/index.js";
import { tanh } from "/dist/nn/activations/index.gen.js";
import { dropout } from "/dist/nn/layers/index.gen.js";
import { meanSquaredError } from "/dist/nn/losses/index.gen.js";
import { adam } from "/dist/nn/optimizers/index.gen.js";
let threads = 0;
globalThis.Worker = class extends Worker {
  constructor(...given) {
    super(...given);
    threads++;
  }
};
const inPage = typeof document === "object";
const answer = (message) => inPage ? globalThis.answer(message) : postMessage(message);
try {
  const inputs = Float32Array.from({ length: 60 }, (_, i) => (i * 7 % 13) / 6 - 1);
  const targets = Float32Array.from({ length: 20 }, (_, i) => inputs[i * 3] * inputs[i * 3 + 1]);
  const run = train(sequential(dense(8, tanh), dropout(0.2), dense(1)), { inputs, targets, rowCount: 20 }, {
    loss: meanSquaredError, optimizer: adam({ learningRate: 0.02 }), epochs: 40, batch: 6, seed: 3,
    portable: true, offThread: inPage,
  });
  const losses = [];
  for await (const { loss } of run) losses.push(loss);
  const model = await run;
  const predicted = [...await model.predict([0.5, 0.5, 0], { portable: true })];
  const wide = { inputs: Float32Array.from({ length: 25600 }, (_, i) => (i * 7 % 13) / 6 - 1), targets: new Float32Array(128).fill(1), rowCount: 128 };
  const large = await train(sequential(dense(256, tanh), dense(1)), wide, {
    loss: meanSquaredError, optimizer: adam({ learningRate: 0.001 }), epochs: 3, seed: 3, portable: true, threads: 2,
  });
  answer({ losses, weights: [...model.weights], predicted, large: [...large.weights], threads, node: typeof process });
} catch (error) {
  answer({ error: String(error.stack) });
}
`;

describe.skipIf(browser === undefined)("in a browser's worker", () => {
  let server: Server;
  beforeAll(async () => {
    server = createServer((request, response) => {
      const path = normalize(new URL(request.url ?? "/", "http://localhost").pathname);
      const own: Readonly<Record<string, string>> = {
        "/": "<!doctype html><title>worker</title>",
        "/page.html": "<!doctype html><title>page</title>",
        "/worker.js": worker,
      };
      const file = join(dist, path.replace(/^\/dist/, ""));
      const body = own[path] ?? (path.startsWith("/dist/") && existsSync(file) ? readFileSync(file) : undefined);
      response.writeHead(body === undefined ? 404 : 200, {
        "content-type": types[extname(path) || ".html"] ?? "text/plain",
        // Threads may share memory in pages that are isolated from others.
        ...(path === "/page.html"
          ? { "cross-origin-opener-policy": "same-origin", "cross-origin-embedder-policy": "require-corp" }
          : {}),
      });
      response.end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  interface Found {
    readonly error?: string;
    readonly losses: number[];
    readonly weights: number[];
    readonly predicted: number[];
    readonly large: number[];
    readonly threads: number;
    readonly node: string;
  }

  async function inBrowser(path: string, program: string): Promise<Found> {
    const window = await chromium.launch({ executablePath: browser!, args: ["--no-sandbox"] });
    try {
      const page = await window.newPage();
      await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`);
      return (await page.evaluate(program)) as Found;
    } finally {
      await window.close();
    }
  }

  async function here(): Promise<Pick<Found, "losses" | "weights" | "predicted" | "large">> {
    const inputs = Float32Array.from({ length: 60 }, (_, i) => ((i * 7) % 13) / 6 - 1);
    const targets = Float32Array.from({ length: 20 }, (_, i) => inputs[i * 3]! * inputs[i * 3 + 1]!);
    const own = { loss: meanSquaredError, seed: 3, portable: true } as const;
    const run = train(
      sequential(dense(8, tanh), dropout(0.2), dense(1)),
      { inputs, targets, rowCount: 20 },
      { ...own, optimizer: adam({ learningRate: 0.02 }), epochs: 40, batch: 6 },
    );
    const losses: number[] = [];
    for await (const { loss } of run) losses.push(loss);
    const model = await run;
    const wide = {
      inputs: Float32Array.from({ length: 25600 }, (_, i) => ((i * 7) % 13) / 6 - 1),
      targets: new Float32Array(128).fill(1),
      rowCount: 128,
    };
    const large = await train(sequential(dense(256, tanh), dense(1)), wide, {
      ...own,
      optimizer: adam({ learningRate: 0.001 }),
      epochs: 3,
    });
    const predicted = [...(await model.predict([0.5, 0.5, 0], { portable: true }))];
    return { losses, weights: [...model.weights], predicted, large: [...large.weights] };
  }

  test("training and prediction in a worker give the numbers of Node, bit for bit", { timeout: 60_000 }, async () => {
    const found = await inBrowser(
      "/",
      `new Promise((resolve, reject) => {
        const worker = new Worker("/worker.js", { type: "module" });
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = (event) => reject(new Error(event.message));
      })`,
    );
    // The page is not isolated, so there is no memory that threads could share.
    expect(found).toEqual({ ...(await here()), threads: 0, node: "undefined" });
  });

  test("an isolated page trains with threads while it stays free, and gives the same bits", {
    timeout: 60_000,
  }, async () => {
    const found = await inBrowser(
      "/page.html",
      `new Promise((resolve, reject) => {
        globalThis.answer = resolve;
        import("/worker.js").catch(reject);
      })`,
    );
    expect(found).toEqual({ ...(await here()), threads: 2, node: "undefined" });
  });
});
