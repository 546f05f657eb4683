import workerThreads, { type Worker } from "node:worker_threads";
import { afterEach, describe, expect, test } from "vitest";
import { stopThreads, takeCrew, threadsRunning } from "../../src/backends/session/crew.ts";
import type { Linked } from "../../src/backends/session/session.ts";
import { linker } from "../../src/backends/wasm/link.ts";
import { wasm } from "../../src/backends/wasm/session.ts";
import { ThreadError } from "../../src/util/errors.ts";
import { randomStream } from "../../src/util/random.ts";
import { linkedProduct, productStep } from "./_product.ts";

const Original = workerThreads.Worker;

afterEach(async () => {
  await stopThreads();
  workerThreads.Worker = Original;
});

/** A session whose calls are so long that threads are woken for them, and so short that the calling thread takes part. */
async function session() {
  const opened = wasm({ threads: 2 }).open();
  const executable = await opened.load(productStep(192));
  return { opened, executable };
}

describe("a call in which the calling thread takes part", () => {
  test("is done by threads that were about to leave, have left or are still there", { timeout: 60_000 }, async () => {
    const n = 64;
    const { memory, linked, a, b, result } = await linkedProduct(linker(false), n);
    b.fill(1);
    const crew = takeCrew(2);
    const random = randomStream(5, 5);
    let joined = 0;
    for (let i = 1; i <= 10_000; i++) {
      a.fill(i, 0, n);
      // One in twenty is done without the calling thread, by the same threads.
      const joining = random.uniform() < 0.95 ? crew.join(linked, memory, 1, 2) : undefined;
      if (joining !== undefined) joined++;
      await (joining ?? crew.run(linked, memory, 1, 2));
      // The first and the last column are of two threads.
      if (result[0] !== i * n || result[n - 1] !== i * n)
        expect([i, result[0], result[n - 1]]).toEqual([i, i * n, i * n]);
      const until = performance.now() + random.uniform() * 0.3;
      while (performance.now() < until);
    }
    expect(joined).toBeGreaterThan(9000);
    crew.release();
  });

  test("leaves the event loop its turns, however many follow each other", async () => {
    const { opened, executable } = await session();
    let turns = 0;
    const clock = setInterval(() => turns++, 5);
    const until = performance.now() + 200;
    while (performance.now() < until) await executable.start(1);
    clearInterval(clock);
    expect(turns).toBeGreaterThan(5);
    opened.dispose();
  });

  test("is not asked for by small calls, unless they follow each other for some time", async () => {
    const opened = wasm({ threads: 2 }).open();
    const executable = await opened.load(productStep(96));
    for (let i = 0; i < 3; i++) await executable.start(1);
    expect(threadsRunning()).toBe(0);
    const until = performance.now() + 100;
    while (performance.now() < until) await executable.start(1);
    expect(threadsRunning()).toBe(2);
    opened.dispose();
  });

  test("gives an error where a thread has ended that was looked for", { timeout: 20_000 }, async () => {
    const made: Worker[] = [];
    workerThreads.Worker = class extends Original {
      constructor(...given: ConstructorParameters<typeof Original>) {
        super(...given);
        made.push(this);
      }
    };
    const { memory, linked } = await linkedProduct(linker(false), 64);
    const crew = takeCrew(2);
    while (crew.join(linked, memory, 1, 2) === undefined) await new Promise((resolve) => setTimeout(resolve, 1));
    void made[1]!.terminate();
    await expect(crew.join(linked, memory, 1, 2)).rejects.toThrow(/ended in the middle of a run.*exit code/s);
    expect(memory.givenUp).toBe(true);
    expect(crew.lost).toBe(true);
    crew.release();
  });

  test("gives the error of the thread that has failed", async () => {
    const { memory, linked } = await linkedProduct(linker(false), 64);
    const trap = Uint8Array.of(
      ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x07, 0x01, 0x60, 0x03, 0x7f, 0x7f, 0x7f, 0x00],
      ...[0x03, 0x02, 0x01, 0x00, 0x07, 0x07, 0x01, 0x03, 0x72, 0x75, 0x6e, 0x00, 0x00],
      ...[0x0a, 0x05, 0x01, 0x03, 0x00, 0x00, 0x0b],
    );
    const failing: Linked = { run: linked.run, code: { kind: "wasm", module: new WebAssembly.Module(trap) } };
    const crew = takeCrew(2);
    let joined = crew.join(failing, memory, 1, 2);
    for (; joined === undefined; joined = crew.join(failing, memory, 1, 2))
      await new Promise((resolve) => setTimeout(resolve, 1));
    const error = await joined.catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(ThreadError);
    expect(String((error as Error).message)).toMatch(/a thread has failed.*unreachable/s);
    // The threads themselves are there for others.
    const other = await linkedProduct(linker(false), 64);
    other.a.fill(1);
    other.b.fill(1);
    await crew.run(other.linked, other.memory, 1, 2);
    expect(other.result[0]).toBe(64);
    crew.release();
  });
});
