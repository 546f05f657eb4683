import type { Scores } from "../evaluation/evaluation.ts";
import type { TargetResult } from "../experiment/report.ts";
import { number, table } from "./html.ts";
import { constantLabel, methodsOf, metricLabel, metricOrder, metricText } from "./labels.ts";
import { plainValue, shownLike } from "./numbers.ts";
import { escaped, figure, named } from "./svg.ts";
import type { ReportWords } from "./words.ts";

/** The headline of the three as large numbers. */
function cards(result: TargetResult, words: ReportWords): string {
  const { network, linear, constant } = result.comparison;
  const own = network.metrics[network.headline];
  if (own === undefined) return "";
  const name = metricLabel(network.headline, words);
  const card = (kind: string, who: string, scores: Scores, note: string): string => {
    const found = scores.metrics[network.headline];
    return `<div class="card ${kind}"><div class="name">${named(who)}</div><div class="value">${found === undefined ? "–" : figure(metricText(network.headline, found.value))}</div><div class="note">${figure(note)}</div></div>`;
  };
  const interval = `${words.interval} ${metricText(network.headline, own.lower)} – ${metricText(network.headline, own.upper)}`;
  return `<div class="cards">${card("own", words.network, network, `${name}, ${interval}`)}${card("", words.linear, linear, name)}${card("", constantLabel(result, words), constant, name)}</div>`;
}

/** The metrics of the network beside those of the baselines. */
export function resultTable(result: TargetResult, words: ReportWords): string {
  const { network, linear, constant } = result.comparison;
  const value = (scores: Scores, name: string) => {
    const found = scores.metrics[name];
    return found === undefined ? "–" : number(metricText(name, found.value));
  };
  const order = metricOrder(network);
  const rows = order.map((name) => {
    const { lower, upper } = network.metrics[name]!;
    return [
      metricLabel(name, words),
      value(network, name),
      value(linear, name),
      value(constant, name),
      number(`${metricText(name, lower)} – ${metricText(name, upper)}`),
    ];
  });
  const notes = network.notes.map(
    ({ metric, reason }) =>
      `<p class="soft">${escaped(words.leftOut({ metric: words.metrics[metric], reason: words.reasons[reason] }))}</p>`,
  );
  if (rows.length === 0) return notes.join("");
  const head = ["", words.network, words.linear, constantLabel(result, words), words.interval];
  const look = (row: number): string => (order[row] === network.headline ? "first" : "");
  return `${cards(result, words)}${table({ look: "results", name: words.result({ rows: network.rows }), head, rows, rowLook: look })}
<p class="soft">${escaped(methodsOf(network, words))}</p>${notes.join("")}`;
}

/** The ten worst errors. */
export function worstSection({ comparison: { network } }: TargetResult, words: ReportWords): string {
  if (network.rows === 0) return "";
  const { title, line, row, truth, answer, sure, givenToTruth, residual, none } = words.worst;
  const { worst } = network;
  if (worst.length === 0) return `<h2>${escaped(title)}</h2><p>${escaped(none)}</p>`;
  const lined = worst.every((one) => one.line !== undefined);
  const numeric = worst[0]!.residual !== undefined;
  const written = shownLike(worst.flatMap((one) => (typeof one.answer === "number" ? [one.answer] : [])));
  const rows = worst.map((one) => [
    String(one.line ?? one.row + 1),
    typeof one.truth === "number" ? number(plainValue(one.truth)) : one.truth,
    typeof one.answer === "number" ? number(written(one.answer)) : one.answer,
    ...(numeric
      ? [number(written(one.residual!))]
      : [number(one.sure!.toFixed(3)), number(one.givenToTruth!.toFixed(3))]),
  ]);
  const head = [lined ? line : row, truth, answer, ...(numeric ? [residual] : [sure, givenToTruth])];
  return `<h2>${escaped(title)}</h2>${table({ name: title, head, rows })}`;
}
