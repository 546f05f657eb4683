// Writes the catalogs: every file of a folder of records becomes a line of its index. `--check` compares only.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const check = process.argv.includes("--check");
const root = "library/src/nn";
const catalogs = readdirSync(root, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);
let stale = 0;
for (const catalog of catalogs) {
  const folder = join(root, catalog);
  const files = readdirSync(folder).filter((name) => /^[a-z][a-z0-9-]*\.ts$/.test(name));
  const lines = files.sort().map((name) => `export * from "./${name}";\n`);
  const text = `// Generated from the files of this folder by \`npm run gen\`.\n${lines.join("")}`;
  const path = join(folder, "index.gen.ts");
  if (existsSync(path) && readFileSync(path, "utf8") === text) continue;
  stale++;
  if (check) console.error(`${path} is stale: run npm run gen`);
  else writeFileSync(path, text);
}
console.log(check ? `  ${stale} stale catalogs` : `  ${stale} catalogs written`);
if (check && stale > 0) process.exit(1);
