// Writes the catalogs: every file of a folder of records becomes a line of its index. `--check` compares only.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const check = process.argv.includes("--check");
const root = "library/src/nn";
const catalogs = readdirSync(root, { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);
let stale = 0;
function write(path, text) {
  if (existsSync(path) && readFileSync(path, "utf8") === text) return;
  stale++;
  if (check) console.error(`${path} is stale: run npm run gen`);
  else writeFileSync(path, text);
}
for (const catalog of catalogs) {
  const folder = join(root, catalog);
  const files = readdirSync(folder).filter((name) => /^[a-z][a-z0-9-]*\.ts$/.test(name));
  // What defines a record of one's own, and its types, come first; other names of files with _ are helpers.
  const defining = `_${catalog.replace(/sses$/, "ss").replace(/([^s])s$/, "$1")}.ts`;
  const own = existsSync(join(folder, defining)) ? readFileSync(join(folder, defining), "utf8") : "";
  const names = [...own.matchAll(/^export (?:(interface|type)|function|const) (\w+)/gm)].flatMap(([, type, name]) =>
    type !== undefined ? [`type ${name}`] : name.startsWith("define") ? [name] : [],
  );
  const lines = [
    ...(names.length === 0 ? [] : [`export { ${names.join(", ")} } from "./${defining}";\n`]),
    ...files.sort().map((name) => `export * from "./${name}";\n`),
  ];
  const text = `// Generated from the files of this folder by \`npm run gen\`.\n${lines.join("")}`;
  write(join(folder, "index.gen.ts"), text);
}
// Names for the command line.
const camel = (file) => file.replace(/\.ts$/, "").replace(/-(\w)/g, (_, letter) => letter.toUpperCase());
const listed = ["activations", "initializers", "losses", "optimizers", "schedules", "solvers"];
const maps = listed.map((catalog) => {
  const names = readdirSync(join(root, catalog))
    .filter((name) => /^[a-z][a-z0-9-]*\.ts$/.test(name))
    .sort()
    .map((file) => {
      const name = camel(file);
      const text = readFileSync(join(root, catalog, file), "utf8");
      if (!new RegExp(`^export (const|function|\\{) ${name}\\b`, "m").test(text))
        throw new Error(`${catalog}/${file} exports no ${name}`);
      return `  "${name}",\n`;
    });
  return `\nexport const ${catalog}: Catalog = catalogOf(() => import("../../nn/${catalog}/index.gen.ts"), [\n${names.join("")}]);\n`;
});
write(
  "library/src/cli/arguments/catalogs.gen.ts",
  `// Generated from the folders of records by \`npm run gen\`.
/** Records by name, each with what brings it. */
export type Catalog = Readonly<Record<string, () => Promise<unknown>>>;

/** A catalog by its names; its module is loaded when a record is asked for. */
function catalogOf<T>(load: () => Promise<T>, names: readonly (keyof T & string)[]): Catalog {
  return Object.fromEntries(names.map((name) => [name, async () => (await load())[name]]));
}
${maps.join("")}`,
);
console.log(check ? `  ${stale} stale catalogs` : `  ${stale} catalogs written`);
if (check && stale > 0) process.exit(1);
