import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineConfig } from "vitest/config";

/** Files that look at what their process holds: threads, memory, surroundings. */
const alone = ["library/test/backends/**/*.test.ts", "library/test/nn/random-layers.slow.test.ts"];
const slow = process.env.CHAINRULE_FAST ? ["**/*.slow.test.ts"] : [];

export default defineConfig({
  test: {
    pool: "forks",
    // Compiled libraries of the tests stay out of the user's own cache.
    env: { XDG_CACHE_HOME: join(tmpdir(), "chainrule-test-cache") },
    // As on the command line, and in newer engines by default: what must be portable asks for it.
    execArgv: ["--experimental-wasm-relaxed-simd"],
    maxWorkers: 2,
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [
      // The others follow one another in the same processes, which load and warm up the library once.
      {
        extends: true,
        test: {
          name: "together",
          include: ["library/test/**/*.test.ts"],
          exclude: [...alone, ...slow],
          isolate: false,
        },
      },
      { extends: true, test: { name: "alone", include: alone, exclude: slow } },
    ],
  },
});
