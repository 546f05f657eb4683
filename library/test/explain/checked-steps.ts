import { expect } from "vitest";
import { reference } from "../../src/backends/reference/session.ts";
import type { DerivationStep } from "../../src/explain/derivation.ts";
import { enclosure } from "../../src/explain/enclosure.ts";
import { checkPartial } from "../../src/explain/gradient-check.ts";
import { agree, mapValues } from "../../src/explain/lines.ts";
import { nameText } from "../../src/explain/name.ts";
import { writtenInterval } from "../../src/explain/number.ts";
import { lossObjective } from "../../src/explain/objective.ts";
import type { StepFacts } from "../../src/explain/step-graph.ts";
import { text } from "../../src/expr/text.ts";
import { sizeOf } from "../../src/graph/shape.ts";
import { trainingStep } from "../../src/runtime/step.ts";
import { randomStream } from "../../src/util/random.ts";

/** Whether two intervals have a number in common. */
const meet = (a: { lower: number; upper: number }, b: { lower: number; upper: number }): boolean =>
  a.lower <= b.upper && b.lower <= a.upper;

/** Computes a line again, from its operands and from what is printed of them. @returns how many numbers that told something. */
export function checkStep(step: DerivationStep, title: string): number {
  const place = `${title}: ${nameText(step.name)} ${step.rule.kind === "map" ? text(step.rule.formula) : step.rule.kind}`;
  if (step.rule.kind === "map")
    expect(agree(mapValues(step.rule.formula, step.shape, step.operands), step.values), place).toBe(true);
  if (step.short !== undefined)
    expect(agree(mapValues(step.short.formula, step.shape, step.short.operands), step.values), place).toBe(true);
  let told = 0;
  for (const digits of [4, 8]) {
    const intervals = enclosure(step, digits);
    intervals?.forEach((one, i) => {
      if (!Number.isFinite(step.values[i]!)) return;
      if (!meet(one, writtenInterval(step.values[i]!, digits)))
        expect.fail(`${place} [${i}]: ${step.values[i]} is not in ${one.lower} … ${one.upper}`);
      if (Number.isFinite(one.lower) && Number.isFinite(one.upper)) told++;
    });
  }
  return told;
}

/** How many partials were compared with differences, and how many could not be. */
export interface Partials {
  all: number;
  unexplained: number;
}

/** Gradients shown are those of the loss that the engine minimizes, and those that differences give. */
export function compareWithDifferences(
  facts: StepFacts,
  steps: readonly DerivationStep[],
  index: number,
  title: string,
): Partials {
  const counts = { all: 0, unexplained: 0 };
  const objective = lossObjective(facts);
  const random = randomStream(index, 78);
  for (const { name, shape, offset } of objective.blocks) {
    const own = steps.find((one) => one.sentence.key === "givenParameter" && one.label === name)!;
    const shown = steps.find((one) => one.gradientOf === own.id && one.rule.kind !== "nothing")!;
    const exact = objective.gradient.subarray(offset, offset + sizeOf(shape));
    expect(agree(shown.values, exact), `${title}: ∂L/∂${name}`).toBe(true);
    const element = shape.map((size) => random.integer(size));
    const { finding, exact: a, numeric } = checkPartial(objective, name, element);
    // What is 0 comes out as the rounding of numbers inside, which the check cannot know.
    const isNothing = Math.max(Math.abs(a), Math.abs(numeric)) < 1e-11;
    expect(
      isNothing ? ["agrees", "kink", "rounding", "wrong"] : ["agrees", "kink", "rounding"],
      `${title}: ${name} [${element}] ${a} ${numeric}`,
    ).toContain(finding);
    if (finding !== "agrees") counts.unexplained++;
    counts.all++;
  }
  return counts;
}

/** The engine's own step, in the reference: its loss, and what it makes of the weights and slots. */
export async function compareWithEngine(
  facts: StepFacts,
  steps: readonly DerivationStep[],
  loss: number,
  title: string,
): Promise<void> {
  if (facts.mode !== "training") return;
  const { network, rows, optimizer, clip } = facts;
  const { rowCount } = rows;
  const width = rows.inputs.length / rowCount;
  const session = reference().open();
  const step = trainingStep(network, {
    rowCount,
    inputs: width,
    targets: rows.targets.length / rowCount,
    batch: rowCount,
    loss: facts.loss,
    clip,
    optimizer: optimizer!,
  });
  const executable = await session.load(step);
  session.write("inputs", rows.inputs);
  // Not every loss looks at targets.
  if (session.names().includes("targets")) session.write("targets", rows.targets);
  session.write("parameters", facts.weights);
  const states = network.initialStates([width]);
  if (states.length > 0) session.write("layer state", states);
  for (const [name, values] of Object.entries(facts.slots!)) session.write(`slot.${name}`, values);
  const scalars = optimizer!.scalars(optimizer!.learningRate, facts.step!);
  const outputs = executable.run(1, {
    rows: Int32Array.from({ length: rowCount }, (_, i) => i),
    ...Object.fromEntries(Object.entries(scalars).map(([name, value]) => [`scalar.${name}`, [value]])),
    ...(network.streams([width]) > 0 ? { seed: [facts.seed!], step: [facts.step!] } : {}),
  });
  const close = (a: number, b: number): boolean =>
    Object.is(a, b) || Math.abs(a - b) <= 1e-9 * Math.max(1, Math.abs(a), Math.abs(b));
  expect(close(outputs["loss"]![0]!, loss), `${title}: loss ${outputs["loss"]![0]} ${loss}`).toBe(true);
  const find = (name: string): Float64Array | undefined =>
    steps.find((one) => nameText(one.name) === name && one.rule.kind !== "nothing")?.values;
  const next = session.read("parameters");
  let compared = 0;
  for (const { name, shape, offset } of network.parameters([width])) {
    const path = name.split(".").slice(0, -1).join(".");
    const own = steps.find((one) => one.sentence.key === "givenParameter" && one.label === name)!;
    const made = find(`${nameText(own.name)}′`);
    if (made === undefined) continue;
    compared++;
    const gradient = steps.find((one) => one.gradientOf === own.id && one.rule.kind !== "nothing")!;
    for (let i = 0; i < sizeOf(shape); i++)
      // What is nothing but rounding (of a bias that batch norm takes away again) has a sign that optimizers follow.
      if (Math.abs(gradient.values[i]!) > 1e-14 && !close(made[i]!, next[offset + i]!))
        expect.fail(`${title}: ${name} (${path}) [${i}] ${made[i]} ${next[offset + i]}`);
  }
  expect(compared, title).toBe(network.parameters([width]).length);
}
