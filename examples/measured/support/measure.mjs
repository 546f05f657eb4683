// What all measured examples share: they are run as commands, and keep what they find in results/, from which
// scripts/gen-docs.mjs writes their pages.
import { mkdirSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import { basename } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { version } from "chainrule";

/** Where results are kept: plain data, one file for each program. */
export const resultsFolder = new URL("../results/", import.meta.url);

/**
 * Runs a program's measurement where its file itself is run, and keeps the results with what they were measured on: compiled C
 * where there is a compiler and enough to compute, and one thread, so that times can be compared.
 */
export async function measureAsCommand(url, measure) {
  if (process.argv[1] === undefined || url !== pathToFileURL(process.argv[1]).href) return;
  const backends = new Set();
  const execution = { backend: "auto", threads: 1, taken: ({ backend }) => backends.add(backend) };
  const begun = performance.now();
  const results = await measure({ execution, say: (line) => console.log(line) });
  const about = {
    version,
    date: new Date().toISOString().slice(0, 10),
    node: process.version,
    processor: `${cpus()[0].model.trim()}, ${availableParallelism()} cores`,
    backend: [...backends].join(" and "),
    seconds: Math.round((performance.now() - begun) / 1000),
  };
  mkdirSync(resultsFolder, { recursive: true });
  const file = new URL(`${basename(fileURLToPath(url), ".mjs")}.json`, resultsFolder);
  writeFileSync(file, `${JSON.stringify({ about, ...results })}\n`);
  console.log(`kept in ${fileURLToPath(file)}; npm run docs writes the page`);
}

/** Mean and deviation (of a sample) of numbers, as text. */
export function spread(numbers, digits = 2) {
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const variance = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0) / Math.max(1, numbers.length - 1);
  return numbers.length === 1
    ? mean.toFixed(digits)
    : `${mean.toFixed(digits)} ± ${Math.sqrt(variance).toFixed(digits)}`;
}

/** A table in Markdown: the first row is the head. */
export function table([head, ...rows]) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map((_, i) => (i === 0 ? "---" : "---:"))), ...rows.map(line)].join("\n");
}
