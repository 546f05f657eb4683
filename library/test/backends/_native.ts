import { mkdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findCompiler } from "../../src/backends/native/compiler.node.ts";
import type { Processor } from "../../src/backends/native/machine.ts";
import { native } from "../../src/backends/native/session.node.ts";
import { wasm } from "../../src/backends/wasm/session.ts";
import type { Backend } from "../../src/compiler/step.ts";

const compiler = await findCompiler().catch(() => undefined);
/** Whether there is a C compiler; without one, the tests of compiled C are skipped. */
export const hasCompiler: boolean = compiler !== undefined;
// GCC 12 fails at vectors that are wider than the processor's, unless it is kept from joining operations.
const careful = compiler?.identity.includes("__clang__") ? "" : " -fno-tree-forwprop";

const compilerName = process.env["CC"] || "cc";
const wider: Processor = { machine: { lanes: 16, tileRows: 2, tileVectors: 2, threads: 1 }, fused: true };

/** Back ends of compiled programs: as they come, and native with the narrowest and the widest vectors, whatever the processor has. */
export const compiledBackends: readonly (readonly [string, () => Promise<Backend>])[] = [
  ["wasm", async () => wasm()],
  ...(hasCompiler
    ? ([
        ["native", () => native()],
        ["native, portable", () => native({ portable: true })],
        ["native, vectors of 16", () => native({ processor: wider, compiler: `${compilerName}${careful}` })],
      ] as const)
    : []),
];

/** Native by a compiler that is told not to optimize: for many small programs, where compiling is what takes time. */
export async function quickNative(): Promise<Backend> {
  const folder = join(tmpdir(), "chainrule-test-cache");
  mkdirSync(folder, { recursive: true });
  const path = join(folder, "quick-compiler");
  writeFileSync(path, `#!/bin/sh\nexec ${compilerName} "$@" -O0\n`, { mode: 0o755 });
  return native({ compiler: path });
}
