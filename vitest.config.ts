import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["library/test/**/*.test.ts"],
    exclude: process.env.CHAINRULE_FAST ? ["**/*.slow.test.ts"] : [],
    pool: "forks",
    // Compiled libraries of the tests stay out of the user's own cache.
    env: { XDG_CACHE_HOME: join(tmpdir(), "chainrule-test-cache") },
    // As on the command line, and in newer engines by default: what must be portable asks for it.
    execArgv: ["--experimental-wasm-relaxed-simd"],
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
  },
});
