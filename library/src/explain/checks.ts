import type { Derivation } from "./derivation.ts";
import { checkPartial, positionIn } from "./gradient-check.ts";
import { matrixShape } from "./notation.ts";
import { lossObjective } from "./objective.ts";
import type { StepFacts } from "./step-graph.ts";

/** A derivation in which one cell of every parameter's gradient is checked by the limit that defines it. */
export function withChecks(
  derivation: Derivation,
  facts: StepFacts,
  { cell = [1, 1] }: { readonly cell?: readonly [row: number, column: number] } = {},
): Derivation {
  const objective = lossObjective(facts);
  const byId = new Map(derivation.steps.map((step) => [step.id, step]));
  return {
    ...derivation,
    steps: derivation.steps.map((step) => {
      const of = step.gradientOf === undefined ? undefined : byId.get(step.gradientOf);
      if (of?.rule.kind !== "given" || of.rule.role !== "parameter" || step.rule.kind === "nothing") return step;
      const [rows, columns] = matrixShape(of.shape);
      const row = Math.min(cell[0], rows) - 1;
      const column = Math.min(cell[1], columns) - 1;
      const element = positionIn(of.shape, row * columns + column);
      return { ...step, check: checkPartial(objective, of.label!, element) };
    }),
  };
}
