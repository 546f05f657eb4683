import type { Derivation } from "../derivation.ts";
import type { Equation } from "../equation.ts";
import { present } from "../present.ts";
import { wordsOf } from "../sentences/languages.ts";
import { said } from "../sentences/sentence.ts";
import { shareBlocks } from "../share-lines.ts";
import { Writer } from "../writer.ts";
import { equationLatex } from "./latex-parts.ts";
import { type RenderOptions, viewOf } from "./options.ts";
import { usualLimit } from "./shorten.ts";

/** A derivation as Markdown, with mathematics in LaTeX between dollar signs. */
export function toMarkdown(derivation: Derivation, options: RenderOptions = {}): string {
  const view = viewOf(options);
  const words = wordsOf(options.language ?? "en");
  const write = new Writer(derivation, view).writing("latex");
  const limit = options.whole === true ? Number.POSITIVE_INFINITY : usualLimit;
  const out: string[] = [`# ${words.title}`, words.introduction(derivation)];
  const display = (equation: Equation): string => `$$\n${equationLatex(equation, view.digits, limit)}\n$$`;
  let phase = "";
  let frame = -1;
  for (const line of present(derivation, view)) {
    const { step } = line;
    if (step.phase !== phase) {
      phase = step.phase;
      out.push(`## ${words.phases[step.phase]}`);
    }
    if (step.frame !== frame) {
      frame = step.frame;
      out.push(`### ${words.frame(frame, derivation.frameCount - 1)}`);
    }
    out.push(said(line.sentence, words.sentences, write), display(line.symbols));
    if (line.numbers === undefined) out.push(line.dimensions);
    else out.push(display(line.numbers));
    if (line.cell.length > 0) out.push(`*${words.depths.cell}*`, ...line.cell.map(display));
    if (line.tape.length > 0) out.push(`*${words.depths.tape}*`, ...line.tape.map(display));
    for (const { sentence, equations } of line.asides)
      out.push(said(sentence, words.sentences, write), ...equations.map(display));
    for (const { equation, reason } of line.stable) out.push(said(reason, words.sentences, write), display(equation));
    if (line.check !== undefined) out.push(said(line.check, words.sentences, write));
    for (const block of shareBlocks(line.shares)) {
      out.push(said(block.sentence, words.sentences, write));
      for (const { sentence, equation } of block.lines)
        out.push(...(sentence === undefined ? [] : [said(sentence, words.sentences, write)]), display(equation));
    }
    if (line.engine !== undefined)
      out.push(said(line.engine.sentence, words.sentences, write), ...line.engine.numbers.map(display));
    if (line.short.length > 0) out.push(words.shortForm);
    for (const { equation, reason } of line.short) out.push(display(equation), said(reason, words.sentences, write));
  }
  return `${out.join("\n\n")}\n`;
}
