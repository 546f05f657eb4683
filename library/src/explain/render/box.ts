import stringWidth from "fast-string-width";

/** A block of text with a line that its neighbors are set beside. */
export interface Box {
  readonly lines: readonly string[];
  readonly width: number;
  /** The line, from 0, that lies level with a line of text beside it. */
  readonly middle: number;
}

/** How many columns a text takes in a terminal; a Chinese character takes two. */
export function widthOf(text: string): number {
  return stringWidth(text);
}

/** A text filled with spaces to a width, at the end or, for `right`, in front. */
export function padded(text: string, width: number, side: "left" | "right" | "center" = "left"): string {
  const missing = Math.max(0, width - widthOf(text));
  if (side === "right") return " ".repeat(missing) + text;
  if (side === "left") return text + " ".repeat(missing);
  const before = Math.floor(missing / 2);
  return " ".repeat(before) + text + " ".repeat(missing - before);
}

/** A line of text as a box. */
export function lineBox(text: string): Box {
  return { lines: [text], width: widthOf(text), middle: 0 };
}

/** Boxes side by side, their middles level. */
export function beside(boxes: readonly Box[]): Box {
  const above = Math.max(0, ...boxes.map((box) => box.middle));
  const below = Math.max(0, ...boxes.map((box) => box.lines.length - box.middle - 1));
  const lines = Array.from({ length: above + below + 1 }, (_, i) =>
    boxes.map((box) => padded(box.lines[i - above + box.middle] ?? "", box.width)).join(""),
  );
  return { lines, width: boxes.reduce((sum, box) => sum + box.width, 0), middle: above };
}

/** How a matrix is set as text. */
export interface MatrixStyle {
  readonly ascii: boolean;
  /** The dimensions written under it. */
  readonly caption: string;
}

const brackets = { one: ["[", "]"], top: ["⎡", "⎤"], inner: ["⎢", "⎥"], bottom: ["⎣", "⎦"] } as const;

/** A matrix of written cells between brackets, numbers aligned at their points, dimensions under it. */
export function matrixBox(rows: readonly (readonly string[])[], { ascii, caption }: MatrixStyle): Box {
  const columns = rows[0]?.length ?? 0;
  const aligned = Array.from({ length: columns }, (_, c) => alignColumn(rows.map((row) => row[c]!)));
  const body = rows.map((_, r) => aligned.map((column) => column[r]!).join("  "));
  const lines = (body.length === 0 ? [""] : body).map((text, r) => {
    const place = body.length < 2 || ascii ? "one" : r === 0 ? "top" : r === body.length - 1 ? "bottom" : "inner";
    const [open, close] = brackets[place];
    return `${open} ${text} ${close}`;
  });
  const width = Math.max(widthOf(lines[0]!), widthOf(caption));
  return {
    lines: [...lines, caption].map((line) => padded(line, width, "center")),
    width,
    middle: Math.floor((lines.length - 1) / 2),
  };
}

/** Numbers one under the other with their points in line. */
function alignColumn(cells: readonly string[]): readonly string[] {
  const parts = cells.map((cell) => {
    const at = /^-?\d+\.\d/.test(cell) ? cell.indexOf(".") : cell.length;
    return [cell.slice(0, at), cell.slice(at)] as const;
  });
  const [before, after] = ([0, 1] as const).map((i) => Math.max(0, ...parts.map((part) => widthOf(part[i])))) as [
    number,
    number,
  ];
  return parts.map(([head, tail]) => padded(head, before, "right") + padded(tail, after));
}
