import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));

test("one file adds an activation: catalog, command line, compiled program and LaTeX follow", () => {
  const copy = mkdtempSync(join(tmpdir(), "chainrule-"));
  try {
    mkdirSync(join(copy, "library"));
    for (const part of [
      "scripts",
      "tsconfig.json",
      "library/src",
      "library/bin",
      "library/bundle.js",
      "library/tsconfig.json",
      "library/package.json",
    ])
      cpSync(join(root, part), join(copy, part), { recursive: true });
    symlinkSync(join(root, "node_modules"), join(copy, "node_modules"));
    writeFileSync(
      join(copy, "library/src/nn/activations/bell-shape.ts"),
      `import { defineFunction } from "../../expr/function.ts";
import type { Operation } from "../../expr/operation.ts";
import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { mul } from "../../expr/operations/mul.ts";

/** 1/(1 + x²). */
export const bellShape: Operation = defineFunction({
  symbol: "bellShape",
  arity: 1,
  formula: (x) => div(1, add(1, mul(x!, x!))),
});
`,
    );
    const run = (command: string, ...args: string[]): string =>
      execFileSync(command, args, { cwd: copy, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    run(process.execPath, "scripts/gen-catalogs.mjs");
    run("npm", "run", "build", "--prefix", "library", "--silent");
    writeFileSync(
      join(copy, "check.mjs"),
      `import { bellShape } from "./library/dist/nn/activations/index.gen.js";
import { dense, sequential, train, gradient } from "./library/dist/index.js";
import { latex, differentiate, variable } from "./library/dist/expr/index.js";
import { meanSquaredError } from "./library/dist/nn/losses/index.gen.js";
import { sgd } from "./library/dist/nn/optimizers/index.gen.js";
const examples = { inputs: [0, 1, 2], targets: [1, 0.5, 0.2], rowCount: 3 };
const losses = {};
for (const backend of ["reference", "wasm"]) {
  const options = { loss: meanSquaredError, optimizer: sgd({ learningRate: 0.1 }), epochs: 20, backend };
  for await (const { loss } of train(sequential(dense(3, bellShape), dense(1)), examples, options)) losses[backend] = loss;
}
const formula = bellShape.formula(variable("x"));
console.log(JSON.stringify({ losses, slope: gradient((x) => bellShape(x))(1)[0], latex: latex(formula), derivative: latex(differentiate(formula, "x")) }));
`,
    );
    const found = JSON.parse(run(process.execPath, "check.mjs")) as Record<string, never>;
    expect(found["slope"]).toBeCloseTo(-0.5, 15);
    expect(found["latex"]).toBe("\\frac{1}{1 + x \\cdot x}");
    expect(found["derivative"]).toContain("\\frac");
    const { reference, wasm } = found["losses"] as unknown as Record<string, number>;
    expect(wasm).toBeCloseTo(reference!, 5);
    expect(reference).toBeLessThan(0.1);
    expect(run(process.execPath, "library/bin/chainrule.js", "list", "activations").split("\n")).toContain("bellShape");
  } finally {
    rmSync(copy, { recursive: true, force: true });
  }
}, 60_000);
