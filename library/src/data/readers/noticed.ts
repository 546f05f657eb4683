import type { Finding } from "../findings.ts";

/** A text that does not hold on to the piece of the file that it was cut from. */
export function ownText(text: string): string {
  // Engines copy texts that are shorter than this anyway.
  return text.length < 13 ? text : text.split("").join("");
}

/** Cells worth telling of one kind: how many there are, and the first three with their lines. */
export class Noticed {
  count = 0;
  private readonly lines: number[] = [];
  private readonly examples: string[] = [];

  add(cell: string, line: number): void {
    this.count++;
    if (this.lines.length === 3) return;
    this.lines.push(line);
    this.examples.push(ownText(cell.trim().slice(0, 40)));
  }

  /** The same cells, to go on with apart. */
  copy(): Noticed {
    const other = new Noticed();
    other.count = this.count;
    other.lines.push(...this.lines);
    other.examples.push(...this.examples);
    return other;
  }

  /** W201 with these cells, where there are any. */
  finding(column: string, of: number, kind: string, facts: Partial<Finding> = {}): readonly Finding[] {
    const { count, lines, examples } = this;
    if (count === 0) return [];
    return [{ code: "W201", kind, column, count, of, lines, example: examples[0]!, examples, ...facts }];
  }
}
