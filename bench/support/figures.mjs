// Numbers for people.

/** Three digits, or whole numbers with commas where there are more. */
export function figure(value) {
  if (value === undefined || !Number.isFinite(value)) return "–";
  if (Math.abs(value) >= 100) return Math.round(value).toLocaleString("en");
  return String(Number(value.toPrecision(3)));
}

/** A figure with its range. */
export const withSpread = ({ middle, low, high }) => `${figure(middle)} (${figure(low)}–${figure(high)})`;

/** A table in Markdown. */
export const table = (head, rows) =>
  [head, head.map(() => "---"), ...rows].map((cells) => `| ${cells.join(" | ")} |`).join("\n");
