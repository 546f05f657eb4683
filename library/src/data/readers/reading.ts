import type { Finding } from "../findings.ts";
import type { ColumnKind } from "../table.ts";
import { hasLeadingZero, isMissing, numberOf } from "./cells.ts";
import { type DateOrder, type DateParts, datePartsOf, dayOf, orderOf } from "./dates.ts";
import { type FoundStyle, type NumberStyle, styleOf, writtenNumber } from "./written-numbers.ts";

/** How the cells of a column are read: plain data, which reads another file in the same way. */
export type ColumnReading =
  | { readonly kind: "numeric"; readonly style?: NumberStyle }
  | { readonly kind: "date"; readonly order?: DateOrder }
  | { readonly kind: "categorical" };

/** What a column may be asked to be read as. */
export type AskedKind = ColumnKind | "date-day-first" | "date-month-first" | ColumnReading;

/** A decision, with what there is to say about it. */
export interface Decision {
  readonly reading: ColumnReading;
  /** Dates that may be read in two ways: nothing has told yet which number is the day. */
  readonly open?: boolean;
  /** Plain numbers without decimals: one such as `007` may still come and show that they are identifiers. */
  readonly whole?: boolean;
  /** What is said about the rule by which numbers are written. */
  readonly rule?: Pick<Finding, "value" | "change">;
  readonly note?: "leading zeros" | "mixed dates";
}

/** The share of present cells that must be numbers (or dates) for a column to be read as such. */
const majority = 0.9;
/** With fewer cells than this, one that does not fit is no stray. */
const enough = 20;

/** Whether so many cells fit that the others are strays. */
const mostly = (count: number, all: number): boolean => count === all || (all >= enough && count >= majority * all);

/** How a column is read whose kind is asked for. */
export function askedReading(asked: AskedKind): ColumnReading {
  if (typeof asked !== "string") return asked;
  if (asked === "date-day-first") return { kind: "date", order: "day first" };
  if (asked === "date-month-first") return { kind: "date", order: "month first" };
  return { kind: asked };
}

/** How the first cells of a column say that it is read: numbers or dates where almost all are, else categories. */
export function decide(cells: readonly string[], decimal: "." | ",", asked?: ColumnReading): Decision {
  const present = cells.filter((cell) => !isMissing(cell));
  if (asked?.kind === "categorical") return { reading: asked };
  if (asked?.kind === "date") return asked.order === undefined ? dateDecision(present) : { reading: asked };
  if (asked?.kind === "numeric" && asked.style !== undefined) return { reading: asked };
  const numbers = present.filter((cell) => !Number.isNaN(numberOf(cell, decimal)));
  const plain = numbers.length;
  const whole = asked === undefined && !numbers.some((cell) => cell.includes(decimal));
  if (whole && plain > 0 && mostly(plain, present.length) && numbers.some(hasLeadingZero))
    return { reading: { kind: "categorical" }, note: "leading zeros" };
  if (plain === present.length) return { reading: { kind: "numeric" }, whole };
  const found = styleOf(present, decimal);
  const styled =
    found === undefined ? 0 : present.filter((cell) => !Number.isNaN(writtenNumber(cell, found.style))).length;
  if (asked !== undefined) return styled > plain ? written(found!) : { reading: asked };
  const dates = datesIn(present);
  if (dates.length >= majority * present.length) {
    const orders = new Set(dates.map(orderOf));
    return orders.has("day first") && orders.has("month first")
      ? { reading: { kind: "categorical" }, note: "mixed dates" }
      : dateDecision(present);
  }
  if (styled > plain && mostly(styled, present.length)) return written(found!);
  return mostly(plain, present.length) ? { reading: { kind: "numeric" }, whole } : { reading: { kind: "categorical" } };
}

const written = ({ style, rule, open }: FoundStyle): Decision => ({
  reading: { kind: "numeric", style },
  rule: { value: rule, ...(open ? { change: { decimal: style.thousands } } : {}) },
});

/** Dates of the calendar, in one order or the other. */
function datesIn(cells: readonly string[]): DateParts[] {
  return cells
    .flatMap((cell) => datePartsOf(cell) ?? [])
    .filter((parts) => !Number.isNaN(dayOf(parts, "month first")) || !Number.isNaN(dayOf(parts, "day first")));
}

/** A column of dates: its order is that for which more dates speak. */
function dateDecision(present: readonly string[]): Decision {
  const dates = datesIn(present);
  const count = (order: DateOrder): number => dates.filter((parts) => orderOf(parts) === order).length;
  const [day, month] = [count("day first"), count("month first")];
  if (day + month > 0) return { reading: { kind: "date", order: day > month ? "day first" : "month first" } };
  return { reading: { kind: "date" }, open: true };
}
