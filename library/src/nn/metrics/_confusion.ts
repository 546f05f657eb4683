/** An answer: a class by name or number. */
export type Answer = string | number;

/** Counts of rows: `counts[i][j]` rows of class `classes[i]` got the answer `classes[j]`. */
export interface Confusion {
  readonly classes: readonly Answer[];
  readonly counts: readonly (readonly number[])[];
}

/** Numbers by value, then texts in code-unit order. */
function inOrder(a: Answer, b: Answer): number {
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Counts truth against answers, for given classes or all that occur, in order. */
export function confusion(
  truth: readonly Answer[],
  answers: readonly Answer[],
  classes?: readonly Answer[],
): Confusion {
  const all = classes ?? [...new Set([...truth, ...answers])].sort(inOrder);
  const place = new Map(all.map((name, i) => [name, i]));
  const counts = all.map(() => all.map(() => 0));
  truth.forEach((name, row) => {
    const [i, j] = [place.get(name), place.get(answers[row]!)];
    if (i !== undefined && j !== undefined) counts[i]![j]!++;
  });
  return { classes: all, counts };
}

/** Right answers, answers given and rows there are, class by class. */
export interface Tally {
  readonly right: number;
  readonly answered: number;
  readonly support: number;
}

/** The tally of every class. */
export function tallies({ counts }: Confusion): readonly Tally[] {
  return counts.map((row, i) => ({
    right: row[i]!,
    answered: counts.reduce((sum, other) => sum + other[i]!, 0),
    support: row.reduce((sum, count) => sum + count, 0),
  }));
}

/** How the numbers of several classes become one. */
export interface AverageOptions {
  /**
   * `macro`: every class counts the same (unless said otherwise); `weighted`: by its rows; `micro`: over all rows;
   * a class in `of`: that class alone.
   */
  readonly average?: "macro" | "weighted" | "micro";
  /** The class of interest: its own number, without averaging. */
  readonly of?: Answer;
}

/** Averages a number of each class; `rule` gives it from a tally. */
export function averaged(
  truth: readonly Answer[],
  answers: readonly Answer[],
  { average = "macro", of }: AverageOptions,
  rule: (tally: Tally) => number,
): number {
  const table = confusion(truth, answers);
  const each = tallies(table);
  if (of !== undefined) {
    const found = each[table.classes.indexOf(of)];
    return found === undefined ? 0 : rule(found);
  }
  const total = (pick: (tally: Tally) => number): number => each.reduce((sum, tally) => sum + pick(tally), 0);
  if (average === "micro")
    return rule({ right: total((t) => t.right), answered: total((t) => t.answered), support: total((t) => t.support) });
  if (average === "weighted") return total((t) => rule(t) * t.support) / total((t) => t.support);
  return total(rule) / each.length;
}

/** a/b, and 0 where there is nothing to divide by. */
export function ratio(a: number, b: number): number {
  return b === 0 ? 0 : a / b;
}
