import { sizeOf, stridesOf } from "../graph/shape.ts";
import type { DerivationStep } from "./derivation.ts";
import { type Equation, equals, math } from "./equation.ts";
import { winnerLetters } from "./index-notation.ts";
import type { Sentence } from "./sentences/sentence.ts";
import { timeEquations } from "./through-time.ts";
import type { Writer } from "./writer.ts";

/** What is told of a line besides its equation. */
export interface Aside {
  readonly sentence: Sentence;
  readonly equations: readonly Equation[];
}

/** What is told of a line besides, as far as the reader wants to see it. */
export function asidesOf(writer: Writer, step: DerivationStep): readonly Aside[] {
  const asides: Aside[] = [];
  const winners = writer.view.depth < 2 ? [] : winnerEquations(writer, step);
  if (winners.length > 0) asides.push({ sentence: { key: "winners" }, equations: winners });
  const { throughTime } = step;
  if (throughTime !== undefined && writer.view.depth >= 3) {
    const told = throughTime(writer.view.cell[0]);
    if (told !== undefined)
      asides.push({
        sentence: { key: "throughTime", of: told.of, row: told.row + 1, rows: told.rows },
        equations: timeEquations(writer, told),
      });
  }
  return asides;
}

/** For a maximum under windows: which place inside of its window won, axis by axis, counted from 1. */
function winnerEquations(writer: Writer, step: DerivationStep): readonly Equation[] {
  const { rule } = step;
  if (rule.kind !== "reduce" || rule.reduction !== "max" || !writer.isWoven(step)) return [];
  const { shape, values } = step.operands[0]!;
  const kept = shape.flatMap((_, axis) => (rule.axes.includes(axis) ? [] : [axis]));
  const [own, strides] = [stridesOf(shape), stridesOf(kept.map((axis) => shape[axis]!))];
  const winners = rule.axes.map(() => new Float64Array(sizeOf(step.shape)));
  for (let i = values.length - 1; i >= 0; i--) {
    const position = shape.map((size, axis) => Math.floor(i / own[axis]!) % size);
    const element = kept.reduce((sum, axis, k) => sum + strides[k]! * position[axis]!, 0);
    // Going backwards, the first of several that are equal is put down last.
    if (values[i] === step.values[element])
      rule.axes.forEach((axis, which) => {
        winners[which]![element] = position[axis]! + 1;
      });
  }
  const letters = winnerLetters(writer, step);
  return rule.axes.flatMap((axis, which): Equation[] =>
    shape[axis] === 1
      ? []
      : [[math(letters[which]!), equals, writer.matrix(winners[which]!, step.shape, writer.isTurned(step))]],
  );
}
