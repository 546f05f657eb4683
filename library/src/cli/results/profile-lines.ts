import stringWidth from "fast-string-width";
import type { KernelProfile, TrainingProfile } from "../../node.ts";
import type { ProgramTexts } from "../messages/programs.ts";
import { share } from "../messages/results.ts";
import { type Pen, penFor } from "../screen/pen.ts";
import type { TerminalOptions } from "../screen/terminal.ts";
import { duration, large } from "../screen/units.ts";
import { placeText } from "./program-lines.ts";

/** Of kernels below so many seconds no clock can tell how fast they are. */
const tooShort = 5e-8;
/** So many kernels are shown at most. */
const mostKernels = 30;

/** What is reached: operations and bytes a second, and the share of what the machine allows. */
export function reached({
  seconds,
  cost,
  least,
}: KernelProfile): { rate: number; bandwidth: number; roof: number } | undefined {
  if (seconds < tooShort) return undefined;
  return { rate: cost.operations / seconds, bandwidth: cost.distinct / seconds, roof: least / seconds };
}

/** Where the time of a training step goes, kernel by kernel, the longest first. */
export function profileLines(profile: TrainingProfile, words: ProgramTexts, options: TerminalOptions): string[] {
  const pen = penFor(options);
  const { kernels, program, seconds, batch, limits } = profile;
  const { title, head, legend, rest } = words.kernels;
  const order = kernels.map((_, i) => i).sort((a, b) => kernels[b]!.seconds - kernels[a]!.seconds);
  const shown = order.slice(0, mostKernels);
  const rows = shown.map((i) => {
    const kernel = kernels[i]!;
    const found = reached(kernel);
    const giga = (value: number | undefined): string => (value === undefined ? "" : (value / 1e9).toFixed(1));
    return [
      `${i + 1} ${placeText(program.kernels[i]!, words)}`,
      duration(kernel.seconds),
      share(kernel.share),
      large(kernel.cost.operations),
      large(kernel.cost.distinct, "B"),
      giga(found?.rate),
      giga(found?.bandwidth),
      found === undefined ? "" : share(found.roof),
    ];
  });
  const others = order.slice(mostKernels);
  const sum = kernels.reduce((total, kernel) => total + kernel.seconds, 0);
  const left = others.reduce((total, i) => total + kernels[i]!.share, 0);
  return [
    ...pen.title(title({ step: duration(seconds), batch, kernels: duration(sum) })),
    ...pen.table([[...head], ...rows]),
    ...(others.length === 0 ? [] : pen.text(rest({ count: others.length, share: share(left) }), 2)),
    ...pen.text(
      legend({
        peak: large(limits.peak, "FLOP/s"),
        bandwidth: large(limits.bandwidth, "B/s"),
        workingSet: large(limits.workingSet, "B"),
      }),
    ),
  ];
}

/** Names to the left, as wide as the widest, and what they stand for. */
function listed(rows: readonly (readonly [name: string, text: string])[], pen: Pen): string[] {
  const width = Math.max(...rows.map(([name]) => stringWidth(name)));
  return rows.flatMap(([name, text]) => {
    const indent = width + 4;
    const [first = "", ...others] = pen.text(text, indent);
    return [`  ${name}${" ".repeat(width - stringWidth(name))}  ${first.trimStart()}`, ...others];
  });
}

/** How fast a network answers: for one row, and for a block. */
export interface Answering {
  readonly one: number;
  readonly block: number;
  readonly blockSeconds: number;
}

/** What a network reaches on this machine: training, answering, and where the time goes. */
export function benchLines(
  profile: TrainingProfile,
  answering: Answering,
  words: ProgramTexts,
  options: TerminalOptions,
): string[] {
  const pen = penFor(options);
  const { bench } = words;
  const { seconds, batch, cost, memory, limits, compiling, threads } = profile;
  // What is measured on one thread is possible on each of them.
  const peak = limits.peak * threads;
  const rate = cost.operations / seconds;
  const bytes = memory.states + memory.inputs + memory.outputs + memory.constants + memory.scratch;
  return [
    ...pen.title(words.training({ batch })),
    ...listed(
      [
        [bench.steps, bench.each({ value: large(Math.round(1 / seconds)) })],
        [bench.rows, bench.each({ value: large(Math.round(batch / seconds)) })],
        [
          bench.arithmetic,
          bench.ofPeak({
            rate: large(rate, "FLOP/s"),
            share: share(rate / peak),
            peak: large(peak, "FLOP/s"),
            threads,
          }),
        ],
        [bench.memory, large(bytes, "B")],
        [bench.compiling, duration(compiling)],
      ],
      pen,
    ),
    ...pen.title(bench.inference),
    ...listed(
      [
        [bench.one, duration(answering.one)],
        [
          bench.block({ rows: answering.block }),
          `${duration(answering.blockSeconds)}, ${bench.each({ value: large(Math.round(answering.block / answering.blockSeconds)) })}`,
        ],
      ],
      pen,
    ),
    "",
    ...profileLines(profile, words, options),
  ];
}

/** A profile as plain data: what `--json` prints. Times in seconds, work in operations and bytes. */
export function profileData({ program, kernels, cost, seconds, batch, ...rest }: TrainingProfile): object {
  return {
    batch,
    stepSeconds: seconds,
    stepsPerSecond: 1 / seconds,
    rowsPerSecond: batch / seconds,
    operations: cost.operations,
    operationsPerSecond: cost.operations / seconds,
    shareOfPeak: cost.operations / seconds / (rest.limits.peak * rest.threads),
    ...rest,
    kernels: kernels.map(({ cost: own, ...times }, i) => {
      const { name, whereabouts = [] } = program.kernels[i]!;
      return { name, whereabouts, ...own, ...times };
    }),
  };
}
