import stringWidth from "string-width";

/** A wide letter or a word, each with the Chinese punctuation that follows it, which does not begin a line; or a gap. */
const parts = /[\u2e80-\uffef][，。；：、）]*|[^\s\u2e80-\uffef]+[，。；：、）]*|\s+/gu;

/**
 * A text in lines of at most so many columns of a screen, broken between words, or between any two wide letters.
 *
 * A word that is longer than a line is divided, or left whole where it must be typed as it stands (`whole`).
 */
export function wrapped(text: string, columns: number, { whole = false }: { readonly whole?: boolean } = {}): string[] {
  if (stringWidth(text) <= columns) return [text];
  const lines: string[] = [];
  let line = "";
  for (const part of text.match(parts) ?? []) {
    if (stringWidth(line + part.trimEnd()) > columns && line.trim() !== "") {
      lines.push(line.trimEnd());
      line = part.trimStart();
    } else line += part;
    while (!whole && stringWidth(line.trimEnd()) > columns && !/[\u2e80-\uffef]/u.test(line)) {
      lines.push([...line].slice(0, columns).join(""));
      line = [...line].slice(columns).join("");
    }
  }
  if (line.trim() !== "") lines.push(line.trimEnd());
  return lines;
}
