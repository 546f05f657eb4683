import { type Chart, drawn, type Key, keySample, keysOf } from "./chart.ts";
import { escaped, figure, named } from "./svg.ts";
import type { ReportWords } from "./words.ts";

/** Text of a cell that is safe already. */
export interface Safe {
  readonly html: string;
}

export type Cell = string | Safe;

const htmlOf = (cell: Cell): string => (typeof cell === "string" ? named(cell) : cell.html);

/** A number as a cell. */
export const number = (text: string): Safe => ({ html: figure(text) });

export interface TableOptions {
  /** The class of the element, for its looks. */
  readonly look?: string;
  /** What the table holds, for those who cannot see it. */
  readonly name: string;
  readonly head?: readonly Cell[];
  readonly rows: readonly (readonly Cell[])[];
  /** The class of a row. */
  readonly rowLook?: (row: number) => string;
}

/** A table whose first column names the rows; it scrolls in its own box where it is wide. */
export function table({ look = "", name, head, rows, rowLook }: TableOptions): string {
  const heads = head?.map((cell) => {
    const html = htmlOf(cell);
    return html === "" ? "<td></td>" : `<th scope="col">${html}</th>`;
  });
  const body = rows.map(([first = "", ...others], i) => {
    const kind = rowLook?.(i) ?? "";
    const cells = others.map((cell) => {
      const html = htmlOf(cell);
      return html.startsWith("<td") ? html : `<td>${html}</td>`;
    });
    return `<tr${kind === "" ? "" : ` class="${kind}"`}><th scope="row">${htmlOf(first)}</th>${cells.join("")}</tr>`;
  });
  const top = heads === undefined ? "" : `<thead><tr>${heads.join("")}</tr></thead>`;
  return `<div class="scroll" tabindex="0" role="group" aria-label="${escaped(name)}"><table${look === "" ? "" : ` class="${look}"`}>${top}<tbody>${body.join("")}</tbody></table></div>`;
}

/** The most lines of a table below a chart. */
const mostLines = 200;

/** The numbers of a chart as a table that can be opened. */
export function twin(
  title: string,
  head: readonly string[],
  rows: readonly (readonly Cell[])[],
  words: ReportWords,
): string {
  const few = rows.slice(0, mostLines);
  const more =
    few.length < rows.length
      ? `<p class="soft">${escaped(words.page.firstOf({ shown: few.length, count: rows.length }))}</p>`
      : "";
  return `<details><summary>${escaped(words.page.table({ count: rows.length }))}</summary>${table({ name: title, head, rows: few })}${more}</details>`;
}

function legend(keys: readonly Key[]): string {
  if (keys.length === 0) return "";
  const items = keys.map(
    (key) =>
      `<li><svg class="key" viewBox="0 0 30 10" aria-hidden="true">${keySample(key)}</svg><span>${named(key.name)}</span></li>`,
  );
  return `<ul class="legend">${items.join("")}</ul>`;
}

/** A figure: title, drawing with a name that says what it shows, legend, and its numbers. */
export function figureOf(
  title: string,
  drawing: { readonly svg: string; readonly width: number; readonly height: number },
  {
    summary = "",
    keys = [],
    below = "",
  }: { readonly summary?: string; readonly keys?: readonly Key[]; readonly below?: string } = {},
): string {
  const name = summary === "" ? title : `${title}: ${summary}`;
  return `<figure><figcaption>${escaped(title)}</figcaption>
<svg class="chart" role="img" aria-label="${escaped(name)}" viewBox="0 0 ${drawing.width} ${drawing.height}">${drawing.svg}</svg>
${legend(keys)}${below}</figure>`;
}

/** A figure of lines or points. */
export function chartFigure(title: string, chart: Chart, summary: string, below: string): string {
  return figureOf(title, drawn(chart), { summary, keys: keysOf(chart), below });
}
