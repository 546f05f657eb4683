import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["library/test/**/*.test.ts"],
    exclude: process.env.CHAINRULE_FAST ? ["**/*.slow.test.ts"] : [],
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
