import type { Program, Statement } from "./loops.ts";

/** A program as text for people: its memory and its kernels, with the loops of each. */
export function describeProgram(program: Program): string {
  const lines = [`${program.kernels.length} kernels, ${program.scratchBytes} bytes of scratch memory`, "", "memory"];
  program.buffers.forEach((buffer, i) => {
    const where = buffer.kind === "scratch" ? ` at ${buffer.offset ?? "nowhere"}` : "";
    lines.push(
      `  b${i} ${buffer.kind} ${buffer.name}: ${buffer.elements} ${buffer.type}${buffer.perStep ? " a step" : ""}${where}`,
    );
  });
  lines.push("", "kernels");
  program.kernels.forEach((kernel, i) => {
    const list = (buffers: readonly number[]): string => buffers.map((b) => `b${b}`).join(" ") || "nothing";
    lines.push(`  ${i + 1}. ${kernel.name}: ${list(kernel.reads)} → ${list(kernel.writes)}`);
    lines.push(...loopLines(kernel.body, "     "));
  });
  return lines.join("\n");
}

function loopLines(body: readonly Statement[], indent: string): string[] {
  return body.flatMap((statement) => {
    if (statement.kind !== "for") return [];
    const { variable, from, to, step } = statement;
    return [`${indent}for ${variable} from ${from} to ${to} by ${step}`, ...loopLines(statement.body, `${indent}  `)];
  });
}
