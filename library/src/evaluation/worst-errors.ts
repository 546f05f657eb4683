import type { ClassAnswers, NumberAnswers } from "./statistics.ts";

/** A row whose answer is far from the truth. */
export interface WorstError {
  /** Its place among the rows that were judged, from 0. */
  readonly row: number;
  /** Its line in the file, where that is known. */
  readonly line?: number;
  readonly truth: string | number;
  readonly answer: string | number;
  /** For classes: the probabilities that were given to the answer and to the truth. */
  readonly sure?: number;
  readonly givenToTruth?: number;
  /** For numbers: truth − answer. */
  readonly residual?: number;
}

const most = 10;

/** The rows of the greatest loss, the first one first where they are equal. */
function greatest(losses: ArrayLike<number>, among: (row: number) => boolean): number[] {
  return Array.from({ length: losses.length }, (_, row) => row)
    .filter(among)
    .sort((a, b) => losses[b]! - losses[a]! || a - b)
    .slice(0, most);
}

const lineOf = (row: number, lines: ArrayLike<number> | undefined): { line?: number } =>
  lines === undefined ? {} : { line: lines[row]! };

/** The ten wrong answers that gave the truth the least probability. */
export function worstClasses(
  { truth, answers, probabilities }: ClassAnswers,
  names: readonly string[],
  lines?: ArrayLike<number>,
): readonly WorstError[] {
  const width = probabilities.length / truth.length;
  const given = (row: number, k: number): number => {
    if (width > 1) return probabilities[row * width + k]!;
    return k === 1 ? probabilities[row]! : 1 - probabilities[row]!;
  };
  const losses = Float64Array.from(truth, (own, row) => -given(row, own));
  return greatest(losses, (row) => truth[row] !== answers[row]).map((row) => ({
    row,
    ...lineOf(row, lines),
    truth: names[truth[row]!]!,
    answer: names[answers[row]!]!,
    sure: given(row, answers[row]!),
    givenToTruth: given(row, truth[row]!),
  }));
}

/** The ten answers that are farthest from the truth. */
export function worstNumbers({ truth, answers }: NumberAnswers, lines?: ArrayLike<number>): readonly WorstError[] {
  const residuals = truth.map((own, row) => own - answers[row]!);
  return greatest(residuals.map(Math.abs), (row) => residuals[row] !== 0).map((row) => ({
    row,
    ...lineOf(row, lines),
    truth: truth[row]!,
    answer: answers[row]!,
    residual: residuals[row]!,
  }));
}
