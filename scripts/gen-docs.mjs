// Writes a page for every program in examples/: what its first comment says, the command, and what it prints. `--check` compares.
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

const check = process.argv.includes("--check");
const titles = {
  "what-a-weight-is": "What a weight is",
  slopes: "Slopes: derivatives, chain rule, gradient, descent",
  "one-step-by-hand": "One step by hand: diabetes from body mass index and age",
  "three-lines": "Three lines: age from height and sex",
  "four-rows": "Four rows, 2,500 steps",
  claims: "Claims, put to the test",
};
let stale = 0;
function write(path, text) {
  if (existsSync(path) && readFileSync(path, "utf8") === text) return;
  stale++;
  if (check) console.error(`${path} is stale: run npm run docs`);
  else writeFileSync(path, text);
}
const programs = readdirSync("examples").filter((name) => name.endsWith(".mjs"));
for (const program of programs) {
  const name = program.replace(/\.mjs$/, "");
  if (titles[name] === undefined) throw new Error(`examples/${program} has no title in scripts/gen-docs.mjs`);
  const source = readFileSync(`examples/${program}`, "utf8");
  const comment = source.slice(0, source.search(/^(?!\/\/)/m)).replace(/^\/\/ ?/gm, "");
  const intro = comment
    .replace(/Run: .*/s, "")
    .replace(/\s+/g, " ")
    .trim();
  const output = execFileSync(process.execPath, [`examples/${program}`], { encoding: "utf8" });
  write(
    `docs/${name}.md`,
    `# ${titles[name]}\n\n${intro}\n\n    node examples/${program}\n\nprints:\n\n\`\`\`text\n${output.trimEnd()}\n\`\`\`\n\nThe program: [examples/${program}](../examples/${program}).\n`,
  );
}
const order = Object.keys(titles).filter((name) => programs.includes(`${name}.mjs`));
write(
  "docs/README.md",
  `# Worked examples\n\nPrograms that work out the mathematics of neural networks, each with what it prints.\n\n${order.map((name) => `- [${titles[name]}](${name}.md)`).join("\n")}\n`,
);
console.log(check ? `  ${programs.length} programs run, ${stale} stale pages` : `  ${stale} pages written`);
if (check && stale > 0) process.exit(1);
