import stringWidth from "string-width";
import type { Interval } from "../data/intervals.ts";
import type { Comparison } from "../runtime/comparison.ts";
import type { Evaluation } from "../runtime/evaluation.ts";
import type { Messages } from "./messages/messages.ts";
import { inert } from "./printing.ts";

/** Cells as lines of a table: the first column to the left, the others to the right, as wide as the widest. */
export function tableLines(rows: readonly (readonly string[])[]): string[] {
  const widths = rows[0]!.map((_, at) => Math.max(...rows.map((row) => stringWidth(row[at] ?? ""))));
  return rows.map((row) =>
    row
      .map((cell, at) => {
        const gap = " ".repeat(widths[at]! - stringWidth(cell));
        return at === 0 ? cell + gap : gap + cell;
      })
      .join("   ")
      .trimEnd(),
  );
}

/** A number with as many digits as matter; never −0. */
const shown = (value: number): string => {
  const text = Math.abs(value) >= 100 ? value.toFixed(1) : value.toFixed(3);
  return /^-[0.]+$/.test(text) ? text.slice(1) : text;
};
const bounds = ({ lower, upper }: Interval): string => `${shown(lower)} – ${shown(upper)}`;

/** How the confidence intervals of an evaluation were found. */
function methods({ metrics }: Evaluation): string {
  return [...new Set(Object.values(metrics).map(({ method }) => method))].join(", ");
}

function confusionLines({ confusion }: Evaluation, messages: Messages): string[] {
  if (confusion === undefined || confusion.classes.length > 12) return [];
  const names = confusion.classes.map((name) => inert(String(name), 20));
  const head = ["", ...names.map((name) => messages.predicted({ name }))];
  const rows = names.map((name, i) => [messages.truly({ name }), ...confusion.counts[i]!.map(String)]);
  return ["", ...tableLines([head, ...rows])];
}

/** The result of a training: a table beside the baselines, one plain sentence, the confusion of classes. */
export function comparisonLines(comparison: Comparison, isRegression: boolean, messages: Messages): string[] {
  const { network, linear, constant, answer, verdict } = comparison;
  const always = isRegression ? messages.mean : messages.always({ answer: inert(String(answer), 20) });
  const head = ["", messages.thisNet, messages.linear, always, messages.interval];
  const rows = Object.entries(network.metrics).map(([name, own]) => [
    messages.metrics[name] ?? name,
    shown(own.value),
    shown(linear.metrics[name]!.value),
    shown(constant.metrics[name]!.value),
    bounds(own),
  ]);
  return [
    messages.result({ rows: network.rows }),
    ...tableLines([head, ...rows]).map((line) => `  ${line}`),
    messages.method({ methods: methods(network) }),
    messages.verdicts[verdict],
    ...confusionLines(network, messages),
  ];
}

/** An evaluation alone. */
export function evaluationLines(evaluation: Evaluation, messages: Messages): string[] {
  const rows = Object.entries(evaluation.metrics).map(([name, own]) => [
    messages.metrics[name] ?? name,
    shown(own.value),
    bounds(own),
  ]);
  return [
    messages.resultOf({ rows: evaluation.rows }),
    ...tableLines([["", messages.thisNet, messages.interval], ...rows]).map((line) => `  ${line}`),
    messages.method({ methods: methods(evaluation) }),
    ...confusionLines(evaluation, messages),
  ];
}
