import { describe, expect, test } from "vitest";
import { rowContributions, withContributions } from "../../src/explain/contributions.ts";
import type { DerivationStep } from "../../src/explain/derivation.ts";
import { explainStep } from "../../src/explain/explain.ts";
import { agree } from "../../src/explain/lines.ts";
import { nameText } from "../../src/explain/name.ts";
import { toHtml } from "../../src/explain/render/html.ts";
import { toJson } from "../../src/explain/render/json.ts";
import { toText } from "../../src/explain/render/text.ts";
import type { StepFacts } from "../../src/explain/step-graph.ts";
import { batchNorm } from "../../src/nn/layers/batch-norm.ts";
import { dense } from "../../src/nn/layers/dense.ts";
import { embedding } from "../../src/nn/layers/embedding.ts";
import { flatten } from "../../src/nn/layers/flatten.ts";
import { meanSquaredError } from "../../src/nn/losses/mean-squared-error.ts";
import { type Layer, sequential } from "../../src/nn/network.ts";
import { facts as golden } from "./golden.ts";
import { draw } from "./random-network.ts";

/** The gradients of parameters in a derivation. */
function gradientsOf(steps: readonly DerivationStep[]): readonly DerivationStep[] {
  return steps.filter(({ gradientOf, rule }) => {
    const of = steps.find(({ id }) => id === gradientOf);
    return of?.sentence.key === "givenParameter" && rule.kind !== "nothing";
  });
}

/** Facts of one row of a batch, with the random numbers of the batch left out. */
function oneRow(facts: StepFacts, row: number): StepFacts {
  const { inputs, targets, rowCount } = facts.rows;
  const cut = (numbers: ArrayLike<number>): number[] => {
    const width = numbers.length / rowCount;
    return Array.from({ length: width }, (_, i) => numbers[row * width + i]!);
  };
  return { ...facts, rows: { inputs: cut(inputs), targets: cut(targets), rowCount: 1 } };
}

describe("what the rows of a batch add to a gradient", () => {
  test("random networks: with what the regularizers add, it is the gradient; each row's is that of the row alone", () => {
    let separable = 0;
    let coupled = 0;
    for (let index = 0; index < 80; index++) {
      const { facts, title } = draw(index);
      const { rowCount } = facts.rows;
      const found = rowContributions(facts);
      const normalizes = facts.mode === "training" && title.includes("batchNorm") && rowCount > 1;
      expect(found === "coupled", title).toBe(normalizes);
      if (found === "coupled") coupled++;
      if (typeof found === "string") continue;
      separable++;
      const derivation = withContributions(explainStep(facts), found);
      const isMean = facts.loss.reduction === "mean" && facts.loss.divisor === undefined;
      const plain = !/dropout|rrelu/.test(title) && rowCount > 1 && isMean;
      const alone = plain ? [0, rowCount - 1].map((row) => explainStep(oneRow(facts, row))) : [];
      for (const [at, step] of gradientsOf(derivation.steps).entries()) {
        const { shares } = step;
        if (shares === undefined || typeof shares === "string") expect.fail(title);
        const place = `${title}: ${nameText(step.name)}`;
        const sum = step.values.map(
          (_, i) => shares.rows.reduce((total, { values }) => total + values[i]!, 0) + (shares.rest?.[i] ?? 0),
        );
        expect(agree(sum, step.values), place).toBe(true);
        const total = shares.rows.reduce((all, { share }) => all + share, 0);
        if (total !== 0) expect(total, place).toBeCloseTo(1, 6);
        for (const [k, { steps }] of alone.entries()) {
          const row = k === 0 ? 0 : rowCount - 1;
          // The row alone has the regularizers in it, and no other rows to share the mean with.
          const own = gradientsOf(steps)[at]!.values.map((value, i) => (value - (shares.rest?.[i] ?? 0)) / rowCount);
          const { values } = shares.rows.find((one) => one.row === row)!;
          expect(agree(own, values), `${place}, row ${row}`).toBe(true);
        }
      }
    }
    expect(separable).toBeGreaterThan(40);
    expect(coupled).toBeGreaterThan(0);
  });
  test("row weights count: a row that weighs nothing adds nothing, the others share the mean by weight", () => {
    const weighted = { ...golden, rows: { ...golden.rows, weights: [1, 0, 3, 0.5] } };
    const found = rowContributions(weighted);
    if (typeof found === "string") expect.fail(found);
    const plain = rowContributions(golden);
    if (typeof plain === "string") expect.fail(plain);
    for (const [name, parts] of found.parts)
      parts.forEach((values, row) => {
        const expected = plain.parts.get(name)![row]!.map((value) => (value * 4 * weighted.rows.weights[row]!) / 4.5);
        expect(agree(values, expected), `${name} ${row}`).toBe(true);
      });
  });
  test("a weight matrix's are outer products of what came in and what came back", () => {
    const found = withContributions(explainStep(golden), rowContributions(golden), { lines: [7, 8, 9, 10] });
    for (const step of gradientsOf(found.steps)) {
      const { shares } = step;
      if (shares === undefined || typeof shares === "string") expect.fail();
      for (const { values, factors } of shares.rows) {
        const [a, d] = factors!;
        a.forEach((p, i) => d.forEach((q, j) => expect(p * q).toBeCloseTo(values[i * d.length + j]!, 14)));
      }
    }
    const text = toText(found, { depth: 3, width: 200 });
    expect(text).toMatch(/Row by row: ∂L\/∂W² is the sum of what the 4 rows add\./);
    expect(text).toMatch(/Row 2 \(line 8\): [-\d.]+ % of it/);
    expect(toText(found, { depth: 2 })).not.toMatch(/Row by row/);
    expect(toHtml(found)).toMatch(/<summary>Row by row/);
    const { rows } = toJson(found).steps.find(({ name }) => name === "∂L/∂W²")!;
    expect(rows!.shares).toHaveLength(4);
  });
  test("batch statistics couple rows, also behind an embedding, which has no gradient by its input", () => {
    const of = (...layers: Layer[]): StepFacts => {
      const network = sequential(...layers);
      const rows = { inputs: [1, 2, 0, 1, 3, 3], targets: [1, 0, 1], rowCount: 3 };
      return { network, rows, weights: network.initialize([2], 4), loss: meanSquaredError, mode: "training" };
    };
    const behind = of(embedding(4, 2), flatten(), batchNorm(), dense(1));
    expect(rowContributions(behind)).toBe("coupled");
    expect(rowContributions({ ...behind, mode: "inference" })).not.toBe("coupled");
    expect(rowContributions(of(embedding(4, 2), flatten(), dense(1)))).not.toBe("coupled");
    const told = withContributions(explainStep(behind), "coupled");
    for (const depth of [1, 3] as const) {
      const text = toText(told, { depth, width: 300 });
      expect(text).toMatch(/rows look at each other/);
      expect(text).not.toMatch(/Row by row|% of it/);
    }
  });
});
