/** Which number comes first in a date such as 3/5/2024. */
export type DateOrder = "day first" | "month first";

const time = /^(?:T|\s+)(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s*(?:([AaPp])[Mm])?\s*(?:Z|([+-])(\d{2}):?(\d{2}))?$/;
const yearFirst = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)/;
const chinese = /^(\d{4})\s?年\s?(\d{1,2})\s?月\s?(\d{1,2})\s?[日号]/;
const dotted = /^(\d{1,2})\.(\d{1,2})\.(\d{4})(?!\d)/;
const ordered = /^(\d{1,2})[-/](\d{1,2})[-/](\d{4})(?!\d)/;
const monthNamed = /^([A-Za-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)/;
const dayNamed = /^(\d{1,2})(?:st|nd|rd|th)?[-\s]+([A-Za-z]{3,9})\.?,?[-\s]+(\d{4})(?!\d)/;

const months = [
  ...["january", "february", "march", "april", "may", "june"],
  ...["july", "august", "september", "october", "november", "december"],
];

function monthOf(name: string): number {
  const short = name.toLowerCase();
  return (
    1 +
    months.findIndex(
      (month) => month === short || month.slice(0, 3) === short || (short === "sept" && month === "september"),
    )
  );
}

/** A date taken apart; where its order is open, `month` is the number that comes first. */
export interface DateParts {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  /** The time of day in days, in UTC. */
  readonly time: number;
  readonly open: boolean;
}

/** Dates are short; longer cells are texts. */
const longest = 40;

/** Every way to write a date: its form, and what its three numbers are. */
const forms: readonly (readonly [form: RegExp, year: number, month: number, day: number])[] = [
  [yearFirst, 1, 2, 3],
  [ordered, 3, 1, 2],
  [dotted, 3, 2, 1],
  [chinese, 1, 2, 3],
  [monthNamed, 3, 1, 2],
  [dayNamed, 3, 2, 1],
];

/** Takes a cell apart as a date; undefined where it is written as none. */
export function datePartsOf(cell: string): DateParts | undefined {
  if (cell.length < 8 || cell.length > longest) return undefined;
  const text = cell.trim();
  for (const [form, year, month, day] of forms) {
    const match = form.exec(text);
    if (match === null) continue;
    const clock = timeOf(text.slice(match[0].length));
    if (clock === undefined) return undefined;
    const name = match[month]!;
    return {
      year: Number(match[year]),
      month: /\d/.test(name) ? Number(name) : monthOf(name),
      day: Number(match[day]),
      time: clock,
      open: form === ordered,
    };
  }
  return undefined;
}

/** The time of day behind a date, as a share of a day; undefined where it is none. */
function timeOf(text: string): number | undefined {
  if (text === "") return 0;
  const match = time.exec(text);
  if (match === null) return undefined;
  const [hour, minute, second] = match.slice(1, 4).map((part) => Number(part ?? 0)) as [number, number, number];
  const half = match[4]?.toLowerCase();
  if (hour > (half === undefined ? 23 : 12) || minute > 59 || second > 60) return undefined;
  const hours = half === undefined ? hour : (hour % 12) + (half === "p" ? 12 : 0);
  const shift = (match[5] === "-" ? 1 : -1) * (Number(match[6] ?? 0) * 60 + Number(match[7] ?? 0));
  return (hours * 3600 + minute * 60 + second + 60 * shift) / 86_400;
}

/** Parts of a date as days since 1970-01-01 UTC; NaN where the calendar has no such day. */
export function dayOf({ year, month, day, time: clock, open }: DateParts, order: DateOrder): number {
  const [m, d] = open && order === "day first" ? [day, month] : [month, day];
  const start = Date.UTC(year, m - 1, d);
  // 31 February would move on to March.
  const date = new Date(start);
  return date.getUTCMonth() === m - 1 && date.getUTCDate() === d ? start / 86_400_000 + clock : Number.NaN;
}

/**
 * A cell as days since 1970-01-01 UTC; NaN where it is no date of the calendar.
 *
 * `2024-02-29`, `2024/2/29`, `2024-02-29 13:05`, `29.02.2024`, `2024年2月29日`, `Feb 29, 2024`, `29 Feb 2024`, and
 * `2/29/2024` or `29/2/2024` by the order.
 */
export function dateOf(cell: string, order: DateOrder = "month first"): number {
  const parts = datePartsOf(cell);
  return parts === undefined ? Number.NaN : dayOf(parts, order);
}

/** What a date tells about the order of its column: a number beyond 12 is a day. */
export function orderOf({ open, month, day }: DateParts): DateOrder | undefined {
  if (!open || month > 12 === day > 12) return undefined;
  return month > 12 ? "day first" : "month first";
}
