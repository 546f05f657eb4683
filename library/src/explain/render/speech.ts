import type { Equation } from "../equation.ts";
import type { Words } from "../sentences/words.ts";

/** An equation as a sentence that can be spoken: signs become words, a matrix its dimensions. */
export function spoken(equation: Equation, words: Words): string {
  const { signs, matrix, transposed, squared, fresh, partial } = words.speech;
  const order = Object.keys(signs).sort((a, b) => b.length - a.length);
  const ofText = (text: string): string => {
    let rest = text.replace(/∂L\/∂([^\s⊙·+()=-]+)/g, (_, name: string) => ` ${partial(name)} `);
    // After a parenthesis a raised 2 is a power; after a letter it is a layer's number.
    rest = rest.replaceAll(")²", `) ${squared} `);
    for (const sign of order) rest = rest.replaceAll(sign, ` ${signs[sign]!} `);
    rest = rest.replaceAll("ᵀ", ` ${transposed} `).replace(/([^\s′]+)′+/g, (_, name: string) => fresh(name));
    return rest.replace(/[⁰¹²³⁴⁵⁶⁷⁸⁹]+/g, (digits) => ` ${[...digits].map((d) => "⁰¹²³⁴⁵⁶⁷⁸⁹".indexOf(d)).join("")}`);
  };
  const sentence = equation
    .map((part) => {
      if (part.kind === "matrix") return matrix(part.rows, part.columns);
      return part.text === " " ? ` ${signs["·"]!} ` : ofText(part.text);
    })
    .join(" ");
  return sentence.replace(/\s+/g, " ").trim();
}
