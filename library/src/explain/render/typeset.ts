import { escaped } from "../../util/inert.ts";

/** Letters, which stand for quantities. */
const letters: Readonly<Record<string, string>> = {
  ...{ alpha: "α", beta: "β", gamma: "γ", delta: "δ", epsilon: "ϵ", varepsilon: "ε", zeta: "ζ", eta: "η", theta: "θ" },
  ...{ iota: "ι", kappa: "κ", lambda: "λ", mu: "μ", nu: "ν", xi: "ξ", pi: "π", rho: "ρ", sigma: "σ", tau: "τ" },
  ...{ upsilon: "υ", phi: "ϕ", varphi: "φ", chi: "χ", psi: "ψ", omega: "ω", Gamma: "Γ", Delta: "Δ", Theta: "Θ" },
  ...{ Lambda: "Λ", Xi: "Ξ", Pi: "Π", Sigma: "Σ", Phi: "Φ", Psi: "Ψ", Omega: "Ω", ell: "ℓ", infty: "∞" },
  ...{ cdots: "⋯", ldots: "…", vdots: "⋮", ddots: "⋱", prime: "′", top: "⊤" },
};
/** Signs between quantities, and before them. */
const signs: Readonly<Record<string, string>> = {
  ...{ cdot: "⋅", times: "×", odot: "⊙", le: "≤", ge: "≥", ne: "≠", to: "→", pm: "±", in: "∈", approx: "≈" },
  ...{ "-": "−", "*": "∗", colon: ":", mid: "∣", mapsto: "↦", leftarrow: "←", rightarrow: "→" },
};
/** Signs that belong to what follows. */
const prefixes: Readonly<Record<string, string>> = { partial: "∂", nabla: "∇" };
const fences: Readonly<Record<string, string>> = {
  ...{ "(": "(", ")": ")", "[": "[", "]": "]", "|": "|", "\\{": "{", "\\}": "}", "\\|": "‖", ".": "" },
  ...{ "\\lvert": "|", "\\rvert": "|", "\\lVert": "‖", "\\rVert": "‖", "\\lfloor": "⌊", "\\rfloor": "⌋" },
  ...{ "\\lceil": "⌈", "\\rceil": "⌉", "\\langle": "⟨", "\\rangle": "⟩" },
};
const closing = new Set([")", "]", "\\}", "\\rvert", "\\rVert", "\\rfloor", "\\rceil", "\\rangle"]);
/** Functions that are written as their names; those below which something may stand come first. */
const limits = new Set(["max", "min", "lim", "sup", "inf", "argmax", "argmin"]);
const functions = new Set(
  "ln log exp sin cos tan sinh cosh tanh arcsin arccos arctan det dim gcd".split(" ").concat([...limits]),
);
const large: Readonly<Record<string, string>> = { sum: "∑", prod: "∏", int: "∫" };
const spaces: Readonly<Record<string, string>> = {
  ...{ "\\,": "0.1667em", "\\:": "0.2222em", "\\;": "0.2778em", "\\ ": "0.25em", "~": "0.25em" },
  ...{ "\\quad": "1em", "\\qquad": "2em", "\\!": "-0.1667em" },
};
const accents: Readonly<Record<string, string>> = { hat: "^", bar: "¯", tilde: "~", vec: "→", dot: "˙" };
/** Marks of text mode. */
const textual: Readonly<Record<string, string>> = { textbackslash: "\\", textasciitilde: "~", textasciicircum: "^" };

const token = /\\[A-Za-z]+\s*|\\[\s\S]|\d+(?:\.\d+)?|\s+|[\s\S]/gu;
const applied = "<mo>\u2061</mo>";

/** How what was set last goes on: signs at the beginning, and behind other signs, stand before their operand. */
type Kind = "operand" | "sign" | "function" | "space";

interface Atom {
  readonly markup: string;
  readonly kind: Kind;
  /** Whether what stands above and below it is set over and under it. */
  readonly stacked?: boolean;
}

const operand = (markup: string): Atom => ({ markup, kind: "operand" });

/** Several pieces of markup as one. */
const grouped = (atoms: readonly string[]): string =>
  atoms.length === 1 ? atoms[0]! : `<mrow>${atoms.join("")}</mrow>`;

const fence = (sign: string, form: "prefix" | "postfix", stretchy: boolean): string =>
  `<mo fence="true" form="${form}" stretchy="${stretchy}">${sign}</mo>`;

/** Sets one piece of LaTeX. What it does not know is shown as it is written. */
class Typesetter {
  private readonly source: string;
  private readonly tokens: readonly string[];
  private readonly places: readonly number[];
  private next = 0;

  constructor(source: string) {
    const found = [...source.matchAll(token)];
    this.source = source;
    this.tokens = found.map(([text]) => (text.trim() === "" ? " " : text.length > 2 ? text.trimEnd() : text));
    this.places = found.map(({ index }) => index);
  }

  private skipSpaces(): string | undefined {
    while (this.tokens[this.next] === " ") this.next++;
    return this.tokens[this.next];
  }

  /** Everything up to one of some tokens, which is left where it stands. */
  row(...ends: readonly string[]): readonly string[] {
    const set: string[] = [];
    let before: Kind = "sign";
    for (let at = this.skipSpaces(); at !== undefined && !ends.includes(at); at = this.skipSpaces()) {
      if (at === "}") throw new SyntaxError(`a brace is closed that was not opened: ${this.source}`);
      const base = this.atom(before);
      set.push(this.withScripts(base));
      if (base.kind === "function") {
        set.push(applied);
        const opens = this.skipSpaces();
        if (opens !== "(" && opens !== "\\left" && opens !== undefined) set.push('<mspace width="0.1667em"></mspace>');
      }
      if (base.kind !== "space") before = base.kind;
    }
    if (ends.length > 0 && this.next >= this.tokens.length)
      throw new SyntaxError(`${ends.join(" or ")} is missing: ${this.source}`);
    return set;
  }

  /** A group in braces, or the next token. */
  private argument(): string {
    if (this.skipSpaces() !== "{") return this.atom("sign").markup;
    this.next++;
    const inner = this.row("}");
    this.next++;
    return grouped(inner);
  }

  /** The text of a group in braces, as it is written. */
  private written(): string {
    if (this.skipSpaces() !== "{") return this.tokens[this.next++] ?? "";
    const from = this.places[this.next]! + 1;
    let depth = 0;
    for (; this.next < this.tokens.length; this.next++) {
      depth += this.tokens[this.next] === "{" ? 1 : this.tokens[this.next] === "}" ? -1 : 0;
      if (depth === 0) return this.source.slice(from, this.places[this.next++]);
    }
    throw new SyntaxError(`} is missing: ${this.source}`);
  }

  private withScripts({ markup, stacked }: Atom): string {
    let below: string | undefined;
    const above: string[] = [];
    for (let at = this.skipSpaces(); at === "_" || at === "^" || at === "'"; at = this.skipSpaces()) {
      this.next++;
      if (at === "_") below = this.argument();
      else above.push(at === "'" ? "<mo>′</mo>" : this.argument());
    }
    const over = above.length === 0 ? undefined : grouped(above);
    const [low, high, both] = stacked === true ? ["munder", "mover", "munderover"] : ["msub", "msup", "msubsup"];
    if (below === undefined) return over === undefined ? markup : `<${high}>${markup}${over}</${high}>`;
    return over === undefined ? `<${low}>${markup}${below}</${low}>` : `<${both}>${markup}${below}${over}</${both}>`;
  }

  private atom(before: Kind): Atom {
    const at = this.skipSpaces();
    if (at === undefined) throw new SyntaxError(`something is missing at the end: ${this.source}`);
    if (at === "{") return operand(this.argument());
    this.next++;
    const name = at.startsWith("\\") ? at.slice(1) : at;
    if (/^\d/.test(at)) return operand(`<mn>${at}</mn>`);
    if (/^\p{L}$/u.test(at)) return operand(`<mi>${at}</mi>`);
    if (Object.hasOwn(fences, at) && at !== ".") {
      const form = closing.has(at) || (at === "|" && before === "operand") ? "postfix" : "prefix";
      return { markup: fence(fences[at]!, form, false), kind: form === "prefix" ? "sign" : "operand" };
    }
    if (Object.hasOwn(spaces, at)) return { markup: `<mspace width="${spaces[at]}"></mspace>`, kind: "space" };
    if (Object.hasOwn(signs, name)) {
      const prefix = before === "operand" ? "" : ' form="prefix"';
      return { markup: `<mo${prefix}>${signs[name]}</mo>`, kind: "sign" };
    }
    if (!at.startsWith("\\")) {
      if (at === ",") return { markup: '<mo separator="true">,</mo>', kind: "sign" };
      const prefix = before === "operand" || at !== "+" ? "" : ' form="prefix"';
      return { markup: `<mo${prefix}>${escaped(at)}</mo>`, kind: at === "!" ? "operand" : "sign" };
    }
    return this.command(name);
  }

  private command(name: string): Atom {
    if (Object.hasOwn(letters, name)) return operand(`<mi>${letters[name]}</mi>`);
    if (Object.hasOwn(prefixes, name))
      return { markup: `<mo form="prefix" lspace="0em" rspace="0em">${prefixes[name]}</mo>`, kind: "sign" };
    if (Object.hasOwn(large, name)) return { markup: `<mo>${large[name]}</mo>`, kind: "sign", stacked: true };
    if (functions.has(name)) return { markup: `<mi>${name}</mi>`, kind: "function", stacked: limits.has(name) };
    if (Object.hasOwn(accents, name))
      return operand(`<mover accent="true">${this.argument()}<mo stretchy="false">${accents[name]}</mo></mover>`);
    switch (name) {
      case "frac":
        return operand(`<mfrac>${this.argument()}${this.argument()}</mfrac>`);
      case "sqrt":
        return operand(`<msqrt>${this.argument()}</msqrt>`);
      case "left":
        return operand(this.fenced());
      case "underset": {
        const below = this.argument();
        return operand(`<munder>${this.argument()}${below}</munder>`);
      }
      case "operatorname":
        return { markup: `<mi>${escaped(this.written())}</mi>`, kind: "function" };
      case "mathrm":
        return operand(`<mi mathvariant="normal">${escaped(this.written())}</mi>`);
      case "mathit":
        return operand(`<mi style="font-style:italic">${escaped(this.written())}</mi>`);
      case "text":
        return operand(`<mtext>${escaped(plainText(this.written())).replace(/^ | $/g, "\u00a0")}</mtext>`);
      case "begin":
        return operand(this.cases());
      default:
        return operand(`<mtext>${escaped(/^\W$/.test(name) ? name : `\\${name}`)}</mtext>`);
    }
  }

  private fenced(): string {
    const sign = (): string => fences[this.tokens[this.next++] ?? ""] ?? "";
    const open = fence(sign(), "prefix", true);
    const inner = this.row("\\right");
    this.next++;
    return `<mrow>${open}${inner.join("")}${fence(sign(), "postfix", true)}</mrow>`;
  }

  /** Cases behind a brace; of other environments, which nobody writes here, the cells. */
  private cases(): string {
    const kind = this.written();
    const rows: string[] = [];
    let cells: string[] = [];
    for (;;) {
      cells.push(`<mtd style="text-align:left">${grouped(this.row("&", "\\\\", "\\end"))}</mtd>`);
      const end = this.tokens[this.next++];
      if (end === "&") continue;
      rows.push(`<mtr>${cells.join("")}</mtr>`);
      cells = [];
      if (end === "\\end") break;
    }
    this.written();
    const brace = kind === "cases" ? fence("{", "prefix", true) : "";
    return `<mrow>${brace}<mtable>${rows.join("")}</mtable></mrow>`;
  }
}

/** Text mode as plain text: escapes and letters between `\(` and `\)` are the only commands there. */
function plainText(text: string): string {
  return text
    .replace(/\\\(|\\\)/g, "")
    .replace(/\\([A-Za-z]+)(?:\{\})?/g, (whole, name: string) => textual[name] ?? letters[name] ?? whole)
    .replace(/\\(.)/g, (_, mark: string) => mark);
}

/**
 * The mathematics that this library writes in LaTeX as MathML, without the element around it. Commands that it does not use
 * are shown by their names.
 *
 * @throws SyntaxError where braces or environments do not match.
 */
export function inlineMathMl(latex: string): string {
  return grouped(new Typesetter(latex).row());
}
