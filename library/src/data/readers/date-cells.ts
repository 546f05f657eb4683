import { isMissing } from "./cells.ts";
import type { ColumnCells, Finished } from "./column-cells.ts";
import { type DateOrder, type DateParts, datePartsOf, dayOf, orderOf } from "./dates.ts";
import { type Growing, growingNumbers } from "./growing.ts";
import { Noticed, ownText } from "./noticed.ts";
import type { ColumnReading, Decision } from "./reading.ts";

/** How many different dates are remembered: dates of a column repeat, and reading one takes long. */
const remembered = 10_000;

/** A cell that was taken apart, with its day in either order. */
interface Known {
  readonly parts: DateParts | undefined;
  readonly days: Readonly<Record<DateOrder, number>>;
}

function read(cell: string): Known {
  const parts = datePartsOf(cell);
  const day = (order: DateOrder): number => (parts === undefined ? Number.NaN : dayOf(parts, order));
  return { parts, days: { "month first": day("month first"), "day first": day("day first") } };
}

/** Dates, in the order of the column; in both orders while there are some of which nothing tells which number is the day. */
export class DateCells implements ColumnCells {
  private readonly reading: Extract<ColumnReading, { kind: "date" }>;
  private open: boolean;
  private order: DateOrder;
  private days = growingNumbers();
  private otherDays: Growing<Float64Array> | undefined;
  private readonly known = new Map<string, Known>();
  private bad = new Noticed();
  private otherBad: Noticed | undefined;
  private readonly undecided = new Noticed();

  constructor({ reading, open = false }: Decision) {
    this.reading = reading as Extract<ColumnReading, { kind: "date" }>;
    this.order = this.reading.order ?? "month first";
    this.open = open;
  }

  push(cell: string, line: number): void {
    const { parts, days } = this.known.get(cell) ?? this.learn(cell);
    if (this.open && parts?.open === true) {
      this.otherDays ??= this.days.copy();
      this.otherBad ??= this.bad.copy();
      const told = orderOf(parts);
      if (told !== undefined) this.close(told);
    }
    const day = days[this.order];
    this.days.push(day);
    if (Number.isNaN(day) && !isMissing(cell)) this.bad.add(cell, line);
    if (this.otherDays === undefined) return;
    const other = days["day first"];
    this.otherDays.push(other);
    if (Number.isNaN(other) && !isMissing(cell)) this.otherBad!.add(cell, line);
    if (parts?.open === true) this.undecided.add(cell, line);
  }

  private learn(cell: string): Known {
    const known = read(cell);
    if (this.known.size < remembered) this.known.set(ownText(cell), known);
    return known;
  }

  pushPlace(text: string, from: number, to: number, line: number): void {
    this.push(text.slice(from, to), line);
  }

  /** A date has told which number is the day. */
  private close(order: DateOrder): void {
    this.open = false;
    this.order = order;
    if (order === "day first") [this.days, this.bad] = [this.otherDays!, this.otherBad!];
    this.otherDays = undefined;
  }

  finish(name: string): Finished {
    const values = this.days.joined();
    const of = values.length;
    // Once dates were read in an order, other files must be read in it too.
    const told = this.open && this.undecided.count === 0 ? {} : { order: this.order };
    return {
      column: { kind: "date", name, values },
      reading: { kind: "date", ...told },
      findings: [
        ...(this.open
          ? this.undecided.finding(name, of, "date order", {
              value: this.order,
              change: { types: `${name}=date-day-first` },
            })
          : []),
        ...this.bad.finding(name, of, "text", { expected: "date" }),
      ],
    };
  }
}
