// How much a program loads that imports the library: the root entry reaches at most `mostBytes` (what trains is loaded when
// a training begins), and neither it nor a catalog reaches a package or Node; what trains does not reach much more, with what
// only some networks need and without. Looks at the emitted files, through static imports.
import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const mostBytes = 120_000;
const mostOfTraining = 340_000;
const dist = resolve("library/dist");
const { exports } = JSON.parse(readFileSync("library/package.json", "utf8"));
const problems = [];

/** The modules that a file reaches, their bytes, and the packages among their imports; `later` follows lazy imports too. */
function reach(entry, later) {
  const seen = new Set();
  const outside = [];
  let bytes = 0;
  const visit = (file) => {
    if (seen.has(file)) return;
    if (!existsSync(file)) throw new Error(`${relative(".", file)} is not there: build first`);
    seen.add(file);
    const text = readFileSync(file, "utf8");
    bytes += statSync(file).size;
    for (const [, from] of text.matchAll(/^\s*(?:(?:import|export)\b[^"';]*?from|import)\s+"([^"]+)"/gm)) {
      if (from.startsWith(".")) visit(resolve(dirname(file), from));
      else outside.push(`${relative(dist, file)} imports ${from}`);
    }
    if (later)
      for (const [, from] of text.matchAll(/\bimport\("(\.[^"]+)"\)/g))
        if (!from.includes(".node.")) visit(resolve(dirname(file), from));
  };
  visit(entry);
  return { count: seen.size, bytes, outside };
}

const counts = [];
for (const [path, target] of Object.entries(exports)) {
  if (typeof target === "string" || path === "./node") continue;
  const { count, bytes, outside } = reach(join("library", target.default), false);
  counts.push(`${path} ${count} (${Math.round(bytes / 1000)} KB)`);
  // Tables are read by a well-kept parser; explanations measure Chinese text. Only these entries bring them along.
  if (path !== "./data" && path !== "./explain" && outside.length > 0)
    problems.push(...outside.map((line) => `${path}: ${line}`));
  // What package.json keeps from browsers is the only way to Node.
  const { outside: farther } = reach(join("library", target.default), true);
  problems.push(...farther.filter((line) => line.includes("imports node:")).map((line) => `${path}, later: ${line}`));
  if (path === "." && bytes > mostBytes)
    problems.push(`the root reaches ${bytes} bytes, at most ${mostBytes} are allowed`);
}
for (const chunk of ["training", "special-kernels"]) {
  const { count, bytes } = reach(join("library/dist/shared", `${chunk}.js`), false);
  counts.push(`${chunk} ${count} (${Math.round(bytes / 1000)} KB)`);
  if (bytes > mostOfTraining) problems.push(`${chunk} reaches ${bytes} bytes, at most ${mostOfTraining} are allowed`);
}
console.log(`  modules reached: ${counts.join(", ")}`);
if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exit(1);
}
