const missing = new Set(["", "na", "n/a", "nan", "null", "none", "?", "-", "."]);

/** Whether a cell says that its value is not known. */
export function isMissing(cell: string): boolean {
  return cell.length < 5 && (cell === "" || missing.has(cell.trim().toLowerCase()));
}

const plainNumber = /^\s*[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?\s*$/;
const commaNumber = /^\s*[+-]?(\d+|\d{1,3}(\.\d{3})+),?\d*([eE][+-]?\d+)?\s*$/;

/** A cell as a number, with a point or a comma before the decimals; NaN where it is none. */
export function numberOf(cell: string, decimal: "." | "," = "."): number {
  if (decimal === ".") return plainNumber.test(cell) ? Number(cell) : Number.NaN;
  if (!commaNumber.test(cell)) return plainNumber.test(cell) && !cell.includes(".") ? Number(cell) : Number.NaN;
  return Number(cell.replaceAll(".", "").replace(",", "."));
}

/** A cell that a person would read as a number, though it is written otherwise: `1,234`, `12 %`, `$ 3.50`. */
export function looksNumeric(cell: string): boolean {
  return /^[\s$€£¥+-]*\d[\d.,' ]*\s*(%|[a-zA-Z°]{1,3})?\s*$/.test(cell);
}

const isoDate = /^\s*(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:Z)?)?\s*$/;
const dayFirst = /^\s*(\d{1,2})\.(\d{1,2})\.(\d{4})\s*$/;
const slashed = /^\s*(\d{1,2})\/(\d{1,2})\/(\d{4})\s*$/;

/**
 * A cell as days since 1970-01-01 UTC; NaN where it is no date of the calendar.
 *
 * `2024-02-29`, `2024/2/29`, `2024-02-29 13:05`, `29.02.2024`, and `2/29/2024` with the month first.
 */
export function dateOf(cell: string): number {
  const iso = isoDate.exec(cell);
  const german = iso === null ? dayFirst.exec(cell) : null;
  const american = iso === null && german === null ? slashed.exec(cell) : null;
  const parts = iso?.slice(1, 4) ?? (german === null ? undefined : [german[3], german[2], german[1]]);
  const [year, month, day] = (parts ?? (american === null ? [] : [american[3], american[1], american[2]])).map(Number);
  if (year === undefined || month === undefined || day === undefined) return Number.NaN;
  const [hour, minute, second] = (iso?.slice(4, 7) ?? []).map((part) => Number(part ?? 0));
  const time = Date.UTC(year, month - 1, day, hour ?? 0, minute ?? 0, second ?? 0);
  // 31 February would move on to March.
  const date = new Date(time);
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day ? time / 86_400_000 : Number.NaN;
}

/** What ends the lines of a text: the first end that there is. */
export function lineEndOf(text: string): "\n" | "\r\n" | "\r" {
  const at = text.search(/[\r\n]/);
  if (at < 0 || text[at] === "\n") return "\n";
  return text[at + 1] === "\n" ? "\r\n" : "\r";
}
