import workerThreads, { type Worker } from "node:worker_threads";
import { afterEach, describe, expect, test } from "vitest";
import { stopThreads, threadsRunning } from "../../src/backends/session/crew.ts";
import { wasm } from "../../src/backends/wasm/session.ts";
import { mul } from "../../src/expr/operations/mul.ts";
import { contract, state, sum } from "../../src/graph/functions.ts";
import { ThreadError } from "../../src/util/errors.ts";

afterEach(async () => {
  await stopThreads();
  workerThreads.Worker = Original;
});

/** A product of n × n matrices, which is large enough to be shared by threads. */
async function product(n: number, threads: number, maximumSteps = 1) {
  const session = wasm({ threads }).open();
  const out = contract(state("a", [n, n]), state("b", [n, n]), "ik, kj -> ij");
  const executable = await session.load({ outputs: { sum: sum(mul(out, 1)) } }, { maximumSteps });
  session.write("a", new Float32Array(n * n).fill(1));
  session.write("b", new Float32Array(n * n).fill(0.5));
  return { session, executable };
}

const Original = workerThreads.Worker;

/** Keeps the workers that are started from now on. */
function watched(): Worker[] {
  const made: Worker[] = [];
  workerThreads.Worker = class extends Original {
    constructor(...given: ConstructorParameters<typeof Original>) {
      super(...given);
      made.push(this);
    }
  };
  return made;
}

describe("a crew of threads", () => {
  test("is started with the first run that needs it, is shared, and stops", async () => {
    const one = await product(192, 2);
    const other = await product(192, 3);
    expect(threadsRunning()).toBe(0);
    const small = await product(4, 2);
    await small.executable.start(1);
    expect(threadsRunning()).toBe(0);
    const [first, second] = await Promise.all([one.executable.start(1), other.executable.start(1)]);
    expect(first["sum"]![0]).toBe(192 ** 3 / 2);
    expect(second["sum"]![0]).toBe(192 ** 3 / 2);
    expect(threadsRunning()).toBe(3);
    for (const { session } of [one, other, small]) session.dispose();
    await stopThreads();
    expect(threadsRunning()).toBe(0);
  });

  test("is not called for what is done sooner without it, and gives the same", async () => {
    const { session, executable } = await product(100, 2, 50);
    const [short] = (await executable.start(1))["sum"]!;
    expect(threadsRunning()).toBe(0);
    const long = (await executable.start(50))["sum"]!;
    expect(threadsRunning()).toBe(2);
    expect([...long]).toEqual(new Array(50).fill(short));
    session.dispose();
  });

  test("goes away by itself when no session needs it any more", async () => {
    const { session, executable } = await product(192, 2);
    await executable.start(1);
    session.dispose();
    expect(threadsRunning()).toBe(2);
    await new Promise((resolve) => setTimeout(resolve, 900));
    expect(threadsRunning()).toBe(0);
  });

  test("leaves the calling thread free", async () => {
    const { session, executable } = await product(512, 2, 40);
    let turns = 0;
    const clock = setInterval(() => turns++, 5);
    await executable.start(40);
    clearInterval(clock);
    expect(turns).toBeGreaterThan(5);
    session.dispose();
  });

  test("a thread that ends in the middle of a run gives an error, and the next run gets new threads", async () => {
    const made = watched();
    const { session, executable } = await product(512, 2, 400);
    const running = executable.start(400);
    setTimeout(() => void made[1]!.terminate(), 100);
    await expect(running).rejects.toThrow(ThreadError);
    await expect(running).rejects.toThrow(/ended in the middle of a run.*exit code/s);
    // Nobody knows how far the others came, so the session is not used again.
    await expect(executable.start(1)).rejects.toThrow(/a run of this session was given up.*open another session/s);
    session.dispose();
    const again = await product(192, 2);
    expect((await again.executable.start(1))["sum"]![0]).toBe(192 ** 3 / 2);
    again.session.dispose();
  });

  test("a session goes on with new threads after these were stopped", async () => {
    const { session, executable } = await product(192, 2);
    await executable.start(1);
    await stopThreads();
    expect((await executable.start(1))["sum"]![0]).toBe(192 ** 3 / 2);
    session.dispose();
  });

  test("is not stopped in the middle of a run", async () => {
    const { session, executable } = await product(256, 2, 20);
    const running = executable.start(20);
    await expect(stopThreads()).rejects.toThrow(/await the run first/);
    await running;
    session.dispose();
  });

  test("50 crews started and stopped leave nothing behind", { timeout: 60_000 }, async () => {
    const made = watched();
    for (let i = 0; i < 50; i++) {
      const { session, executable } = await product(192, 2);
      expect((await executable.start(1))["sum"]![0]).toBe(192 ** 3 / 2);
      session.dispose();
      await stopThreads();
    }
    expect(made.length).toBe(100);
    // A worker that has ended has no number any more.
    expect(made.filter(({ threadId }) => threadId !== -1)).toEqual([]);
  });

  test("refuses a number of threads that is none", () => {
    for (const threads of [0, -1, 1.5, Number.NaN])
      expect(() => wasm({ threads }).open()).toThrow(/expected a whole number ≥ 1/);
  });
});
