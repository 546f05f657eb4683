/** The one way in which the numbers of a column are written, where it is not the plain one. */
export interface NumberStyle {
  /** What stands before every number: a sign or code of a currency. */
  readonly before: string;
  /** What stands after every number: a percent sign, a currency, a unit. */
  readonly after: string;
  readonly thousands: "" | "," | "." | " " | "'";
  readonly decimal: "." | ",";
}

/** Numbers of a reasonable length; longer cells are texts. */
const longest = 48;
const currencies = new Set(Intl.supportedValuesOf("currency"));
const anatomy =
  /^(\()?\s*([+-])?\s*(\p{Sc}|[A-Z]{3}|[A-Z]{1,2}\$)?\s*([+-])?\s*(\d(?:[\d.,' ]*\d)?|[.,]\d+)(e[+-]?\d+)?\s*([%‰]|\p{Sc}|[\p{L}°][\p{L}\p{M}°µ²³/·]{0,11})?\s*(\))?$/u;

/** Full-width signs as the usual ones, every minus and every space as the plain one. */
function normalized(cell: string): string {
  return cell
    .replace(/[\uFF01-\uFF5E]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
    .replaceAll("\uFFE5", "¥")
    .replaceAll("\uFFE1", "£")
    .replace(/[\u2212\u2012\u2013\uFE63]/g, "-")
    .replace(/[\u00A0\u2009\u202F\u3000]/g, " ")
    .replaceAll("’", "'")
    .trim();
}

/** A cell taken apart: the digits with their separators, and what stands around them. */
interface Parts {
  readonly before: string;
  readonly after: string;
  readonly body: string;
  readonly exponent: string;
  readonly negative: boolean;
}

function partsOf(cell: string): Parts | undefined {
  if (cell.length > longest) return undefined;
  const match = anatomy.exec(normalized(cell));
  if (match === null) return undefined;
  const [, open, sign, before = "", second, body, exponent = "", after = "", close] = match;
  if ((open === undefined) !== (close === undefined) || (sign !== undefined && second !== undefined)) return undefined;
  if (/^[A-Z]{3}$/.test(before) && !currencies.has(before)) return undefined;
  return { before, after, body: body!, exponent, negative: open !== undefined || sign === "-" || second === "-" };
}

const names = { ",": "comma", ".": "point", " ": "space", "'": "apostrophe" } as const;

function afterName(after: string): string {
  if (after === "%") return "percent sign";
  if (after === "‰") return "per mille sign";
  return `${/^\p{Sc}$/u.test(after) || currencies.has(after) ? "currency" : "unit"} ${after}`;
}

const grouped = {
  ",": /^[1-9]\d{0,2}(,\d{3})+$/,
  ".": /^[1-9]\d{0,2}(\.\d{3})+$/,
  " ": /^[1-9]\d{0,2}( \d{3})+$/,
  "'": /^[1-9]\d{0,2}('\d{3})+$/,
} as const;

/** Digits with separators as a number, by a style; NaN where they do not follow it. */
function bodyValue(body: string, { thousands, decimal }: Pick<NumberStyle, "thousands" | "decimal">): number {
  const at = body.indexOf(decimal);
  const whole = at < 0 ? body : body.slice(0, at);
  const decimals = at < 0 ? "" : body.slice(at + 1);
  if (!/^\d*$/.test(decimals)) return Number.NaN;
  if (/^\d*$/.test(whole)) return /^0\d/.test(whole) && at < 0 ? Number.NaN : Number(`${whole}.${decimals}`);
  if (thousands === "" || !grouped[thousands].test(whole)) return Number.NaN;
  return Number(`${whole.replaceAll(thousands, "")}.${decimals}`);
}

/** A cell as a number by the style of its column: `€ 1.234,50` is 1234.5, `(12)` is −12; NaN where it does not follow it. */
export function writtenNumber(cell: string, style: NumberStyle): number {
  const parts = partsOf(cell);
  if (parts === undefined || parts.before !== style.before || parts.after !== style.after) return Number.NaN;
  const value = Number(`${bodyValue(parts.body, style)}${parts.exponent}`);
  return parts.negative ? -value : value;
}

/** What the separators of one number tell: which stands before decimals, which between thousands. */
function evidence(body: string): { decimal?: "." | ","; thousands?: NumberStyle["thousands"]; open?: "," | "." } {
  const space = body.includes(" ") ? " " : body.includes("'") ? "'" : undefined;
  const [points, commas] = [body.split(".").length - 1, body.split(",").length - 1];
  const group = space === undefined ? {} : { thousands: space as " " | "'" };
  if (points > 0 && commas > 0)
    return body.lastIndexOf(".") > body.lastIndexOf(",")
      ? { decimal: ".", thousands: "," }
      : { decimal: ",", thousands: "." };
  if (points === 0 && commas === 0) return group;
  const sign = points > 0 ? "." : ",";
  if (points + commas > 1) return { ...group, thousands: sign };
  // One sign alone: exactly three digits after one to three others may be either.
  return space === undefined && grouped[sign].test(body) ? { open: sign } : { ...group, decimal: sign };
}

const most = <T>(votes: readonly T[]): T | undefined => {
  const counts = new Map<T, number>();
  for (const vote of votes) counts.set(vote, (counts.get(vote) ?? 0) + 1);
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
};

/** A style, and what is said about it. */
export interface FoundStyle {
  readonly style: NumberStyle;
  /** The rule in words of a closed list, joined by commas: `currency €, thousands point, decimal comma`. */
  readonly rule: string;
  /** Whether nothing told that the sign between thousands does not stand before decimals: every cell is like `1,234`. */
  readonly open: boolean;
}

/**
 * The style that most cells of a column share.
 *
 * @param usual what stands before decimals in the rest of the file.
 */
export function styleOf(cells: readonly string[], usual: "." | ","): FoundStyle | undefined {
  const all = cells.flatMap((cell) => partsOf(cell) ?? []);
  const around = most(all.map(({ before, after }) => `${before}\0${after}`));
  if (around === undefined) return undefined;
  const [before, after] = around.split("\0") as [string, string];
  const own = all.filter((parts) => parts.before === before && parts.after === after);
  const told = own.map(({ body }) => evidence(body));
  const asThousands = most(told.flatMap((one) => one.thousands ?? []));
  const asDecimal = most(told.flatMap((one) => one.decimal ?? []));
  const open = most(told.flatMap((one) => one.open ?? []));
  const decimal = asDecimal ?? (asThousands === "," ? "." : asThousands === "." ? "," : usual);
  const thousands = asThousands ?? (open !== undefined && open !== decimal ? open : "");
  const style = { before, after, thousands: thousands === decimal ? "" : thousands, decimal } as const;
  const seen = cells.join("\0");
  const rule = [
    before === "" ? [] : `currency ${before}`,
    after === "" ? [] : afterName(after),
    style.thousands === "" ? [] : `thousands ${names[style.thousands]}`,
    decimal === usual ? [] : `decimal ${names[decimal]}`,
    own.some(({ negative }) => negative) && seen.includes("(") ? "parentheses" : [],
    /[\u2212\u2012\u2013\uFE63\uFF0D]/.test(seen) ? "minus sign" : [],
    /[\uFF10-\uFF19]/.test(seen) ? "full-width digits" : [],
  ].flat();
  return { style, rule: rule.join(", "), open: asThousands === undefined && style.thousands !== "" };
}
