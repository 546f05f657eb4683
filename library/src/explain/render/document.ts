import type { Derivation } from "../derivation.ts";
import type { Equation } from "../equation.ts";
import { type LineView, present } from "../present.ts";
import { wordsOf } from "../sentences/languages.ts";
import { type Sentence, said } from "../sentences/sentence.ts";
import { shareBlocks } from "../share-lines.ts";
import { Writer } from "../writer.ts";
import { equationLatex } from "./latex-parts.ts";
import { type RenderOptions, viewOf } from "./options.ts";
import { usualLimit } from "./shorten.ts";

/** How a language of documents whose mathematics is LaTeX marks what a derivation is made of. */
export interface Markup {
  phase(title: string): string;
  frame(title: string): string;
  equation(latex: string): string;
  dimensions(text: string): string;
  emphasis(text: string): string;
  /** What comes after every line. */
  readonly after: readonly string[];
}

/** A derivation as parts of a document, in order. */
export function documentParts(derivation: Derivation, options: RenderOptions, markup: Markup): string[] {
  const view = viewOf(options);
  const words = wordsOf(options.language ?? "en");
  const write = new Writer(derivation, view).writing("latex");
  const limit = options.whole === true ? Number.POSITIVE_INFINITY : usualLimit;
  const display = (equation: Equation): string => markup.equation(equationLatex(equation, view.digits, limit));
  const say = (sentence: Sentence): string => said(sentence, words.sentences, write);
  const depth = (title: string, equations: readonly Equation[]): string[] =>
    equations.length === 0 ? [] : [markup.emphasis(title), ...equations.map(display)];
  const partsOf = (line: LineView): string[] => [
    say(line.sentence),
    display(line.symbols),
    line.numbers === undefined ? markup.dimensions(line.dimensions) : display(line.numbers),
    ...depth(words.depths.cell, line.cell),
    ...depth(words.depths.tape, line.tape),
    ...line.asides.flatMap(({ sentence, equations }) => [say(sentence), ...equations.map(display)]),
    ...line.stable.flatMap(({ equation, reason }) => [say(reason), display(equation)]),
    ...(line.check === undefined ? [] : [say(line.check)]),
    ...shareBlocks(line.shares).flatMap(({ sentence: title, lines }) => [
      say(title),
      ...lines.flatMap(({ sentence, equation }) => [
        ...(sentence === undefined ? [] : [say(sentence)]),
        display(equation),
      ]),
    ]),
    ...(line.engine === undefined ? [] : [say(line.engine.sentence), ...line.engine.numbers.map(display)]),
    ...(line.short.length === 0 ? [] : [words.shortForm]),
    ...line.short.flatMap(({ equation, reason }) => [display(equation), say(reason)]),
    ...markup.after,
  ];
  const parts: string[] = [];
  let phase = "";
  let frame = -1;
  for (const line of present(derivation, view)) {
    const { step } = line;
    if (step.phase !== phase) parts.push(markup.phase(words.phases[step.phase]));
    if (step.frame !== frame) parts.push(markup.frame(words.frame(step.frame, derivation.frameCount - 1)));
    ({ phase, frame } = step);
    parts.push(...partsOf(line));
  }
  return parts;
}
