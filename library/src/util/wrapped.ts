import stringWidth from "fast-string-width";

/** A wide letter, or a word or number, each with the space behind it; or the space that a text begins with. */
const parts = /[\u2e80-\uffef“”]\s*|[^\s\u2e80-\uffef“”]+\s*|\s+/gu;
/** Marks that do not begin a line, and such that do not end one. */
const closing = /^[，。、：；！？）”》…]/u;
const opening = /[（“《]$/u;

/** The smallest parts of a text that stay together. */
function pieces(text: string): string[] {
  const joined: string[] = [];
  for (const part of text.match(parts) ?? []) {
    const before = joined.at(-1);
    if (before !== undefined && (closing.test(part) || opening.test(before))) joined[joined.length - 1] = before + part;
    else joined.push(part);
  }
  return joined;
}

/** How lines are broken. */
export interface WrapOptions {
  /** Whether a word longer than a line is left whole, because it must be typed as it stands. */
  readonly whole?: boolean;
}

/**
 * A text in lines of at most so many columns of a screen, broken between words, or between any two wide letters.
 *
 * A word that is longer than a line, such as a path, is divided, unless it stays `whole`.
 */
export function wrapped(text: string, columns: number, { whole = false }: WrapOptions = {}): string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of pieces(text)) {
    const fits = stringWidth((line + piece).trimEnd()) <= columns;
    if (!fits && line.trim() !== "") {
      lines.push(line.trimEnd());
      line = "";
    }
    if (fits || whole || stringWidth(piece.trimEnd()) <= columns) line += piece;
    else
      for (const character of piece) {
        if (stringWidth(line + character) > columns) {
          lines.push(line);
          line = "";
        }
        line += character;
      }
  }
  if (line.trim() !== "" || lines.length === 0) lines.push(line.trimEnd());
  return lines;
}
