import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));
const printed = (name: string): string =>
  execFileSync(process.execPath, [`examples/${name}.mjs`], { cwd: root, encoding: "utf8" });

test("a weight: a sum, a matrix product, a deep network, an image", () => {
  const text = printed("what-a-weight-is");
  // 0.5·0.1 − 0.5 + 1.8, and so on for the other units.
  expect(text).toMatch(/= 1\.35\n[\s\S]*\(1×4\): 1\.35 {2}1\.50 {2}1\.65 {2}1\.80/);
  expect(text).toMatch(/ŷ = σ\(Z³\)/);
});

test("slopes: partials, transposes, broadcasting, descent, distributions", () => {
  const text = printed("slopes");
  expect(text).toMatch(new RegExp(`${Math.sin(2).toFixed(6)}, ${Math.cos(2).toFixed(6)}`));
  expect(text).toMatch(/1 4 2 5 3 6[\s\S]*14 32 32 77[\s\S]*11 22 33 14 25 36/);
  expect(text).toMatch(/0\.6667 0\.0000 -0\.6667/);
  expect(text).toMatch(/M = 3\.0000, B = 2\.0000/);
  expect(text).toMatch(/0\.3989.*0\.2461.*0\.2240/);
});

test("one step by hand: the known numbers, then convergence", () => {
  const text = printed("one-step-by-hand");
  for (const number of [
    "0.7153",
    "0.7226",
    "0.7348",
    "0.7411",
    "0.7866",
    "0.1188",
    "0.1228",
    "0.1323",
    "0.7644",
    "0.02356",
  ])
    expect(text).toContain(number);
  const answers = /answers ([\d. ]+) for 0 0 1 1/.exec(text)![1]!.trim().split(/\s+/).map(Number);
  expect(answers.map(Math.round)).toEqual([0, 0, 1, 1]);
});

test("three lines: the age is learned", () => {
  const off = Number(/off by ([\d.]+) years/.exec(printed("three-lines"))![1]);
  expect(off).toBeLessThan(0.3);
});

test("four rows: 2,500 steps solve them", () => {
  const text = printed("four-rows");
  const answers = /answers: ([\d. ]+) for/.exec(text)![1]!.trim().split(/\s+/).map(Number);
  [0, 1, 1, 0].forEach((wanted, i) => expect(Math.abs(answers[i]! - wanted)).toBeLessThan(0.1));
});

test("claims: which hold and which do not", () => {
  const verdicts = printed("claims")
    .split("\n")
    .flatMap((line) => /^(holds|FAILS) +(.*)/.exec(line)?.slice(1, 3).join(" ") ?? []);
  expect(verdicts).toHaveLength(7);
  expect(verdicts.filter((line) => line.startsWith("holds"))).toEqual([
    "holds The error falls at every step (learning rate 1).",
  ]);
});
