import { plainLine } from "../../util/inert.ts";
import { wrapped } from "../../util/wrapped.ts";
import type { Derivation } from "../derivation.ts";
import type { Equation, Part } from "../equation.ts";
import { numberText } from "../number.ts";
import { type LineView, present } from "../present.ts";
import { wordsOf } from "../sentences/languages.ts";
import { said } from "../sentences/sentence.ts";
import { shareBlocks } from "../share-lines.ts";
import { type View, Writer } from "../writer.ts";
import { type Box, beside, lineBox, matrixBox, padded, widthOf } from "./box.ts";
import { type RenderOptions, viewOf } from "./options.ts";
import { matrixCells, usualLimit } from "./shorten.ts";

/** Options of text. */
export interface TextOptions extends RenderOptions {
  /** Columns of the terminal; 80 unless said otherwise. */
  readonly width?: number;
  /** Whether brackets and signs are drawn with ASCII characters alone. */
  readonly ascii?: boolean;
}

/** Signs that have a spelling in ASCII; letters with accents, superscripts and Greek have one too. */
const asciiSpellings: Readonly<Record<string, string>> = {
  ...{
    "·": "*",
    "⊙": "(.)",
    "×": "x",
    "−": "-",
    "→": "->",
    "←": "<-",
    "⋯": "...",
    "⋮": ":",
    "⋱": "...",
    "′": "'",
    "²": "^2",
  },
  ...{
    "¹": "1",
    "³": "3",
    "⁰": "0",
    "⁴": "4",
    "⁵": "5",
    "⁶": "6",
    "⁷": "7",
    "⁸": "8",
    "⁹": "9",
    ᵀ: "^T",
    "∂": "d",
    "√": "sqrt",
  },
  ...{
    δ: "delta",
    σ: "sigma",
    α: "alpha",
    β: "beta",
    γ: "gamma",
    η: "eta",
    ω: "omega",
    ℓ: "l",
    ŷ: "yhat",
    Σ: "sum",
    "∞": "inf",
  },
  ...{
    "≤": "<=",
    "≥": ">=",
    "≠": "!=",
    "₀": "_0",
    "₁": "_1",
    "₂": "_2",
    "₃": "_3",
    "₄": "_4",
    "₅": "_5",
    "₆": "_6",
    "₇": "_7",
    "₈": "_8",
    "₉": "_9",
  },
  ...{
    ᵢ: "_i",
    ⱼ: "_j",
    ₖ: "_k",
    ₗ: "_l",
    ₘ: "_m",
    ₙ: "_n",
    ᵣ: "_r",
    "‖": "||",
    "✓": "ok",
    "≈": "~",
    μ: "mu",
    "✗": "wrong",
    ε: "eps",
    "–": "-",
    "“": '"',
    "”": '"',
    Δ: "D",
  },
};

/** A text with every mathematical sign spelled in ASCII; other writing stays. */
export function asciiOf(text: string): string {
  return [...text].map((letter) => asciiSpellings[letter] ?? letter).join("");
}

const dots = { across: "⋯", down: "⋮", diagonal: "⋱" } as const;

class TextRenderer {
  private readonly view: View;
  private readonly width: number;
  private readonly ascii: boolean;
  private readonly limit: number;

  constructor(options: TextOptions) {
    this.view = viewOf(options);
    this.width = options.width ?? 80;
    this.ascii = options.ascii ?? false;
    this.limit = options.whole === true ? Number.POSITIVE_INFINITY : usualLimit;
  }

  spelled(text: string): string {
    return this.ascii ? asciiOf(plainLine(text)) : plainLine(text);
  }

  private box(part: Part, room: number): Box {
    if (part.kind === "math") return lineBox(this.spelled(part.text));
    const cells = (columns: number): Box => {
      const written = matrixCells(
        part,
        (value) => numberText(value, part.digits ?? this.view.digits),
        { rows: this.limit, columns },
        dots,
      );
      return matrixBox(
        written.map((row) => row.map((cell) => this.spelled(cell))),
        { ascii: this.ascii, caption: this.spelled(part.dimensions) },
      );
    };
    let columns = Math.min(this.limit, part.columns);
    let box = cells(columns);
    // A matrix that is wider than the screen shows fewer columns, but for the first and the last.
    while (box.width > room && columns > 3) box = cells(--columns);
    return box;
  }

  /** An equation side by side where it fits, else broken before each sign between matrices. */
  equation(equation: Equation, indent: number): readonly string[] {
    const room = this.width - indent;
    const fits = (box: Box): boolean => box.width <= room;
    const whole = beside(equation.map((part) => this.box(part, room)));
    if (fits(whole)) return whole.lines;
    // Broken before signs that have spaces around them, one matrix to a line.
    const chunks: Part[][] = [];
    for (const part of equation) {
      const begins = part.kind === "math" && part.text.startsWith(" ") && part.text.trim() !== "";
      if (begins || chunks.length === 0) chunks.push([part]);
      else chunks.at(-1)!.push(part);
    }
    const boxes: Box[] = [];
    let held: Box | undefined;
    for (const chunk of chunks) {
      const box = beside(chunk.map((part) => this.box(part, room - 3)));
      const next = held === undefined ? box : beside([held, box]);
      const isMatrix = (one: Box | undefined): boolean => (one?.lines.length ?? 0) > 1;
      if (held !== undefined && (!fits(next) || (isMatrix(held) && isMatrix(box)))) {
        boxes.push(held);
        held = box;
      } else held = next;
    }
    if (held !== undefined) boxes.push(held);
    return boxes.flatMap((box) => (fits(box) ? box.lines : box.lines.flatMap((text) => wrapped(text, room))));
  }

  /** Text broken at spaces (or between Chinese characters) to the width. */
  paragraph(text: string, indent: number): readonly string[] {
    return wrapped(this.spelled(text), this.width - indent);
  }
}

const arrows = { data: "•", forward: "→", loss: "◎", backward: "←", update: "↻" } as const;

/** A derivation as text for a terminal: bracketed matrices with their dimensions under them, without escape codes. */
export function toText(derivation: Derivation, options: TextOptions = {}): string {
  const renderer = new TextRenderer(options);
  const view = viewOf(options);
  const words = wordsOf(options.language ?? "en");
  const write = new Writer(derivation, view).writing("text");
  const out: string[] = [];
  const put = (lines: readonly string[], indent: number): void => {
    for (const line of lines) out.push(`${" ".repeat(indent)}${line}`.trimEnd());
  };
  if (options.frame === undefined) put(renderer.paragraph(words.introduction(derivation), 0), 0);
  let frame = -1;
  let phase = "";
  for (const line of present(derivation, view)) {
    const { step } = line;
    if (step.phase !== phase && options.frame === undefined) {
      phase = step.phase;
      const title = `${options.ascii ? "" : `${arrows[step.phase]} `}${words.phases[step.phase]}`;
      out.push("", title, (options.ascii ? "-" : "─").repeat(widthOf(title)));
    }
    const number = step.frame === frame ? "" : `${step.frame}/${derivation.frameCount - 1}`;
    frame = step.frame;
    if (out.length > 0) out.push("");
    const indent = 7;
    const head = renderer.equation(line.symbols, indent);
    head.forEach((text, i) => out.push(`${padded(i === 0 ? number : "", indent)}${text}`.trimEnd()));
    put(renderer.paragraph(said(line.sentence, words.sentences, write), indent), indent);
    if (line.numbers === undefined) put([renderer.spelled(line.dimensions)], indent);
    else put(renderer.equation(line.numbers, indent), indent);
    putDetails(line, renderer, put, words, write);
  }
  return `${out.join("\n")}\n`;
}

function putDetails(
  line: LineView,
  renderer: TextRenderer,
  put: (lines: readonly string[], indent: number) => void,
  words: ReturnType<typeof wordsOf>,
  write: Parameters<typeof said>[2],
): void {
  for (const equation of [...line.cell, ...line.tape]) put(renderer.equation(equation, 9), 9);
  for (const { sentence, equations } of line.asides) {
    put(renderer.paragraph(said(sentence, words.sentences, write), 7), 7);
    for (const equation of equations) put(renderer.equation(equation, 9), 9);
  }
  for (const { equation, reason } of line.stable) {
    put(renderer.paragraph(said(reason, words.sentences, write), 7), 7);
    put(renderer.equation(equation, 9), 9);
  }
  if (line.check !== undefined) put(renderer.paragraph(said(line.check, words.sentences, write), 9), 9);
  for (const block of shareBlocks(line.shares)) {
    put(renderer.paragraph(said(block.sentence, words.sentences, write), 7), 7);
    for (const { sentence, equation } of block.lines) {
      if (sentence !== undefined) put(renderer.paragraph(said(sentence, words.sentences, write), 9), 9);
      put(renderer.equation(equation, 9), 9);
    }
  }
  if (line.engine !== undefined) {
    put(renderer.paragraph(said(line.engine.sentence, words.sentences, write), 9), 9);
    for (const equation of line.engine.numbers) put(renderer.equation(equation, 9), 9);
  }
  if (line.short.length === 0) return;
  put(renderer.paragraph(words.shortForm, 7), 7);
  for (const { equation, reason } of line.short) {
    put(renderer.equation(equation, 9), 9);
    put(renderer.paragraph(said(reason, words.sentences, write), 12), 12);
  }
}
