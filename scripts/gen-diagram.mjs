// Draws the layers into ARCHITECTURE.md, from the table that check-layers.mjs holds. `--check` compares only.
import { readFileSync, writeFileSync } from "node:fs";

const table = JSON.parse(readFileSync(new URL("./layers.json", import.meta.url), "utf8"));
const height = {};
const heightOf = (layer) => {
  height[layer] ??= table[layer].length === 0 ? 0 : 1 + Math.max(...table[layer].map(heightOf));
  return height[layer];
};
const layers = Object.keys(table);
const rows = Array.from({ length: Math.max(...layers.map(heightOf)) + 1 }, (_, level) =>
  layers.filter((layer) => heightOf(layer) === level),
);
// An arrow for each layer to those right below it: what can be reached through another layer is left out.
const reach = (layer) => new Set(table[layer].flatMap((other) => [other, ...reach(other)]));
const direct = (layer) =>
  table[layer].filter((other) => !table[layer].some((third) => third !== other && reach(third).has(other)));
const width = Math.max(...layers.map((layer) => layer.length));
const lines = rows
  .reverse()
  .flatMap((row) =>
    row.map((layer) => `${layer.padEnd(width)}  ${direct(layer).length === 0 ? "·" : `→ ${direct(layer).join(", ")}`}`),
  );
const picture = `<!-- layers -->\n\`\`\`text\n${lines.join("\n")}\n\`\`\`\n<!-- /layers -->`;
const text = readFileSync("ARCHITECTURE.md", "utf8");
const marked = /<!-- layers -->[\s\S]*<!-- \/layers -->/;
if (!marked.test(text)) throw new Error("ARCHITECTURE.md has no place for the diagram");
const next = text.replace(marked, picture);
if (process.argv.includes("--check")) {
  if (next === text) process.exit(0);
  console.error("the diagram in ARCHITECTURE.md is stale: run npm run gen");
  process.exit(1);
}
writeFileSync("ARCHITECTURE.md", next);
