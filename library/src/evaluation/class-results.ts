import { type Confusion, ratio, tallies } from "../nn/metrics/_confusion.ts";

/** How well one class is known; null where there is nothing to divide by. */
export interface ClassResult {
  readonly name: string;
  /** The share of right ones among the answers of this class. */
  readonly precision: number | null;
  /** The share of rows of this class that were known. */
  readonly recall: number | null;
  /** The harmonic mean of the two. */
  readonly f1: number | null;
  /** Rows of this class, and answers of this class. */
  readonly support: number;
  readonly answered: number;
}

/** Precision, recall and F1 of every class. */
export function classResults(confusion: Confusion): readonly ClassResult[] {
  const share = (part: number, whole: number): number | null => (whole === 0 ? null : ratio(part, whole));
  return tallies(confusion).map(({ right, answered, support }, k) => ({
    name: String(confusion.classes[k]),
    precision: share(right, answered),
    recall: share(right, support),
    f1: share(2 * right, answered + support),
    support,
    answered,
  }));
}

/** A wrong answer that was given several times. */
export interface FrequentError {
  readonly truth: string;
  readonly answer: string;
  readonly count: number;
}

/** The wrong answers that were given most often, at most ten. */
export function frequentErrors(confusion: Confusion, most = 10): readonly FrequentError[] {
  const { classes, counts } = confusion;
  return counts
    .flatMap((row, i) =>
      row.flatMap((count, j) =>
        i === j || count === 0 ? [] : [{ truth: String(classes[i]), answer: String(classes[j]), count }],
      ),
    )
    .sort((a, b) => b.count - a.count)
    .slice(0, most);
}
