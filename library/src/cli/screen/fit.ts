import stringWidth from "fast-string-width";
import { wrapped } from "../../util/wrapped.ts";

/** A command at the end of a line, behind an arrow or a colon. */
const command = /(?<=[→:] )chainrule [a-z]/;

/**
 * Lines made to fit a screen: what is too long goes on below, indented, so that no number is broken at the edge. A command
 * is continued as a shell reads it, with a backslash.
 */
export function fitted(text: string, columns: number): string {
  return text
    .split("\n")
    .map((line) => {
      if (stringWidth(line) <= columns) return line;
      // Below what it goes on from: behind an arrow, a bullet, or a verb with its gap.
      const hanging = /^\s*(?:→ |- |\S+ {2,})/.exec(line)?.[0] ?? `${/^\s*/.exec(line)![0]}  `;
      const indent = " ".repeat(Math.min(stringWidth(hanging), columns >> 1));
      const tail = command.test(line) ? " \\" : "";
      const room = Math.max(10, columns - indent.length - tail.length);
      const [first = "", ...rest] = wrapped(line.trimStart(), room, { whole: true });
      const start = /^\s*/.exec(line)![0];
      return [start + first, ...rest.map((one) => indent + one)].join(`${tail}\n`);
    })
    .join("\n");
}
