import { execFile } from "node:child_process";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { cacheFolder, findLibrary, prune } from "../../src/backends/native/cache.node.ts";
import { findCompiler } from "../../src/backends/native/compiler.node.ts";
import { processorOf } from "../../src/backends/native/machine.ts";
import { cNumber } from "../../src/backends/native/number.ts";
import { type NativeOptions, native } from "../../src/backends/native/session.node.ts";
import { wasm } from "../../src/backends/wasm/session.ts";
import type { Backend } from "../../src/compiler/step.ts";
import * as x from "../../src/expr/operations/index.ts";
import * as g from "../../src/graph/index.ts";
import { backendOf, type Taken } from "../../src/runtime/backend.ts";
import { hasCompiler } from "./_native.ts";

const made: string[] = [];
const folder = (): string => {
  const path = mkdtempSync(join(tmpdir(), "chainrule-native-"));
  made.push(path);
  return path;
};
afterAll(() => {
  for (const path of made) rmSync(path, { recursive: true, force: true });
});

/** Adds 1 to three numbers. */
async function added(options: NativeOptions): Promise<number[]> {
  const session = (await native(options)).open();
  const executable = await session.load({ outputs: { y: x.add(g.state("a", [3]), 1) } });
  session.write("a", [1, 2, 3]);
  const { y } = executable.run(1);
  session.dispose();
  return [...y!];
}
const libraries = (path: string): string[] => readdirSync(path).map((name) => join(path, name));

describe.skipIf(!hasCompiler)("the libraries that are kept", () => {
  test("are compiled once, and are of one's own", async () => {
    const cache = join(folder(), "made", "when", "missing");
    expect(await added({ cache })).toEqual([2, 3, 4]);
    const [first, ...others] = libraries(cache);
    expect(others).toEqual([]);
    expect(first).toMatch(/[0-9a-f]{40}-[0-9a-f]{64}\.(so|dylib|dll)$/);
    const broken = process.env["CC"] ?? "cc";
    expect(await added({ cache, compiler: broken })).toEqual([2, 3, 4]);
    expect(libraries(cache)).toEqual([first]);
  });
  test("are compiled again where one is cut off, empty, exchanged or a link", async () => {
    const cache = folder();
    await added({ cache });
    const [path] = libraries(cache) as [string];
    // Put in its place, not written over it: this process has it open.
    const replace = (what: string | Buffer): void => {
      writeFileSync(`${path}.new`, what);
      renameSync(`${path}.new`, path);
    };
    const whole = readFileSync(path);
    for (const damage of [
      () => replace(""),
      () => replace("not a library"),
      () => replace(whole.subarray(0, whole.length - 100)),
      () => replace(Buffer.concat([whole, Buffer.from("x")])),
      () => {
        rmSync(path);
        writeFileSync(`${path}.else`, "elsewhere");
        symlinkSync(`${path}.else`, path);
      },
    ]) {
      damage();
      expect(await added({ cache })).toEqual([2, 3, 4]);
    }
    expect(libraries(cache).filter((name) => !name.endsWith(".else"))).toEqual([path]);
  });
  test("are refused in a folder into which others may write", async () => {
    const cache = folder();
    for (const mode of [0o777, 0o770, 0o702]) {
      chmodSync(cache, mode);
      await expect(added({ cache })).rejects.toThrow(/others may write.*expected mode 700/);
    }
    chmodSync(cache, 0o755);
    expect(await added({ cache })).toEqual([2, 3, 4]);
    const other = join(folder(), "link");
    symlinkSync(cache, other);
    await expect(added({ cache: other })).rejects.toThrow(/is not a folder/);
  });
  test("are made by two processes at once, and both succeed", async () => {
    const cache = folder();
    const source = `
      import { native } from "${join(import.meta.dirname, "../../dist/backends/native/session.node.js")}";
      import { state, contract } from "${join(import.meta.dirname, "../../dist/graph/index.js")}";
      const session = (await native({ cache: process.argv[1] })).open();
      const product = contract(state("a", [40, 40]), state("b", [40, 40]), "ik, kj -> ij");
      const executable = await session.load({ outputs: { product } });
      session.write("a", new Float32Array(1600).fill(1));
      session.write("b", new Float32Array(1600).fill(2));
      console.log(executable.run(1).product[1599]);
      process.exit(0);
    `;
    const run = () => promisify(execFile)(process.execPath, ["--input-type=module", "-e", source, cache]);
    const said = await Promise.all([run(), run(), run()]);
    expect(said.map(({ stdout }) => stdout.trim())).toEqual(["80", "80", "80"]);
    expect(libraries(cache)).toHaveLength(1);
  });
  test("go when they take too much room, those first that were not used for long; new ones stay", () => {
    const cache = folder();
    const now = Date.now() / 1000;
    for (const [name, age] of [
      ["a", 9000],
      ["b", 8000],
      ["c", 7000],
      ["d", 10],
    ] as const) {
      writeFileSync(join(cache, name), Buffer.alloc(1000));
      utimesSync(join(cache, name), now - age, now - age);
    }
    mkdirSync(join(cache, "work-old"));
    utimesSync(join(cache, "work-old"), now - 9500, now - 9500);
    mkdirSync(join(cache, "work-new"));
    prune(cache, 1e6);
    expect(readdirSync(cache)).toEqual(["a", "b", "c", "d", "work-new"]);
    rmSync(join(cache, "work-new"), { recursive: true });
    prune(cache, 2500);
    expect(readdirSync(cache)).toEqual(["c", "d"]);
    prune(cache, 0);
    expect(readdirSync(cache)).toEqual(["d"]);
    expect(findLibrary(cache, "d")).toBeUndefined();
  });
  test("lie in the user's folder", () => {
    expect(cacheFolder()).toMatch(/chainrule.native$/);
  });
});

describe("where native is not possible", () => {
  test.skipIf(!hasCompiler)("a missing package says how to install it", async () => {
    await expect(added({ koffi: "koffi-that-is-not-there" })).rejects.toThrow(/npm install koffi/);
  });
  test("a missing compiler, one that fails and one that is none", async () => {
    await expect(added({ compiler: "cc-that-is-not-there --flag" })).rejects.toThrow(
      /no C compiler.*install gcc or clang/,
    );
    await expect(added({ compiler: "false" })).rejects.toThrow(/does not work/);
    await expect(added({ compiler: "echo" })).rejects.toThrow(/neither gcc nor clang/);
  });
  test.skipIf(!hasCompiler)("a compiler that refuses a program is quoted, and nothing is left behind", async () => {
    const cache = folder();
    const script = join(cache, "..", `cc-${process.pid}`);
    made.push(script);
    writeFileSync(
      script,
      `#!/bin/sh\ncase "$*" in *-shared*) echo "no such luck" >&2; exit 3;; *) exec cc "$@";; esac\n`,
      { mode: 0o700 },
    );
    const own = join(cache, "own");
    mkdirSync(own, { mode: 0o700 });
    await expect(added({ cache: own, compiler: script })).rejects.toThrow(/refused a program; found no such luck/);
    expect(libraries(own)).toEqual([]);
  });
  test("names of files are never read by a shell", async () => {
    const cache = folder();
    const evil = join(cache, "$(touch hit);`touch hit` & touch hit");
    if (hasCompiler) expect(await added({ cache: evil })).toEqual([2, 3, 4]);
    expect(existsSync("hit")).toBe(false);
  });
});

const pages = "/sys/kernel/mm/transparent_hugepage/enabled";
const canAsk = existsSync(pages) && existsSync("/proc/self/smaps");
test.skipIf(!hasCompiler || !canAsk)("memory of a session is of large pages", async () => {
  const asked = (): number => readFileSync("/proc/self/smaps", "utf8").match(/^VmFlags:.* hg( |$)/gm)?.length ?? 0;
  const before = asked();
  const session = (await native()).open();
  await session.load({ outputs: {}, updates: [[g.state("a", [9]), x.add(g.state("a", [9]), 1)]] });
  expect(asked()).toBeGreaterThan(before);
  session.dispose();
});

test("numbers are written exactly", () => {
  expect([0, -0, 1, -1.5, 2 ** -149, 5e-324, Infinity, -Infinity].map((value) => cNumber(value, true))).toEqual([
    "0x0.0000000000000p-1022",
    "-0x0.0000000000000p-1022",
    "0x1.0000000000000p0",
    "-0x1.8000000000000p0",
    "0x1.0000000000000p-149",
    "0x0.0000000000001p-1022",
    "__builtin_inf()",
    "-__builtin_inf()",
  ]);
});

test("the processor is known from the macros of the compiler", () => {
  const lanes = (...names: string[]) => {
    const { machine, fused } = processorOf(names.map((name) => `#define ${name} 1`).join("\n"));
    return [machine.lanes, fused];
  };
  expect(lanes("__x86_64__", "__SSE2__")).toEqual([4, false]);
  expect(lanes("__x86_64__", "__AVX2__", "__FMA__")).toEqual([8, true]);
  expect(lanes("__AVX512F__", "__AVX512DQ__", "__AVX2__", "__FMA__")).toEqual([16, true]);
  expect(lanes("__aarch64__", "__ARM_NEON")).toEqual([4, true]);
});

test.skipIf(!hasCompiler)("nothing lets the compiler change what is computed", async () => {
  const { flags } = await findCompiler();
  expect(flags).toContain("-ffp-contract=off");
  expect(flags.filter((flag) => /fast/.test(flag))).toEqual([]);
});

describe.skipIf(!hasCompiler)("what the language C leaves open", () => {
  const special = [
    0,
    -0,
    1,
    -1,
    0.5,
    1.5,
    2.5,
    -0.5,
    -2.5,
    0.49999997,
    8388609,
    -8388609,
    2 ** 31,
    -(2 ** 31),
    3e9,
    -3e9,
  ];
  const numbers = [
    ...special,
    Infinity,
    -Infinity,
    NaN,
    2 ** -149,
    -(2 ** -149),
    2 ** -126,
    2 ** -130,
    3.4e38,
    -3.4e38,
  ];
  const pairs = numbers.flatMap((a) => numbers.map((b) => [a, b] as const));
  const backends: readonly (readonly [string, () => Promise<Backend>])[] = [
    ["native, portable", () => native({ portable: true })],
    ["native", () => native()],
  ];
  test.each(backends)("is as in WebAssembly: NaN, signed zeros, infinities, denormals: %s", async (_, create) => {
    const [a, b] = [g.state("a", [pairs.length]), g.state("b", [pairs.length])];
    const outputs = {
      ...{ min: x.min(a, b), max: x.max(a, b), relu: x.max(0, a), least: x.min(a, -0), sum: x.add(a, b) },
      ...{ difference: x.sub(a, b), product: x.mul(a, b), quotient: x.div(a, b), root: x.sqrt(a), size: x.abs(a) },
      ...{ floor: x.floor(a), nearest: x.round(a), sign: x.sign(a), negative: x.neg(a) },
      ...{ less: x.less(a, b), most: x.select(x.lessEqual(a, b), a, b), equal: x.equal(a, b) },
      whole: g.toReal(g.toIndex(a)),
      // With constants that the compiler knows.
      folded: x.add(x.max(x.neg(x.abs(a)), x.min(a, 0)), x.mul(a, 0)),
    };
    const results = [];
    for (const backend of [wasm({ portable: true }), await create()]) {
      const session = backend.open();
      const executable = await session.load({ outputs });
      session.write(
        "a",
        pairs.map(([one]) => one),
      );
      session.write(
        "b",
        pairs.map(([, other]) => other),
      );
      results.push(executable.run(1));
      session.dispose();
    }
    const [want, got] = results as [(typeof results)[0], (typeof results)[0]];
    for (const name of Object.keys(outputs))
      pairs.forEach((pair, i) => {
        if (!Object.is(want[name]![i], got[name]![i]))
          expect.fail(`${name}(${pair}): ${want[name]![i]}, ${got[name]![i]}`);
      });
  });
});

test.skipIf(!hasCompiler)("the runtime loads it by its name", async () => {
  expect((await backendOf("native", { threads: 1 })).arithmetic).toMatch(/^float32, (4|8|16) lanes/);
});

describe("auto", () => {
  const chosen = async (operations: number, compiler = "") => {
    const before = process.env["CC"];
    if (compiler !== "") process.env["CC"] = compiler;
    const told: Taken[] = [];
    const backend = await backendOf("auto", { threads: 1, taken: (taken) => told.push(taken) }, operations);
    if (before === undefined) delete process.env["CC"];
    else process.env["CC"] = before;
    expect(told.map((taken) => taken.backend)).toEqual([backend.name]);
    expect(told[0]!.arithmetic).toBe(backend.arithmetic);
    return [backend.name, told[0]!.instead?.message];
  };
  test("takes native where there is enough to do", async () => {
    expect(await chosen(1e6)).toEqual(["wasm", undefined]);
    if (hasCompiler) expect(await chosen(1e12)).toEqual(["native", undefined]);
  });
  test("takes wasm where native cannot run, and says why; native by its name is an error then", async () => {
    const [name, why] = await chosen(1e12, "cc-that-is-not-there");
    expect(name).toBe("wasm");
    expect(why).toMatch(/there is no C compiler/);
  });
});
