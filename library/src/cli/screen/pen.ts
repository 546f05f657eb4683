import { wrapped } from "../../util/wrapped.ts";
import { fittedTable, wholeTable } from "./tables.ts";
import type { TerminalOptions } from "./terminal.ts";

/** Marks of the project's own texts that ASCII has not, and what stands for them. */
const ascii: Readonly<Record<string, string>> = {
  "–": "-",
  "−": "-",
  "—": "-",
  "±": "+-",
  "×": "x",
  "·": ".",
  "…": "...",
  "→": "->",
  "›": ">",
  "█": "#",
  µ: "u",
  "∂": "d",
  Σ: "S",
  "⁰": "0",
  "¹": "1",
  "²": "2",
  "³": "3",
  "⁴": "4",
  "⁵": "5",
  "⁶": "6",
  "⁷": "7",
  "⁸": "8",
  "⁹": "9",
  "“": '"',
  "”": '"',
  "�": "?",
};

const marks = new RegExp(`[${Object.keys(ascii).join("")}]`, "gu");

/** What writes lines for a terminal: it knows the room, and which characters there are. */
export interface Pen {
  readonly columns: number;
  readonly unicode: boolean;
  /** A title. */
  title(text: string): string[];
  /** Sentences, broken where they must be. */
  text(text: string, indent?: number): string[];
  /** One point of a list. */
  point(text: string): string[];
  /** A table, two characters from the left. */
  table(rows: readonly (readonly string[])[]): string[];
  /** A table, or where it is too wide each row by itself: its name, then each head with its cell. */
  tableOrTurned(rows: readonly (readonly string[])[]): string[];
  /** Whether a table is narrow enough. */
  fits(rows: readonly (readonly string[])[]): boolean;
  /** Text with what ASCII has where there is no more. */
  plain(text: string): string;
}

/** Makes a pen for a terminal. */
export function penFor({ columns, unicode, color = false }: TerminalOptions): Pen {
  const plain = (text: string): string => (unicode ? text : text.replace(marks, (mark) => ascii[mark] ?? mark));
  const bold = (line: string): string => (color ? `\u001b[1m${line}\u001b[22m` : line);
  const text = (words: string, indent = 0): string[] => {
    const margin = " ".repeat(indent);
    return wrapped(plain(words), columns - indent).map((line) => margin + line);
  };
  const table = (rows: readonly (readonly string[])[]): string[] => {
    const cells = rows.map((row) => row.map(plain));
    return fittedTable(cells, columns - 2, unicode ? "…" : "...").map((line) => (line === "" ? "" : `  ${line}`));
  };
  return {
    columns,
    unicode,
    plain,
    text,
    table,
    title: (words) => text(words).map(bold),
    point: (words) => wrapped(plain(words), columns - 2).map((line, i) => (i === 0 ? `- ${line}` : `  ${line}`)),
    fits: (rows) =>
      wholeTable(
        rows.map((row) => row.map(plain)),
        columns - 2,
      ) !== undefined,
    tableOrTurned: (rows) => {
      const cells = rows.map((row) => row.map(plain));
      const whole = wholeTable(cells, columns - 2);
      if (whole !== undefined) return whole.map((line) => `  ${line}`);
      const [head = [], ...others] = cells;
      return others.flatMap(([name = "", ...values]) => [
        ...text(name, 2),
        ...packed(
          values.map((cell, i) => (cell === "" ? "" : `${head[i + 1] ?? ""} ${cell}`)).filter((part) => part !== ""),
          columns - 4,
        ).map((line) => `    ${line}`),
      ]);
    },
  };
}

/** Parts side by side, as many on a line as there is room for. */
function packed(parts: readonly string[], columns: number): string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const longer = lines.length === 0 ? part : `${lines.at(-1)}   ${part}`;
    const [first, ...rest] = wrapped(longer, columns);
    if (lines.length > 0 && rest.length === 0) lines[lines.length - 1] = first!;
    else lines.push(...wrapped(part, columns));
  }
  return lines;
}
