import { categoryOf, type Fitted } from "./encoders/_encoder.ts";
import { columnOf, type Table } from "./table.ts";

/** What rows hold that the training rows did not. */
export interface Novelty {
  readonly column: string;
  readonly kind: "category" | "range";
  readonly count: number;
  /** The first few, as text. */
  readonly examples: readonly string[];
  readonly lines: readonly number[];
}

/** How many standard deviations from the mean still count as seen. */
const reach = 5;

/** Categories that training never saw, and numbers far outside its values. */
export function noveltyOf(table: Table, encoders: readonly Fitted[]): readonly Novelty[] {
  return encoders.flatMap((fitted): Novelty[] => {
    const column = columnOf(table, fitted.column);
    const facts = fitted as unknown as Record<string, unknown>;
    const known =
      facts["categories"] ?? (facts["shares"] === undefined ? undefined : Object.keys(facts["shares"] as object));
    const examples: string[] = [];
    const lines: number[] = [];
    let count = 0;
    const note = (row: number, text: string): void => {
      count++;
      if (lines.length < 3) lines.push(table.lineOf(row));
      if (examples.length < 3 && !examples.includes(text)) examples.push(text);
    };
    if (Array.isArray(known)) {
      const seen = new Set(known as string[]);
      for (let row = 0; row < table.rowCount; row++) {
        const category = categoryOf(column, row);
        if (category !== undefined && !seen.has(category)) note(row, category);
      }
    } else if (fitted.kind === "standardize" && column.kind === "numeric") {
      const { shift, scale } = facts as { shift: number; scale: number };
      column.values.forEach((value, row) => {
        if (Math.abs(value - shift) > reach * scale) note(row, String(value));
      });
    }
    if (count === 0) return [];
    return [{ column: fitted.column, kind: Array.isArray(known) ? "category" : "range", count, examples, lines }];
  });
}
