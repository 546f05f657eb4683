import Papa from "papaparse";
import { isMissing, numberOf } from "./cells.ts";

/** What separates cells, and what stands before decimals. */
export interface Dialect {
  readonly delimiter: string;
  readonly decimal: "." | ",";
}

/** What ends the lines of a text. Carriage returns before line feeds are taken away from the cells. */
export function lineEndOf(text: string): "\n" | "\r" {
  return text.includes("\n") || !text.includes("\r") ? "\n" : "\r";
}

const delimiters = [",", ";", "\t", "|"];

/** Rows of the beginning of a file, for one delimiter; what is cut off at the end is left out. */
function sample(text: string, delimiter: string): string[][] {
  const { data } = new Papa.Parser({ delimiter, newline: lineEndOf(text) }).parse(text, 0, true) as {
    data: string[][];
  };
  return data.filter((row) => row.length > 1 || row[0] !== "").slice(0, 200);
}

/**
 * The delimiter that cuts the first rows into the same number of cells, as many as possible, and the decimal sign with
 * which more cells are numbers.
 */
export function sniffDialect(text: string, asked: Partial<Dialect> = {}): Dialect {
  const head = text.slice(0, 200_000);
  const whole = head.length < text.length || /[\r\n]$/.test(head) ? head : `${head}\n`;
  const scored = (asked.delimiter === undefined ? delimiters : [asked.delimiter]).map((delimiter) => {
    const rows = sample(whole, delimiter);
    const width = rows[0]?.length ?? 0;
    const regular = rows.filter((row) => row.length === width).length / Math.max(1, rows.length);
    return { delimiter, rows, score: width < 2 ? 0 : regular * regular * Math.log2(1 + width) };
  });
  const best = scored.reduce((a, b) => (b.score > a.score ? b : a));
  const cells = best.rows
    .slice(1)
    .flat()
    .filter((cell) => !isMissing(cell));
  const count = (decimal: "." | ","): number => cells.filter((cell) => !Number.isNaN(numberOf(cell, decimal))).length;
  const decimal = asked.decimal ?? (best.delimiter !== "," && count(",") > count(".") ? "," : ".");
  return { delimiter: best.delimiter, decimal };
}
