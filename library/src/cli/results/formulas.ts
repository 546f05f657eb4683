import stringWidth from "fast-string-width";
import type { FormulaLine } from "../../explain/index.ts";
import { fitted } from "../screen/fit.ts";

/** The widest formula that remarks are set beside. */
const widest = 48;

/** Lines of formulas in a format: text with remarks beside or below, Markdown, LaTeX or JSON. */
export function formulaLines(lines: readonly FormulaLine[], format: string, columns: number): string {
  if (format === "json") return JSON.stringify(lines);
  if (format === "latex")
    return `\\begin{aligned}\n${lines.map(({ latex }) => `& ${latex} \\\\`).join("\n")}\n\\end{aligned}`;
  if (format === "md" || format === "html")
    return lines.map(({ latex, remark }) => `$$${latex}$$\n\n${remark}`).join("\n\n");
  const room = Math.min(widest, Math.max(...lines.map(({ text }) => stringWidth(text))));
  return lines
    .map(({ text, remark }) => {
      const gap = room - stringWidth(text);
      if (remark === "") return fitted(text, columns);
      if (gap >= 0 && room + 3 + stringWidth(remark) <= columns) return `${text}${" ".repeat(gap + 3)}${remark}`;
      return `${fitted(text, columns)}\n${fitted(`    ${remark}`, columns)}`;
    })
    .join("\n");
}
