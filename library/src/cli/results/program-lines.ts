import stringWidth from "fast-string-width";
import { type Cost, costsOf, memoryOf, totalCost } from "../../compiler/cost.ts";
import type { Kernel, Program, Statement } from "../../compiler/loops.ts";
import { scratchLives } from "../../compiler/plan.ts";
import type { ProgramTexts } from "../messages/programs.ts";
import { type Pen, penFor } from "../screen/pen.ts";
import { cut, tableLines } from "../screen/tables.ts";
import type { TerminalOptions } from "../screen/terminal.ts";
import { large } from "../screen/units.ts";

/** Names with how often they follow one another: `map, map, z` is `map ×2, z`. */
function counted(names: readonly string[]): string {
  const found = new Map<string, number>();
  for (const name of names) found.set(name, (found.get(name) ?? 0) + 1);
  return [...found].map(([name, count]) => (count === 1 ? name : `${name} ×${count}`)).join(", ");
}

/** The loops of a kernel on one line: `›` before what is inside, `+` between what follows one another. */
export function loopText(body: readonly Statement[]): string {
  const loops = body.flatMap((statement): string[] => {
    if (statement.kind !== "for") return [];
    const { variable, from, to, step } = statement;
    const inside = loopText(statement.body);
    const own = `${variable} ${from}…${to}${step === 1 ? "" : `/${step}`}`;
    return [inside === "" ? own : `${own} › ${inside}`];
  });
  return loops.length > 1 ? loops.map((one) => (one.includes(" › ") ? `(${one})` : one)).join(" + ") : (loops[0] ?? "");
}

/** The phases that a kernel computes for, and the numbers of its layers: `backward 3, 2`. */
export function placeText({ whereabouts = [] }: Kernel, words: ProgramTexts): string {
  const phases = [...new Set(whereabouts.map(({ phase }) => words.phases[phase]))];
  const layers = [...new Set(whereabouts.flatMap(({ layer }) => numberOf(layer) ?? []))];
  return [phases.join("+"), layers.join(",")].filter((part) => part !== "").join(" ");
}

/** The number in the note of a layer. */
function numberOf(layer: string | undefined): string | undefined {
  return layer === undefined ? undefined : (/^layer ([\d.]+)/.exec(layer)?.[1] ?? layer);
}

function workOf(cost: Cost): { operations: string; read: string; written: string } {
  return {
    operations: large(cost.operations),
    read: large(cost.read, "B"),
    written: large(cost.written, "B"),
  };
}

/** A program for people: what each kernel computes, by which loops, with how much work; and the memory, with its lives. */
export function programLines(title: string, program: Program, words: ProgramTexts, options: TerminalOptions): string[] {
  const pen = penFor(options);
  const costs = costsOf(program);
  const { kernels, buffers } = program;
  const nameOf = (buffer: number): string => `b${buffer} ${buffers[buffer]!.name}`;
  const named = (list: readonly number[]): string => list.map(nameOf).join(", ");
  const blocks = kernels.flatMap((kernel, i) => {
    const place = placeText(kernel, words);
    const loops = loopText(kernel.body);
    return [
      ...pen.text(`${i + 1}. ${place === "" ? "" : `${place}: `}${counted(kernel.name.split(", "))}`),
      ...pen.text(`${named(kernel.reads)} → ${named(kernel.writes)}`, 4),
      ...(loops === "" ? [] : pen.text(loops, 4)),
      ...pen.text(words.kernelWork(workOf(costs[i]!)), 4),
    ];
  });
  const { states, inputs, outputs, constants } = memoryOf(program);
  return [
    ...pen.title(title),
    ...pen.text(words.work({ kernels: kernels.length, ...workOf(totalCost(costs)) })),
    "",
    ...blocks,
    "",
    ...pen.text(
      words.memory({
        states: large(states, "B"),
        inputs: large(inputs, "B"),
        outputs: large(outputs, "B"),
        constants: large(constants, "B"),
      }),
    ),
    ...lifeLines(program, words, pen),
  ];
}

/** The scratch memory as a picture: a row for each buffer, by place, a mark for each kernel during which it lives. */
function lifeLines(program: Program, words: ProgramTexts, pen: Pen): string[] {
  const { buffers, kernels, scratchBytes } = program;
  const lives = [...scratchLives(program)].sort(
    ([a, one], [b, other]) => buffers[a]!.offset! - buffers[b]!.offset! || one.first - other.first,
  );
  if (lives.length === 0) return [];
  const facts = lives.map(([buffer]) => {
    const { name, offset = 0, elements } = buffers[buffer]!;
    return [cut(pen.plain(`b${buffer} ${name}`), 16), large(offset, "B"), large(elements * 4, "B")];
  });
  const [first, from, size] = words.lives;
  const width = (column: number, head: string): number =>
    Math.max(stringWidth(head), ...facts.map((row) => stringWidth(row[column]!)));
  const gap = 2;
  const used = Math.max(16, width(0, "")) + width(1, from) + width(2, size) + 3 * gap + 2;
  const room = Math.max(4, Math.min(kernels.length, pen.columns - used));
  const each = Math.ceil(kernels.length / room);
  const cells = Math.ceil(kernels.length / each);
  const picture = ({ first: begin, last }: { first: number; last: number }): string =>
    Array.from({ length: cells }, (_, i) => (last >= i * each && begin < (i + 1) * each ? "█" : "·")).join("");
  const rows = lives.map(([, life], i) => [...facts[i]!, pen.plain(picture(life))]);
  const total = memoryOf(program);
  return [
    ...pen.text(
      words.scratch({
        planned: large(scratchBytes, "B"),
        buffers: lives.length,
        unshared: large(total.unshared, "B"),
      }),
    ),
    "",
    ...pen.text(`${first} (1–${kernels.length})`, 2),
    ...tableLines([["", from, size, ""], ...rows], " ".repeat(gap)).map((line) => `  ${line}`.trimEnd()),
  ];
}

/** A program as plain data: what `--json` prints. */
export function programData(program: Program): object {
  const costs = costsOf(program);
  return {
    kernels: program.kernels.map(({ name, whereabouts = [], reads, writes, body }, i) => ({
      name,
      whereabouts,
      reads,
      writes,
      loops: loopText(body),
      ...costs[i]!,
    })),
    buffers: program.buffers.map(({ data: _numbers, ...buffer }) => buffer),
    memory: memoryOf(program),
    total: totalCost(costs),
  };
}
