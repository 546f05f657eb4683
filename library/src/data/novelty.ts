import { categoryOf, type Fitted } from "./encoders/_encoder.ts";
import { encoders as all } from "./encoders/index.ts";
import { columnOf, type Table } from "./table.ts";

/** What rows hold that the training rows did not. */
export interface Novelty {
  readonly column: string;
  readonly kind: "category" | "range";
  readonly count: number;
  /** The first few, as text; for numbers also from where to where training had them. */
  readonly examples: readonly string[];
  readonly lines: readonly number[];
  readonly range?: readonly [least: number, most: number];
}

/** How many examples and lines are kept. */
const fewest = 3;

/** Counts, table by table, categories that training never saw and numbers outside its range. */
export class NoveltyCounter {
  private readonly watched: readonly Watched[];

  constructor(encoders: readonly Fitted[]) {
    this.watched = encoders.map((fitted) => new Watched(fitted));
  }

  add(table: Table): void {
    for (const one of this.watched) one.add(table);
  }

  /** What was found so far, in the order of the encoders. */
  found(): readonly Novelty[] {
    return this.watched.flatMap((one) => (one.count === 0 ? [] : [one.novelty()]));
  }
}

class Watched {
  count = 0;
  private readonly fitted: Fitted;
  private readonly known: ReadonlySet<string> | undefined;
  private readonly range: readonly [number, number] | undefined;
  private readonly examples: string[] = [];
  private readonly lines: number[] = [];

  constructor(fitted: Fitted) {
    this.fitted = fitted;
    const seen = all[fitted.kind]!.seen(fitted);
    if (seen.kind === "categories") this.known = new Set(seen.names);
    else this.range = [seen.least, seen.most];
  }

  add(table: Table): void {
    const column = columnOf(table, this.fitted.column);
    const note = (row: number, text: string): void => {
      this.count++;
      if (this.lines.length < fewest) this.lines.push(table.lineOf(row));
      if (this.examples.length < fewest && !this.examples.includes(text)) this.examples.push(text);
    };
    if (this.known !== undefined)
      for (let row = 0; row < table.rowCount; row++) {
        const category = categoryOf(column, row);
        if (category !== undefined && !this.known.has(category)) note(row, category);
      }
    else if (column.kind !== "categorical") {
      const [least, most] = this.range!;
      const text = (value: number): string =>
        column.kind === "date" ? new Date(value * 86_400_000).toISOString().slice(0, 10) : String(value);
      column.values.forEach((value, row) => {
        if (value < least || value > most) note(row, text(value));
      });
    }
  }

  novelty(): Novelty {
    const { fitted, count, examples, lines, range } = this;
    const kind = range === undefined ? "category" : "range";
    return { column: fitted.column, kind, count, examples, lines, ...(range === undefined ? {} : { range }) };
  }
}

/** The same for a single table. */
export function noveltyOf(table: Table, encoders: readonly Fitted[]): readonly Novelty[] {
  const counter = new NoveltyCounter(encoders);
  counter.add(table);
  return counter.found();
}
