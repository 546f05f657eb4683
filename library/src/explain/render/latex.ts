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

/** The greatest number of columns of a matrix in a derivation, which LaTeX must be told. */
function widest(derivation: Derivation): number {
  return Math.max(10, ...derivation.steps.flatMap(({ shape }) => shape));
}

/** Letters that need a font of their own: Chinese, Japanese, Korean. */
const wide = /[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]/;

/**
 * A derivation as a LaTeX document, which needs amsmath, amssymb and geometry.
 *
 * Where Chinese letters stand in it, also in names of columns, it needs ctex and XeLaTeX or LuaLaTeX; else any engine.
 */
export function toLatex(derivation: Derivation, options: RenderOptions = {}): string {
  const view = viewOf(options);
  const words = wordsOf(options.language ?? "en");
  const write = new Writer(derivation, view).writing("latex");
  const isWhole = options.whole === true;
  const limit = isWhole ? Number.POSITIVE_INFINITY : usualLimit;
  const display = (equation: Equation): string => `\\[\n${equationLatex(equation, view.digits, limit)}\n\\]`;
  const out: string[] = [
    "\\usepackage{amsmath,amssymb}",
    "\\usepackage[margin=2cm]{geometry}",
    ...(isWhole ? [`\\setcounter{MaxMatrixCols}{${widest(derivation)}}`] : []),
    "\\begin{document}",
    `\\title{${words.title}}`,
    "\\date{}",
    "\\maketitle",
    words.introduction(derivation),
  ];
  let phase = "";
  let frame = -1;
  for (const line of present(derivation, view)) {
    const { step } = line;
    if (step.phase !== phase) {
      phase = step.phase;
      out.push(`\\section*{${words.phases[step.phase]}}`);
    }
    if (step.frame !== frame) {
      frame = step.frame;
      out.push(`\\subsection*{${words.frame(frame, derivation.frameCount - 1)}}`);
    }
    out.push(said(line.sentence, words.sentences, write), display(line.symbols));
    if (line.numbers === undefined) out.push(`$${sizes(line.dimensions)}$`);
    else out.push(display(line.numbers));
    if (line.cell.length > 0) out.push(`\\emph{${words.depths.cell}}`, ...line.cell.map(display));
    if (line.tape.length > 0) out.push(`\\emph{${words.depths.tape}}`, ...line.tape.map(display));
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
    out.push("");
  }
  out.push("\\end{document}");
  const body = `${out.join("\n")}\n`;
  const scheme = words.tag === "en" ? "[scheme=plain]" : "";
  const letters = wide.test(body) ? `\\usepackage${scheme}{ctex}` : "\\usepackage[utf8]{inputenc}";
  return `\\documentclass{article}\n${letters}\n${body}`;
}

const sizes = (dimensions: string): string =>
  dimensions.replaceAll("×", " \\times ").replaceAll("→", " \\to ").replaceAll("·", " \\cdot ");
