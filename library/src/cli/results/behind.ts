import { frequentErrors } from "../../evaluation/class-results.ts";
import type { Evaluation } from "../../evaluation/evaluation.ts";
import { plainValue, shown, shownLike } from "../../report/numbers.ts";
import type { ReportWords } from "../../report/words.ts";
import { inert } from "../../util/inert.ts";
import type { Pen } from "../screen/pen.ts";
import { sparkline } from "../screen/progress.ts";

const name = (text: string | number): string => inert(String(text), 20);
/** A number that may be missing. */
const optional = (value: number | null): string => (value === null ? "–" : shown(value));

/** Beyond this many classes a matrix is no longer read. */
const mostClasses = 12;

function confusionLines({ confusion, classes = [] }: Evaluation, words: ReportWords, pen: Pen): string[] {
  if (confusion === undefined) return [];
  const { title, predicted, truly, most, truth, answer, rows, threshold } = words.confusion;
  if (confusion.classes.length > mostClasses) {
    const found = frequentErrors(confusion);
    if (found.length === 0) return [];
    const cells = found.map((one) => [name(one.truth), name(one.answer), String(one.count)]);
    return ["", ...pen.title(most), ...pen.table([[truth, answer, rows], ...cells])];
  }
  const names = confusion.classes.map(name);
  const long = [
    ["", ...names.map((own) => predicted({ name: own }))],
    ...names.map((own, i) => [truly({ name: own }), ...confusion.counts[i]!.map(String)]),
  ];
  // Where that is too wide, it is said once what is down and what is across.
  const [down, across] = pen.unicode ? ["↓", "→"] : ["(down)", "(across)"];
  const corner = `${truly({ name: down })}   ${predicted({ name: across })}`;
  const short = [["", ...names], ...names.map((own, i) => [own, ...confusion.counts[i]!.map(String)])];
  const each = classes.map((one) => [
    name(one.name),
    optional(one.precision),
    optional(one.recall),
    optional(one.f1),
    String(one.support),
  ]);
  const head = words.classes;
  return [
    "",
    ...pen.title(title),
    ...(pen.fits(long) ? pen.table(long) : [...pen.text(corner, 2), ...pen.table(short)]),
    ...(confusion.threshold === undefined
      ? []
      : pen.text(threshold({ name: names[1]!, threshold: confusion.threshold.toFixed(2) }), 2)),
    "",
    ...pen.title(head.title),
    ...pen.table([[head.name, head.precision, head.recall, head.f1, head.support], ...each]),
  ];
}

function calibrationLines({ calibration }: Evaluation, words: ReportWords, pen: Pen): string[] {
  if (calibration === undefined) return [];
  const { title, says, happens, rows, error } = words.calibration;
  const { bins } = calibration;
  return [
    "",
    ...pen.title(title),
    ...pen.table([
      [says, ...bins.map(({ confidence }) => confidence.toFixed(2))],
      [happens, ...bins.map(({ accuracy }) => accuracy.toFixed(2))],
      [rows, ...bins.map(({ count }) => String(count))],
    ]),
    ...pen.text(error({ error: shown(calibration.error) }), 2),
  ];
}

function residualLines({ residuals }: Evaluation, words: ReportWords, pen: Pen): string[] {
  if (residuals === undefined) return [];
  const { title, quantiles, residual, histogram } = words.residuals;
  const { q5, q25, q50, q75, q95 } = residuals.quantiles;
  const written = shownLike([q5, q95]);
  const { histogram: bins } = residuals;
  const [first, last] = [bins[0]!.from, bins.at(-1)!.to];
  return [
    "",
    ...pen.title(title),
    ...pen.text(quantiles({ residual }), 2),
    ...pen.table([["5 %", "25 %", "50 %", "75 %", "95 %"], [q5, q25, q50, q75, q95].map(written)]),
    ...(pen.unicode && bins.length > 1
      ? pen.text(
          `${histogram}  ${plainValue(first)} ${sparkline(
            bins.map(({ count }) => count),
            bins.length,
          )} ${plainValue(last)}`,
          2,
        )
      : []),
  ];
}

function worstLines({ worst, rows }: Evaluation, words: ReportWords, pen: Pen): string[] {
  if (rows === 0) return [];
  const head = words.worst;
  if (worst.length === 0) return ["", ...pen.title(head.title), ...pen.text(head.none, 2)];
  const lined = worst.every(({ line }) => line !== undefined);
  const numeric = worst[0]!.residual !== undefined;
  const answers = shownLike(worst.flatMap((one) => (typeof one.answer === "number" ? [one.answer] : [])));
  const cells = worst.map((one) => [
    String(one.line ?? one.row + 1),
    name(plainValue(one.truth)),
    typeof one.answer === "number" ? answers(one.answer) : name(one.answer),
    ...(numeric ? [answers(one.residual!)] : [one.sure!.toFixed(3), one.givenToTruth!.toFixed(3)]),
  ]);
  const last = numeric ? [head.residual] : [head.sure, head.givenToTruth];
  const first = lined ? head.line : head.row;
  return ["", ...pen.title(head.title), ...pen.table([[first, head.truth, head.answer, ...last], ...cells])];
}

/** What lies behind the metrics: right and wrong answers, how sure they were, or residuals; and the worst errors. */
export function behindLines(evaluation: Evaluation, words: ReportWords, pen: Pen): string[] {
  return [
    ...confusionLines(evaluation, words, pen),
    ...calibrationLines(evaluation, words, pen),
    ...residualLines(evaluation, words, pen),
    ...worstLines(evaluation, words, pen),
  ];
}
