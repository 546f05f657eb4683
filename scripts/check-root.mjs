// How much a program loads that imports the library: the root entry reaches at most `mostModules` modules (one for each
// of 36 operations and 16 primitives, and what joins them; what trains is loaded when a training begins), and neither
// it nor a catalog reaches a package or Node. Looks at the emitted files, through static imports.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const mostModules = 90;
const dist = resolve("library/dist");
const { exports } = JSON.parse(readFileSync("library/package.json", "utf8"));
const problems = [];

/** The modules that a file reaches, and the packages among its imports. */
function reach(entry) {
  const seen = new Set();
  const outside = [];
  const visit = (file) => {
    if (seen.has(file)) return;
    if (!existsSync(file)) throw new Error(`${relative(".", file)} is not there: build first`);
    seen.add(file);
    const text = readFileSync(file, "utf8");
    for (const [, from] of text.matchAll(/^\s*(?:import|export)\b[^"';]*?from\s+"([^"]+)"|^\s*import\s+"[^"]+"/gm)) {
      if (from?.startsWith(".")) visit(resolve(dirname(file), from));
      else outside.push(`${relative(dist, file)} imports ${from}`);
    }
  };
  visit(entry);
  return { count: seen.size, outside };
}

const counts = [];
for (const [path, target] of Object.entries(exports)) {
  if (typeof target === "string" || path === "./node") continue;
  const { count, outside } = reach(join("library", target.default));
  counts.push(`${path} ${count}`);
  // Tables are read by a well-kept parser; explanations measure Chinese text and set MathML. Only these entries bring them along.
  if (path !== "./data" && path !== "./explain" && outside.length > 0)
    problems.push(...outside.map((line) => `${path}: ${line}`));
  if (path === "." && count > mostModules)
    problems.push(`the root reaches ${count} modules, at most ${mostModules} are allowed`);
}
console.log(`  modules reached: ${counts.join(", ")}`);
if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exit(1);
}
