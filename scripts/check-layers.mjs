// Holds the table of layers: who may import whom, that no modules import each other in a circle, and that nothing
// outside the command line and *.node.ts touches Node.
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";

const root = resolve(import.meta.dirname ?? ".", "../library/src");
const table = JSON.parse(readFileSync(new URL("./layers.json", import.meta.url), "utf8"));
const fewest = 80;

const walk = (folder) =>
  readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    return statSync(path).isDirectory() ? walk(path) : path.endsWith(".ts") ? [path] : [];
  });
const layerOf = (path) => {
  const parts = relative(root, path).split("/");
  if (parts.length === 1) return undefined;
  return parts[0] === "backends" ? `${parts[0]}/${parts[1]}` : parts[0];
};
const files = walk(root);
const problems = [];
const graph = new Map();
let imports = 0;
for (const file of files) {
  const text = readFileSync(file, "utf8");
  const layer = layerOf(file);
  const mayUseNode = layer === "cli" || file.endsWith(".node.ts") || relative(root, file) === "node.ts";
  const targets = [];
  for (const [, typeOnly, from, lazy] of text.matchAll(
    /(?:import|export)\s+(type\s)?[^"';]*?from\s+"([^"]+)"|import\("([^"]+)"\)/g,
  )) {
    imports++;
    const target = from ?? lazy;
    if (target.startsWith("node:")) {
      if (!mayUseNode) problems.push(`${relative(root, file)} imports ${target}`);
      continue;
    }
    if (!target.startsWith(".")) continue;
    const path = resolve(dirname(file), target);
    const other = layerOf(path);
    if (!typeOnly && lazy === undefined) targets.push(path);
    const runtimeToBackend = layer === "runtime" && other?.startsWith("backends/") && (lazy !== undefined || typeOnly);
    if (
      layer !== undefined &&
      other !== undefined &&
      other !== layer &&
      !runtimeToBackend &&
      !table[layer]?.includes(other)
    )
      problems.push(`${relative(root, file)} (${layer}) imports ${relative(root, path)} (${other})`);
  }
  if (!mayUseNode && /\b(process|Buffer|__dirname|require)\s*[.(]/.test(text))
    problems.push(`${relative(root, file)} uses a global of Node`);
  graph.set(file, targets);
}
const state = new Map();
const visit = (file, path) => {
  if (state.get(file) === "done" || !graph.has(file)) return;
  if (state.get(file) === "open") {
    problems.push(`a circle: ${[...path.slice(path.indexOf(file)), file].map((p) => relative(root, p)).join(" → ")}`);
    return;
  }
  state.set(file, "open");
  for (const target of graph.get(file)) visit(target, [...path, file]);
  state.set(file, "done");
};
for (const file of files) visit(file, []);
console.log(`  ${files.length} files, ${imports} imports`);
if (files.length < fewest) problems.push(`only ${files.length} files seen, expected at least ${fewest}`);
if (problems.length > 0) {
  console.error(problems.join("\n"));
  process.exit(1);
}
