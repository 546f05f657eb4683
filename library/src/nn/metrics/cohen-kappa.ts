import { type Answer, confusion, ratio, tallies } from "./_confusion.ts";

/** Agreement beyond chance, (pₒ − pₑ)/(1 − pₑ); 1 where both name one class only. Source: Cohen 1960. */
export function cohenKappa(truth: readonly Answer[], answers: readonly Answer[]): number {
  const each = tallies(confusion(truth, answers));
  const rows = truth.length;
  const observed = each.reduce((sum, { right }) => sum + right, 0) / rows;
  const expected = each.reduce((sum, { answered, support }) => sum + (answered / rows) * (support / rows), 0);
  return expected === 1 ? 1 : ratio(observed - expected, 1 - expected);
}
