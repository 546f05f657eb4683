import { textLatex } from "../expr/latex.ts";
import { superscript } from "../nn/network.ts";
import { plainLine } from "../util/inert.ts";

/** What a quantity is called, apart from how a notation writes it. */
export interface Name {
  /** A letter (`Z`, `δ`, `ŷ`), or a word for what has no letter (`velocity`). */
  readonly letter: string;
  /** The layer it belongs to: `1`, `2.3`. */
  readonly layer?: string | undefined;
  /** A running number for intermediate results: t₁, t₂. */
  readonly number?: number | undefined;
  /** The quantity whose gradient this is: ∂L/∂of. */
  readonly of?: Name | undefined;
  /** The quantity that this accompanies: the velocity of W¹. */
  readonly for?: Name | undefined;
  /** The network that it belongs to, where there are several. */
  readonly owner?: string | undefined;
  /** How many primes: W′ is W after the update. */
  readonly primes?: number | undefined;
}

/** How a notation writes a name: in small letters, turned, or with indices. */
export interface NameStyle {
  readonly small?: boolean;
  readonly turned?: boolean;
  readonly indices?: readonly string[];
}

/** Letters that have no small form of their own, or must keep theirs. */
const fixed = new Set(["L", "R"]);

const lettered = (letter: string, small: boolean | undefined): string =>
  small && [...letter].length === 1 && !fixed.has(letter) ? letter.toLowerCase() : letter;

const lowered: Readonly<Record<string, string>> = {
  ...Object.fromEntries([..."0123456789"].map((digit, i) => [digit, [..."₀₁₂₃₄₅₆₇₈₉"][i]!])),
  ...{ i: "ᵢ", j: "ⱼ", k: "ₖ", l: "ₗ", m: "ₘ", n: "ₙ", p: "ₚ", r: "ᵣ", s: "ₛ", t: "ₜ" },
  ...{ u: "ᵤ", v: "ᵥ", x: "ₓ", a: "ₐ", e: "ₑ", "+": "₊", "-": "₋", "=": "₌" },
};

/** Letters and digits as subscripts. */
export function subscript(text: string): string {
  return [...text].map((letter) => lowered[letter] ?? letter).join("");
}

const layerText = (layer: string): string =>
  layer
    .split(".")
    .map((part) => superscript(Number(part)))
    .join("·");

/** A name as Unicode text: `Z¹`, `∂L/∂W²`, `A¹ᵀ`. */
export function nameText(name: Name, style: NameStyle = {}): string {
  const indices = style.indices === undefined ? "" : subscript(style.indices.join(""));
  if (name.of !== undefined) {
    const text = `∂L/∂${nameText(name.of, { small: style.small === true, ...(indices === "" ? {} : { indices: style.indices! }) })}`;
    const whole = name.number === undefined ? text : `(${text})${subscript(String(name.number))}`;
    return style.turned ? `(${whole})ᵀ` : whole;
  }
  const letter = lettered(name.letter, style.small);
  const number = name.number === undefined ? "" : subscript(String(name.number));
  const isWord = [...letter].length > 1;
  const layer = name.layer === undefined ? "" : isWord ? `⁽${layerText(name.layer)}⁾` : layerText(name.layer);
  const companion = name.for === undefined ? "" : `(${nameText(name.for, { small: style.small === true })})`;
  const owner = name.owner === undefined ? "" : `(${plainLine(name.owner)})`;
  return `${plainLine(letter)}${number}${layer}${companion}${owner}${"′".repeat(name.primes ?? 0)}${style.turned ? "ᵀ" : ""}${indices}`;
}

const greek: Readonly<Record<string, string>> = {
  ...{ α: "\\alpha", β: "\\beta", γ: "\\gamma", δ: "\\delta", ε: "\\varepsilon", η: "\\eta", λ: "\\lambda" },
  ...{ μ: "\\mu", σ: "\\sigma", ω: "\\omega", "σ²": "{\\sigma^2}", ℓ: "\\ell", ŷ: "\\hat{y}", Ŷ: "\\hat{Y}" },
};

/** A letter or word in LaTeX mathematics. */
export function latexLetter(letter: string): string {
  if (Object.hasOwn(greek, letter)) return greek[letter]!;
  return /^[A-Za-z]$/.test(letter) ? letter : `\\text{${textLatex(letter)}}`;
}

/** A name in LaTeX mathematics. */
export function nameLatex(name: Name, style: NameStyle = {}): string {
  const indices = style.indices === undefined ? "" : style.indices.join("");
  if (name.of !== undefined) {
    const inner = nameLatex(name.of, {
      small: style.small === true,
      ...(indices === "" ? {} : { indices: style.indices! }),
    });
    const text = `\\frac{\\partial L}{\\partial ${inner}}`;
    const whole = name.number === undefined ? text : `\\left(${text}\\right)_{${name.number}}`;
    return style.turned ? `\\left(${whole}\\right)^{\\top}` : whole;
  }
  const number = name.number === undefined ? "" : String(name.number);
  const companion = name.for === undefined ? "" : nameLatex(name.for, { small: style.small === true });
  const owner = name.owner === undefined ? "" : `\\text{${textLatex(name.owner)}}`;
  const below = [number, companion, owner, indices].filter((part) => part !== "").join(",");
  const isWord = [...name.letter].length > 1;
  const above = [
    name.layer === undefined ? "" : isWord ? `(${name.layer})` : name.layer,
    "\\prime ".repeat(name.primes ?? 0).trim(),
    style.turned ? "\\top" : "",
  ];
  const raised = above.filter((part) => part !== "").join(" ");
  const letter = latexLetter(lettered(name.letter, style.small));
  return `${letter}${below === "" ? "" : `_{${below}}`}${raised === "" ? "" : `^{${raised}}`}`;
}
