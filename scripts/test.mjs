// Every check and test, in order, each with its time; stops at the first that fails. `--fast` leaves out the slow ones.
import { spawnSync } from "node:child_process";

const fast = process.argv.includes("--fast");
const node = process.execPath;
const steps = [
  ["types", "npx", ["tsc", "-p", "tsconfig.json"]],
  ["lint", "npx", ["biome", "check", "."]],
  ["layers", node, ["scripts/check-layers.mjs"]],
  ["catalogs", node, ["scripts/gen-catalogs.mjs", "--check"]],
  ["diagram", node, ["scripts/gen-diagram.mjs", "--check"]],
  ["build", "npm", ["run", "build", "--workspace", "library", "--silent"]],
  ["root", node, ["scripts/check-root.mjs"]],
  ["docs", node, ["scripts/gen-docs.mjs", "--check"]],
  ["tests", "npx", ["vitest", "run"]],
  ...(fast ? [] : [["package", node, ["scripts/check-package.mjs"]]]),
];
for (const [name, command, args] of steps) {
  const start = performance.now();
  const env = { ...process.env, ...(fast ? { CHAINRULE_FAST: "1" } : {}), FORCE_COLOR: "0", NO_COLOR: "1" };
  const { status, stdout, stderr } = spawnSync(command, args, { encoding: "utf8", env, maxBuffer: 1 << 28 });
  const seconds = ((performance.now() - start) / 1000).toFixed(1);
  if (status !== 0) {
    console.error(`${stdout}\n${stderr}\n✗ ${name} failed after ${seconds} s`);
    process.exit(1);
  }
  const [, passed] = /Tests\s+(?:\d+ failed \| )?(\d+) passed/.exec(stdout) ?? [];
  console.log(`✓ ${name} in ${seconds} s${passed === undefined ? "" : `: ${passed} tests`}`);
  if (["layers", "root", "docs", "package"].includes(name)) console.log(stdout.trimEnd());
  if (passed !== undefined) {
    const skipped = /(\d+) skipped/.exec(stdout)?.[1] ?? "0";
    if (process.env.CI && skipped !== "0") {
      console.error("tests were skipped where none may be");
      process.exit(1);
    }
    console.log(`${passed} passed, 0 failed, ${skipped} skipped`);
  }
}
