import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseCsv, prepare, type Table } from "../../src/data/index.ts";
import { type SearchState, search } from "../../src/experiment/search.ts";
import { usualSpace } from "../../src/experiment/search-space.ts";
import { relu } from "../../src/nn/activations/relu.ts";
import type { Optimizer } from "../../src/nn/optimizers/_optimizer.ts";
import { adam } from "../../src/nn/optimizers/adam.ts";

const text = readFileSync(new URL("../../../examples/data/penguins.csv", import.meta.url), "utf8");
const table = parseCsv(text);
const asked = { target: "Species", seed: 0 };
const outer = prepare(table, asked);
const rows = Int32Array.from([...outer.training.rows, ...outer.validation.rows]).sort();
const rated = (learningRate: number): Optimizer => adam({ learningRate });
const training = { layers: [8], activation: relu, optimizer: rated(0.01), epochs: 9, batch: 32, patience: 9, seed: 0 };

const found = (of: Table): Promise<SearchState> =>
  search(of, { prepare: asked, rows, space: usualSpace(rows.length, new Set(), rated), training, trials: 4 });

describe("search", () => {
  test("the rows of the final test are not looked at: with others in their place it finds the same", async () => {
    const [head = "", ...lines] = text.trim().split(/\r?\n/);
    const kept = new Set(rows);
    // Every number of these rows becomes another one, and their species the one of another row.
    const others = lines.map((line, i) =>
      kept.has(i)
        ? line
        : line
            .replace(/\d+(\.\d+)?/g, (n) => String(Number(n) * 1.7 + 11))
            .replace(/^\w+/, lines[(i + 170) % lines.length]!.split(",")[0]!),
    );
    const changed = others.filter((line, i) => line !== lines[i]).length;
    expect(changed).toBeGreaterThan(30);
    expect(await found(parseCsv(`${[head, ...others].join("\n")}\n`))).toEqual(await found(table));
  });
  test("what is fixed is not in the space; an L1 penalty keeps L2 out of it", () => {
    const names = (...fixed: string[]): string[] => Object.keys(usualSpace(100, new Set(fixed), rated)).sort();
    expect(names()).toEqual(["activations", "batch", "dropout", "l2", "layers", "learningRate", "optimizer"]);
    expect(names("l1")).toEqual(["activations", "batch", "dropout", "layers", "learningRate", "optimizer"]);
    expect(names("layers", "batch")).toEqual(["activations", "dropout", "l2", "learningRate", "optimizer"]);
  });
});
