import type { Derivation } from "../derivation.ts";
import { wordsOf } from "../sentences/languages.ts";
import { documentParts, type Markup } from "./document.ts";
import type { RenderOptions } from "./options.ts";

/** The greatest number of columns of a matrix in a derivation, which LaTeX must be told. */
function widest(derivation: Derivation): number {
  return Math.max(10, ...derivation.steps.flatMap(({ shape }) => shape));
}

/** Letters that need a font of their own: Chinese, Japanese, Korean. */
const wide = /[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff]/;

const markup: Markup = {
  phase: (title) => `\\section*{${title}}`,
  frame: (title) => `\\subsection*{${title}}`,
  equation: (latex) => `\\[\n${latex}\n\\]`,
  dimensions: (text) => `$${text.replaceAll("×", " \\times ").replaceAll("→", " \\to ").replaceAll("·", " \\cdot ")}$`,
  emphasis: (text) => `\\emph{${text}}`,
  after: [""],
};

/**
 * A derivation as a LaTeX document, which needs amsmath, amssymb and geometry.
 *
 * Where Chinese letters stand in it, also in names of columns, it needs ctex and XeLaTeX or LuaLaTeX; else any engine.
 */
export function toLatex(derivation: Derivation, options: RenderOptions = {}): string {
  const words = wordsOf(options.language ?? "en");
  const parts = [
    "\\usepackage{amsmath,amssymb}",
    "\\usepackage[margin=2cm]{geometry}",
    ...(options.whole === true ? [`\\setcounter{MaxMatrixCols}{${widest(derivation)}}`] : []),
    "\\begin{document}",
    `\\title{${words.title}}`,
    "\\date{}",
    "\\maketitle",
    words.introduction(derivation),
    ...documentParts(derivation, options, markup),
    "\\end{document}",
  ];
  const body = `${parts.join("\n")}\n`;
  const scheme = words.tag === "en" ? "[scheme=plain]" : "";
  const letters = wide.test(body) ? `\\usepackage${scheme}{ctex}` : "\\usepackage[utf8]{inputenc}";
  return `\\documentclass{article}\n${letters}\n${body}`;
}
