import stringWidth from "fast-string-width";
import type { TargetResult } from "../../experiment/report.ts";
import { shownLike } from "../../report/numbers.ts";
import type { ReportWords } from "../../report/words.ts";
import { inert } from "../../util/inert.ts";
import type { Pen } from "../screen/pen.ts";
import { cut } from "../screen/tables.ts";

const most = 10;
const longestBar = 24;

/** The columns whose shuffling hurts most, each with its drop and a bar. */
export function importanceLines({ importance, comparison }: TargetResult, words: ReportWords, pen: Pen): string[] {
  if (importance === undefined || importance.columns.length === 0) return [];
  const { title, explained, more } = words.importance;
  const shownColumns = importance.columns.slice(0, most);
  const written = shownLike(importance.columns.flatMap(({ drop, deviation }) => [drop, deviation]));
  const numbers = shownColumns.map(({ drop, deviation }) => pen.plain(`${written(drop)} ± ${written(deviation)}`));
  const widest = Math.max(...numbers.map((text) => text.length));
  const names = shownColumns.map(({ column }) =>
    cut(pen.plain(inert(column)), Math.max(8, Math.min(32, pen.columns - widest - 12)), pen.unicode ? "…" : "..."),
  );
  const margin = Math.max(...names.map((text) => stringWidth(text)));
  const room = Math.max(0, Math.min(longestBar, pen.columns - margin - widest - 6));
  const largest = Math.max(...shownColumns.map(({ drop }) => drop));
  const rest = importance.columns.length - shownColumns.length;
  const lines = shownColumns.map(({ drop }, i) => {
    const length = largest > 0 ? Math.max(0, Math.round((drop / largest) * room)) : 0;
    const name = names[i]! + " ".repeat(margin - stringWidth(names[i]!));
    return `  ${name}  ${numbers[i]!.padStart(widest)}  ${(pen.unicode ? "█" : "#").repeat(length)}`.trimEnd();
  });
  const metric = words.metrics[comparison.network.headline];
  return [
    "",
    ...pen.title(title),
    ...pen.text(explained({ metric, rows: importance.rows, repeats: importance.repeats }), 2),
    ...lines,
    ...(rest > 0 ? pen.text(more({ count: rest }), 2) : []),
  ];
}
