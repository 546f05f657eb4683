const missing = new Set([
  ...["", "na", "n/a", "n.a.", "n.d.", "nan", "null", "none", "?", "-", "--", ".", "缺失", "无"],
  // What spreadsheets leave behind.
  ...["#n/a", "#div/0!", "#value!", "#ref!", "#name?", "#num!", "#null!"],
]);
const longest = Math.max(...[...missing].map((text) => text.length));

/** Whether a cell says that its value is not known. */
export function isMissing(cell: string): boolean {
  return cell === "" || (cell.length <= longest + 2 && missing.has(cell.trim().toLowerCase()));
}

const plainNumber = /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?\s*$/;
const commaNumber = /^\s*[+-]?(?:\d+|\d{1,3}(?:\.\d{3})+)(?:,\d*)?(?:[eE][+-]?\d+)?\s*$/;

/** A cell as a number, with a point or a comma before the decimals; NaN where it is none. */
export function numberOf(cell: string, decimal: "." | "," = "."): number {
  if (decimal === ".") return plainNumber.test(cell) ? Number(cell) : Number.NaN;
  if (!commaNumber.test(cell)) return plainNumber.test(cell) && !cell.includes(".") ? Number(cell) : Number.NaN;
  return Number(cell.replaceAll(".", "").replace(",", "."));
}

/** Powers of ten that are exact in float64. */
const powers = Float64Array.from({ length: 16 }, (_, i) => Number(`1e${i}`));

/**
 * The number at a place of a text, without cutting it out; NaN where a closer look is needed: it is long, has an exponent
 * or a leading zero, or is no number at all.
 *
 * At most 15 digits and a power of ten up to 10¹⁵ are exact, so their quotient is the nearest float64 of what is written.
 */
export function numberAt(text: string, from: number, to: number, decimalCode: number): number {
  let at = from;
  const negative = text.charCodeAt(at) === 45;
  if (negative) at++;
  if (to - at > 16 || to <= at) return Number.NaN;
  const first = at;
  let [value, point] = [0, -1];
  for (; at < to; at++) {
    const code = text.charCodeAt(at);
    const digit = code - 48;
    if (digit >= 0 && digit <= 9) value = value * 10 + digit;
    else if (code === decimalCode && point < 0) point = at;
    else return Number.NaN;
  }
  const digits = to - first - (point < 0 ? 0 : 1);
  if (digits === 0 || digits > 15 || (digits > 1 && point < 0 && text.charCodeAt(first) === 48)) return Number.NaN;
  if (point >= 0) value /= powers[to - 1 - point]!;
  return negative ? -value : value;
}

const zeroFirst = /^\s*[+-]?0\d+\s*$/;

/** Whether a cell is an identifier rather than a number: whole, with a zero before another digit, such as `007`. */
export function hasLeadingZero(cell: string): boolean {
  return cell.length > 1 && zeroFirst.test(cell);
}
