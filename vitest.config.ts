import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["library/test/**/*.test.ts"],
    exclude: process.env.CHAINRULE_FAST ? ["**/*.slow.test.ts"] : [],
    pool: "forks",
    // As on the command line, and in newer engines by default: what must be portable asks for it.
    execArgv: ["--experimental-wasm-relaxed-simd"],
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
