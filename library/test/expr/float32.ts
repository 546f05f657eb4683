import { type Expr, foldExpr } from "../../src/expr/expr.ts";
import { demote, promote } from "../../src/expr/lower.ts";

/** A lowered formula as a fast JavaScript function that rounds like a float32 machine; for the accuracy tests. */
export function compileFloat32(root: Expr, names: readonly string[]): (...values: number[]) => number {
  const lines: string[] = [];
  const constants: number[] = [];
  const records: unknown[] = [];
  const wide = new Set<Expr>();
  let next = 0;
  const result = foldExpr<string>(root, (part, operands) => {
    if (part.value !== undefined) return `C[${constants.push(part.value) - 1}]`;
    if (part.variable !== undefined) return `v${names.indexOf(part.variable)}`;
    const operation = part.operation!;
    const isWide = operation === promote || (operation !== demote && part.operands.some((o) => wide.has(o)));
    if (isWide) wide.add(part);
    const args = operands.map((text, i) =>
      !isWide && part.operands[i]!.value !== undefined ? `Math.fround(${text})` : text,
    );
    const call =
      operation === promote || operation === demote
        ? args[0]!
        : (operation.javascript?.(...args) ?? `R[${records.push(operation.evaluate) - 1}](${args.join(",")})`);
    const name = `t${next++}`;
    lines.push(`const ${name} = ${isWide ? call : `Math.fround(${call})`};`);
    return name;
  });
  const source = `return (${names.map((_, i) => `v${i}`).join(",")}) => { ${lines.join("\n")} return ${result}; }`;
  return new Function("C", "R", source)(constants, records) as (...values: number[]) => number;
}

const words = new Int32Array(1);
const floats = new Float32Array(words.buffer);

/** The float32 with these bits. */
export function fromBits(bits: number): number {
  words[0] = bits;
  return floats[0]!;
}

/** The spacing of float32 at |x|, not below the least subnormal. */
export function ulp(x: number): number {
  const size = Math.abs(x);
  if (size < 2 ** -126) return 2 ** -149;
  return 2 ** (Math.floor(Math.log2(size) + 1e-12) - 23);
}
