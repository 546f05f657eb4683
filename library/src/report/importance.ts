import type { TargetResult } from "../experiment/report.ts";
import { number, table } from "./html.ts";
import { shownLike } from "./numbers.ts";
import { coordinate, escaped } from "./svg.ts";
import type { ReportWords } from "./words.ts";

const most = 20;

/** The columns that matter: a table with a bar in every row, and a whisker of one standard deviation to both sides. */
export function importanceSection({ importance, comparison }: TargetResult, words: ReportWords): string {
  if (importance === undefined || importance.columns.length === 0) return "";
  const { title, explained, column, drop, deviation, more } = words.importance;
  const columns = importance.columns.slice(0, most);
  const written = shownLike(importance.columns.flatMap((one) => [one.drop, one.deviation]));
  const low = Math.min(0, ...columns.map((one) => one.drop - one.deviation));
  const high = Math.max(0, ...columns.map((one) => one.drop + one.deviation));
  const at = (value: number): number => (high === low ? 0 : ((value - low) / (high - low)) * 200);
  const rows = columns.map((one) => {
    const [from, to] = [Math.min(0, one.drop), Math.max(0, one.drop)];
    const bar = `<rect class="bar" x="${coordinate(at(from))}" y="2" width="${coordinate(at(to) - at(from))}" height="10"/>`;
    const whisker = `<path class="whisker" fill="none" vector-effect="non-scaling-stroke" d="M${coordinate(at(one.drop - one.deviation))} 7H${coordinate(at(one.drop + one.deviation))}"/>`;
    const zero = `<path class="axis" vector-effect="non-scaling-stroke" d="M${coordinate(at(0))} 0V14"/>`;
    return [
      one.column,
      number(written(one.drop)),
      number(`± ${written(one.deviation)}`),
      {
        html: `<td><svg viewBox="0 0 200 14" preserveAspectRatio="none" aria-hidden="true">${bar}${whisker}${zero}</svg></td>`,
      },
    ];
  });
  const rest = importance.columns.length - columns.length;
  const metric = words.metrics[comparison.network.headline];
  return `<h2>${escaped(title)}</h2><p class="soft">${escaped(explained({ metric, rows: importance.rows, repeats: importance.repeats }))}</p>
${table({ look: "bars", name: title, head: [column, drop, deviation, ""], rows })}${rest > 0 ? `<p class="soft">${escaped(more({ count: rest }))}</p>` : ""}`;
}
