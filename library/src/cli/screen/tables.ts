import stringWidth from "fast-string-width";

/** Cells as lines of a table: the first column to the left, the others to the right, as wide as the widest. */
export function tableLines(rows: readonly (readonly string[])[], between: string = wideGap): string[] {
  const widths = columnWidths(rows);
  return rows.map((row) =>
    row
      .map((cell, at) => {
        const gap = " ".repeat(widths[at]! - stringWidth(cell));
        return at === 0 ? cell + gap : gap + cell;
      })
      .join(between)
      .trimEnd(),
  );
}

const wideGap = "   ";
const narrowGap = "  ";

/** A table as lines, with less between the columns where it would be too wide; nothing where that does not help. */
export function wholeTable(rows: readonly (readonly string[])[], columns: number): string[] | undefined {
  for (const gap of [wideGap, narrowGap]) {
    const lines = tableLines(rows, gap);
    if (lines.every((line) => stringWidth(line) <= columns)) return lines;
  }
  return undefined;
}

function columnWidths(rows: readonly (readonly string[])[]): number[] {
  return (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => stringWidth(row[at] ?? ""))));
}

/** Text cut to a width on the screen, with a mark where something is left out. */
export function cut(text: string, width: number, mark = "…"): string {
  if (stringWidth(text) <= width) return text;
  let out = "";
  for (const character of text) {
    if (stringWidth(out + character) > width - mark.length) break;
    out += character;
  }
  return out + mark;
}

/**
 * A table that fits into `columns`: as it is, or in blocks of columns one below the other, each with the first column.
 *
 * Cells wider than half of the room are cut: names are, numbers never so wide.
 */
export function fittedTable(rows: readonly (readonly string[])[], columns: number, mark = "…"): string[] {
  const most = Math.max(4, Math.floor((columns - wideGap.length) / 2));
  const cells = rows.map((row) => row.map((cell) => cut(cell, most, mark)));
  const whole = wholeTable(cells, columns);
  if (whole !== undefined) return whole;
  const [first = 0, ...others] = columnWidths(cells);
  const blocks: number[][] = [[]];
  let used = first;
  others.forEach((width, i) => {
    if (used + wideGap.length + width > columns && blocks.at(-1)!.length > 0) {
      blocks.push([]);
      used = first;
    }
    blocks.at(-1)!.push(i + 1);
    used += wideGap.length + width;
  });
  return blocks.flatMap((block, i) => [
    ...(i === 0 ? [] : [""]),
    ...tableLines(cells.map((row) => [row[0] ?? "", ...block.map((at) => row[at] ?? "")])),
  ]);
}
