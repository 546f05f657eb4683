// Writes a page for every program in examples/: what its first comment says, the command, and what it prints. Programs in
// examples/measured/ run for minutes, so their pages are made from the results that they keep. `--check` compares.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const check = process.argv.includes("--check");
/** The programs in the order of docs/README.md, with the titles of their pages; measured ones bring their own. */
const printed = {
  "what-a-weight-is": "What a weight is",
  slopes: "Slopes: derivatives, chain rule, gradient, descent",
  "one-step-by-hand": "One step by hand: diabetes from body mass index and age",
  "three-lines": "Three lines: age from height and sex",
  "four-rows": "Four rows, 2,500 steps",
  claims: "Claims, put to the test",
};
const measured = ["mnist", "fashion-mnist", "weather", "anomalies", "rings", "new-digits", "characters"];

let stale = 0;
function write(path, text) {
  if (existsSync(path) && readFileSync(path, "utf8") === text) return;
  stale++;
  if (check) console.error(`${path} is stale: run npm run docs`);
  else writeFileSync(path, text);
}
/** The names of the programs in a folder; all must be listed here, and those that are listed must be there. */
function programsIn(folder, listed) {
  const there = readdirSync(folder).flatMap((name) => (name.endsWith(".mjs") ? [name.slice(0, -4)] : []));
  const odd = [...there.filter((name) => !listed.includes(name)), ...listed.filter((name) => !there.includes(name))];
  if (odd.length > 0) throw new Error(`${folder} and the list in scripts/gen-docs.mjs differ: ${odd.join(", ")}`);
  return listed;
}
/** What the first comment of a program says, and the command at its end. */
function comment(file) {
  const source = readFileSync(file, "utf8");
  const text = source
    .slice(0, source.search(/^(?!\/\/)/m))
    .replace(/^\/\/ ?/gm, "")
    .replace(/\s+/g, " ")
    .trim();
  const [intro, command] = text.split(" Run: ");
  return { intro, command };
}
const end = (file) => `The program: [${file}](../${file}).\n`;

const pages = [];
for (const name of programsIn("examples", Object.keys(printed))) {
  const file = `examples/${name}.mjs`;
  const output = execFileSync(process.execPath, [file], { encoding: "utf8" }).trimEnd();
  const { intro, command } = comment(file);
  write(
    `docs/${name}.md`,
    `# ${printed[name]}\n\n${intro}\n\n    ${command}\n\nprints:\n\n\`\`\`text\n${output}\n\`\`\`\n\n${end(file)}`,
  );
}
for (const name of programsIn("examples/measured", measured)) {
  const file = `examples/measured/${name}.mjs`;
  const { title, page, pictures } = await import(pathToFileURL(file).href);
  const results = JSON.parse(readFileSync(`examples/measured/results/${name}.json`, "utf8"));
  const { version, date, node, processor, backend, seconds } = results.about;
  const { intro, command } = comment(file);
  const measuredBy = `Measured on ${date} with chainrule ${version}, back end ${backend}, one thread, Node ${node.slice(1)} on ${processor}: ${seconds} s in all, on a machine that was not kept free.`;
  write(
    `docs/${name}.md`,
    `# ${title}\n\n${intro}\n\n    ${command}\n\n${page(results)}\n\n${measuredBy}\n\n${end(file)}`,
  );
  for (const [picture, svg] of Object.entries(pictures?.(results) ?? {})) {
    if (!check) mkdirSync("docs/pictures", { recursive: true });
    write(`docs/pictures/${picture}.svg`, svg);
  }
  pages.push(`- [${title}](${name}.md)`);
}
write(
  "docs/README.md",
  `# Worked examples

Programs that work out the mathematics of neural networks, each with what it prints.

${Object.entries(printed)
  .map(([name, title]) => `- [${title}](${name}.md)`)
  .join("\n")}

# Measured examples

Programs that learn from real data for minutes, each with what was measured, beside simple answers and published results.

${pages.join("\n")}
`,
);
console.log(
  check
    ? `  ${Object.keys(printed).length} programs run, ${pages.length} measured, ${stale} stale pages`
    : `  ${stale} pages written`,
);
if (check && stale > 0) process.exit(1);
