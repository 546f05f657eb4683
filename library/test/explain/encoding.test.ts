import { expect, test } from "vitest";
import { encodeInputs, prepare } from "../../src/data/index.ts";
import { parseCsv } from "../../src/data/readers/csv.ts";
import { encodedColumns, withEncoding } from "../../src/explain/encoding.ts";
import { explainStep } from "../../src/explain/explain.ts";
import { toText } from "../../src/explain/render/text.ts";
import { sigmoid } from "../../src/nn/activations/sigmoid.ts";
import { dense } from "../../src/nn/layers/dense.ts";
import { binaryCrossEntropy } from "../../src/nn/losses/binary-cross-entropy.ts";
import { sequential } from "../../src/nn/network.ts";

const rows = Array.from(
  { length: 30 },
  (_, i) => `${18 + i},${i % 4 === 0 ? "" : 30 + 2 * i},${i % 2 ? "f" : "m"},${i % 3 ? "no" : "yes"}`,
);
const table = await parseCsv(new TextEncoder().encode(`bmi,age,sex,diabetes\n${rows.join("\n")}\n`), "patients.csv");

test("rows of a table: what was read, the rule with its numbers, and what the network sees", () => {
  const { encoders } = prepare(table, { target: "diabetes", seed: 1 });
  const chosen = Int32Array.of(4, 7);
  const inputs = encodeInputs(table, encoders, chosen);
  const width = inputs.length / 2;
  const network = sequential(dense(1, sigmoid));
  const plain = explainStep({
    network,
    rows: { inputs, targets: [1, 0], rowCount: 2 },
    weights: network.initialize([width], 1),
    loss: binaryCrossEntropy,
  });
  const columns = encodedColumns(table, encoders, chosen);
  const derivation = withEncoding(plain, columns);
  expect(columns.map(({ column }) => column)).toEqual(["bmi", "age", "sex"]);
  expect(columns[0]!.raw).toEqual([22, 25]);
  expect(columns[1]!.raw).toEqual(["", 44]);
  expect(columns[2]!.raw).toEqual(["m", "f"]);
  let at = 0;
  for (const { inputs: names, values } of columns) {
    for (let row = 0; row < 2; row++)
      names.forEach((_, i) => expect(values[row * names.length + i]).toBe(inputs[row * width + at + i]));
    at += names.length;
  }
  const scaled = derivation.steps.find(({ id }) => id === "e0")!;
  scaled.values.forEach((value, row) => expect(value).toBeCloseTo(inputs[row * width]!, 6));
  const text = toText(derivation);
  expect(text).toMatch(/bmi′ = \(bmi - [\d.]+\)\/[\d.]+/);
  expect(text).toMatch(/sex = [fm],\s+sex = [fm]/);
});
