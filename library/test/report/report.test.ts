import { readFileSync } from "node:fs";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { compareOutputs } from "../../src/evaluation/comparison.ts";
import { type CaveatFacts, caveatsOf } from "../../src/experiment/caveats.ts";
import { example, numbersIn, randomAnswers, reportFor, tableOf, tasks } from "./_reports.ts";

const schema = JSON.parse(readFileSync(new URL("../../schemas/report.schema.json", import.meta.url), "utf8"));
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(schema);
const errorsOf = (report: unknown): string[] => {
  validate(JSON.parse(JSON.stringify(report)));
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
};

describe("real reports are as their schema says", () => {
  for (const [file, target] of [
    ["breast-cancer.csv", "class"],
    ["penguins.csv", "Species"],
    ["diabetes.csv", "progression"],
    ["digits.csv.gz", "digit"],
  ] as const)
    test(file, async () => {
      const report = await reportFor(await example(file), target, 0, 6);
      expect(errorsOf(report)).toEqual([]);
      expect(numbersIn(report).filter(({ value }) => !Number.isFinite(value))).toEqual([]);
      expect(report.results[0]!.importance!.columns.length).toBeGreaterThan(3);
      expect(report.results[0]!.comparison.network.worst.every(({ line }) => line! >= 2)).toBe(true);
    });
  test("a table with a test of one row, and one with constant answers", async () => {
    const few = tableOf(`x,y\n${Array.from({ length: 6 }, (_, i) => `${i * i},${i + 0.5}`).join("\n")}\n`);
    const report = await reportFor(few, "y");
    expect(report.split.test).toBe(1);
    expect(errorsOf(report)).toEqual([]);
    expect(report.caveats.map(({ code }) => code)).toContain("few rows");
  });
  test("what the schema does not know is refused", async () => {
    const report = await reportFor(await example("iris.csv"), "class", 0, 2);
    expect(errorsOf({ ...report, luck: 1 })).toEqual([expect.stringContaining("luck")]);
    expect(errorsOf({ ...report, curve: [{ epoch: 0, loss: 1 }] })).not.toEqual([]);
    const { network: _, ...rest } = report;
    expect(errorsOf(rest)).toEqual([expect.stringContaining("network")]);
  });
});

test("the same seed gives the same report, another seed another", async () => {
  const table = await example("iris.csv");
  const [first, again, other] = [
    await reportFor(table, "class", 3),
    await reportFor(table, "class", 3),
    await reportFor(table, "class", 4),
  ];
  expect(again).toEqual(first);
  expect(other.results).not.toEqual(first.results);
  expect(first.best!.epoch).toBeGreaterThan(0);
});

describe("caveats", () => {
  const { truth, outputs } = randomAnswers(tasks.classes, 300);
  const constant = truth.flatMap(() => [0.4, 0.3, 0.3]);
  const comparison = compareOutputs({
    task: tasks.classes,
    truth,
    outputs: { network: outputs, linear: outputs, constant },
  });
  const good: CaveatFacts = { findings: [], curve: [], results: [{ target: "y", comparison }] };
  const codes = (facts: Partial<CaveatFacts>): string[] => caveatsOf({ ...good, ...facts }).map(({ code }) => code);
  const curve = (...points: [loss: number, validation: number][]) =>
    points.map(([loss, validation], i) => ({ epoch: i + 1, loss, validation }));
  test("none without a reason", () => {
    expect(codes({ curve: curve([1, 1], [0.5, 0.6]) })).toEqual([]);
  });
  test("what the curve tells", () => {
    expect(codes({ curve: curve([1, 1], [0.1, 0.6]) })).toEqual(["overfit"]);
    expect(codes({ curve: curve([1, 1], [0.9, 1.1], [0.8, 1.2]) })).toEqual(["validation never improved"]);
    expect(codes({ curve: [{ epoch: 1, loss: 1, validation: undefined }] })).toEqual([]);
  });
  test("what the table tells", () => {
    const leak = { code: "W207", column: "x", count: 9, value: 0.995 } as const;
    expect(caveatsOf({ ...good, findings: [leak] })).toEqual([{ code: "leak suspected", column: "x", share: 0.995 }]);
  });
  test("what the result tells", () => {
    const few = randomAnswers(tasks.binary, 12);
    const never = few.truth.map(() => 0.1);
    const small = compareOutputs({
      task: tasks.binary,
      truth: few.truth,
      outputs: { network: never, linear: never, constant: never },
    });
    const found = codes({ results: [{ target: "y", comparison: small }] });
    expect(found).toEqual(["no better than baseline", "few rows", "wide interval", "classes never predicted"]);
    const kept = truth.flatMap((name, i) => (name === "c" ? [] : [i]));
    const part = compareOutputs({
      task: tasks.classes,
      truth: kept.map((i) => truth[i]!),
      outputs: Object.fromEntries(
        Object.entries({ network: outputs, linear: outputs, constant }).map(([name, all]) => [
          name,
          kept.flatMap((i) => all.slice(3 * i, 3 * i + 3)),
        ]),
      ) as Record<"network" | "linear" | "constant", number[]>,
    });
    expect(codes({ results: [{ target: "y", comparison: part }] })).toContain("classes never tested");
  });
});
