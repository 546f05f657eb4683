import { frequentErrors } from "../evaluation/class-results.ts";
import type { Evaluation } from "../evaluation/evaluation.ts";
import { type Cell, number, table } from "./html.ts";
import { shown } from "./numbers.ts";
import { escaped, named } from "./svg.ts";
import type { ReportWords } from "./words.ts";

/** Beyond this many classes a matrix is no longer read. */
const mostClasses = 20;
/** Beyond this many the heads say only the names. */
const mostLong = 5;

const optional = (value: number | null): Cell => (value === null ? "–" : number(shown(value)));

function matrix({ classes, counts, threshold }: NonNullable<Evaluation["confusion"]>, words: ReportWords): string {
  const { title, truly, predicted, threshold: explained } = words.confusion;
  const many = classes.length > mostLong;
  const short = classes.map((name) => named(name, many ? 12 : 30));
  const rows = counts.map((row, i) => {
    const support = row.reduce((sum, count) => sum + count, 0);
    return [
      { html: many ? short[i]! : truly({ name: short[i]! }) },
      ...row.map((count, j) => ({
        html: `<td${i === j ? ' class="right"' : ""} style="--h:${support === 0 ? 0 : coordinateOf(count / support)}">${count}</td>`,
      })),
    ];
  });
  const note =
    threshold === undefined
      ? ""
      : `<p class="soft">${explained({ name: short[1]!, threshold: threshold.toFixed(2) })}</p>`;
  const head = ["", ...short.map((name) => ({ html: many ? name : predicted({ name }) }))];
  const corner = many ? `<p class="soft">${truly({ name: "↓" })}, ${predicted({ name: "→" })}</p>` : "";
  return `<h2>${escaped(title)}</h2>${corner}${table({ look: many ? "heat many" : "heat", name: title, head, rows })}${note}`;
}

const coordinateOf = (part: number): string => String(Math.round(part * 100) / 100);

/** Right and wrong answers as a heat table (the share of each truth), or the most frequent errors; and class by class. */
export function classesSection({ confusion, classes = [] }: Evaluation, words: ReportWords): string {
  if (confusion === undefined) return "";
  const many = confusion.classes.length > mostClasses;
  const { most, truth, answer, rows: counted } = words.confusion;
  const errors = many ? frequentErrors(confusion) : [];
  const first = many
    ? errors.length === 0
      ? ""
      : `<h2>${escaped(most)}</h2>${table({ name: most, head: [truth, answer, counted], rows: errors.map((one) => [one.truth, one.answer, number(String(one.count))]) })}`
    : matrix(confusion, words);
  const { title, name, precision, recall, f1, support } = words.classes;
  const rows = classes.map((one) => [
    one.name,
    optional(one.precision),
    optional(one.recall),
    optional(one.f1),
    number(String(one.support)),
  ]);
  const each = table({ name: title, head: [name, precision, recall, f1, support], rows });
  return `${first}<h2>${escaped(title)}</h2>${each}`;
}
