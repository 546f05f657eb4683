import { escaped } from "../../util/inert.ts";
import type { Derivation, DerivationStep } from "../derivation.ts";
import type { Equation } from "../equation.ts";
import { type LineView, present } from "../present.ts";
import { wordsOf } from "../sentences/languages.ts";
import { type Sentence, said, type Writing } from "../sentences/sentence.ts";
import type { Words } from "../sentences/words.ts";
import { Writer } from "../writer.ts";
import { equationMathMl } from "./math-ml.ts";
import { type RenderOptions, viewOf } from "./options.ts";
import { usualLimit } from "./shorten.ts";
import { spoken } from "./speech.ts";

const style = `:root{color-scheme:light dark;--text:#1b1f24;--soft:#57606a;--line:#d0d7de;--paper:#fff;--mark:#0550ae}
@media(prefers-color-scheme:dark){:root{--text:#e6edf3;--soft:#9da7b1;--line:#3d444d;--paper:#0d1117;--mark:#79c0ff}}
*{box-sizing:border-box}body{margin:0 auto;max-width:60rem;padding:2rem 1rem;background:var(--paper);color:var(--text);font:16px/1.5 system-ui,sans-serif}
h1{font-size:1.5rem;margin:0 0 .5rem}h2{font-size:1.2rem;margin:2.5rem 0 .5rem;border-bottom:3px solid var(--line)}h2.forward{border-bottom-style:dashed}h2.loss{border-bottom-style:dotted}h2.backward{border-bottom-style:double}
section{border-left:3px solid var(--line);padding:0 0 0 1rem;margin:1.5rem 0}h3{font-size:.875rem;color:var(--soft);font-weight:600;margin:0}
section>div+div{margin-top:1rem;border-top:1px solid var(--line);padding-top:.5rem}p{margin:.25rem 0}.soft{color:var(--soft)}p.soft{font-size:.875rem}nav ol{columns:3;font-size:.875rem;padding-left:1.5rem}nav a{color:var(--mark)}
.wide{overflow-x:auto;padding:.5rem 0}math{font-size:1.1rem;text-align:left}mtable{font-variant-numeric:tabular-nums}.dimensions{color:var(--soft);font-size:.8rem}
details{margin:.25rem 0}summary{cursor:pointer;color:var(--soft);font-size:.875rem}:focus-visible{outline:2px solid var(--mark);outline-offset:2px}
@media print{body{max-width:none;padding:0}section{break-inside:avoid}nav{display:none}}
@media print{:root{--text:#000;--soft:#444;--line:#999;--paper:#fff}}`;

class Page {
  private readonly words: Words;
  private readonly write: Writing;
  private readonly digits: number;
  private readonly limit: number;
  private readonly depth: number;

  constructor(derivation: Derivation, options: RenderOptions) {
    const view = viewOf(options);
    this.words = wordsOf(options.language ?? "en");
    this.write = new Writer(derivation, view).writing("text");
    this.digits = view.digits;
    this.depth = view.depth;
    this.limit = options.whole === true ? Number.POSITIVE_INFINITY : usualLimit;
  }

  private equation(equation: Equation): string {
    const math = equationMathMl(equation, spoken(equation, this.words), this.digits, this.limit);
    return `<div class="wide" tabindex="0">${math}</div>`;
  }

  private folded(title: string, from: number, equations: readonly Equation[]): string {
    if (equations.length === 0) return "";
    const open = this.depth >= from ? " open" : "";
    const body = equations.map((equation) => this.equation(equation)).join("");
    return `<details${open}><summary>${escaped(title)}</summary>${body}</details>`;
  }

  private shares({ shares }: LineView): string {
    const say = (sentence: Sentence): string => escaped(said(sentence, this.words.sentences, this.write));
    const { first, all } = shares ?? {};
    const lines = (list: readonly { readonly sentence: Sentence; readonly equation: Equation }[]): string =>
      list.map(({ sentence, equation }) => `<p class="soft">${say(sentence)}</p>${this.equation(equation)}`).join("");
    const before = first === undefined ? "" : `<p>${say(first.sentence)}</p>${lines(first.lines)}`;
    if (all === undefined) return before;
    const open = this.depth >= 3 ? " open" : "";
    const body = `${lines(all.rows)}${this.equation(all.sum)}`;
    return `${before}<details${open}><summary>${say(all.sentence)}</summary>${body}</details>`;
  }

  private engine({ engine }: LineView): string {
    if (engine === undefined) return "";
    const sentence = said(engine.sentence, this.words.sentences, this.write);
    if (engine.numbers.length === 0) return `<p class="soft">${escaped(sentence)}</p>`;
    return this.folded(sentence, 3, engine.numbers);
  }

  line(line: LineView, id: string): string {
    const { depths, shortForm, sentences } = this.words;
    const short = line.short.map(
      ({ equation, reason }) =>
        `${this.equation(equation)}<p class="soft">${escaped(said(reason, sentences, this.write))}</p>`,
    );
    const stable = line.stable.map(
      ({ equation, reason }) =>
        `<p class="soft">${escaped(said(reason, sentences, this.write))}</p>${this.equation(equation)}`,
    );
    const check = line.check === undefined ? "" : `<p>${escaped(said(line.check, sentences, this.write))}</p>`;
    return [
      `<div id="${id}">${this.equation(line.symbols)}`,
      `<p>${escaped(said(line.sentence, sentences, this.write))} <span class="soft">${escaped(line.dimensions)}</span></p>`,
      this.folded(depths.matrices, 2, line.numbers === undefined ? [] : [line.numbers]),
      this.folded(depths.cell, 3, line.cell),
      this.folded(depths.tape, 4, line.tape),
      ...line.asides.map(({ sentence, equations }) => this.folded(said(sentence, sentences, this.write), 2, equations)),
      ...stable,
      check,
      this.shares(line),
      this.engine(line),
      short.length === 0 ? "" : `<details open><summary>${escaped(shortForm)}</summary>${short.join("")}</details>`,
      "</div>",
    ].join("\n");
  }
}

/** How a derivation stands in a page. */
interface Setting {
  /** Put before every id, so that several derivations can stand in one page. */
  readonly prefix: string;
  /** The level of the headings of phases; those of frames are one below. */
  readonly level: number;
}

/** The phases of a derivation with their frames, and the links to them. */
function phases(
  derivation: Derivation,
  options: RenderOptions,
  { prefix, level }: Setting,
): { readonly body: string; readonly contents: string } {
  const words = wordsOf(options.language ?? "en");
  const page = new Page(derivation, options);
  // All depths are in the page; the reader's choice says which are unfolded.
  const lines = present(derivation, { ...viewOf(options), depth: 4 });
  const frames = new Map<number, { readonly phase: DerivationStep["phase"]; readonly lines: LineView[] }>();
  for (const line of lines) {
    const { frame, phase } = line.step;
    const known = frames.get(frame) ?? { phase, lines: [] };
    known.lines.push(line);
    frames.set(frame, known);
  }
  let phase = "";
  const body: string[] = [];
  const contents: string[] = [];
  for (const [at, frame] of frames) {
    if (frame.phase !== phase) {
      phase = frame.phase;
      const title = words.phases[frame.phase];
      body.push(`<h${level} class="${phase}" id="${prefix}${phase}">${escaped(title)}</h${level}>`);
      contents.push(`<li><a href="#${prefix}${phase}">${escaped(title)}</a></li>`);
    }
    const title = words.frame(at, derivation.frameCount - 1);
    const name = `h${level + 1}`;
    body.push(
      `<section id="${prefix}frame-${at}" aria-label="${escaped(`${prefix} ${title}`.trim())}"><${name}>${escaped(title)}</${name}>`,
    );
    body.push(...frame.lines.map((line) => page.line(line, prefix + line.step.id)), "</section>");
  }
  return { body: body.join("\n"), contents: contents.join("") };
}

/** A derivation as a part of another HTML page; `prefix` keeps its ids apart from those of others. */
export function toHtmlPart(derivation: Derivation, prefix: string, options: RenderOptions = {}): string {
  const words = wordsOf(options.language ?? "en");
  const { body } = phases(derivation, options, { prefix: `${prefix}-`, level: 3 });
  return `<div class="derivation"><p>${escaped(words.introduction(derivation))}</p>\n${body}</div>`;
}

/**
 * A derivation as one HTML page that needs nothing else: mathematics in MathML, depths that fold, no script, no request.
 *
 * MathML, because every browser sets it without fonts or scripts of ours, it prints, assistive technology reads it, and a
 * page of twenty matrices stays small; each equation carries a sentence that says it, and each number its full value.
 */
export function toHtml(derivation: Derivation, options: RenderOptions = {}): string {
  const words = wordsOf(options.language ?? "en");
  const { body, contents } = phases(derivation, options, { prefix: "", level: 2 });
  return `<!doctype html>
<html lang="${words.tag}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escaped(words.title)}</title><style>${style}</style></head><body><main>
<h1>${escaped(words.title)}</h1><p>${escaped(words.introduction(derivation))}</p>
<nav aria-label="${escaped(words.title)}"><ol>${contents}</ol></nav>
${body}
</main></body></html>
`;
}
