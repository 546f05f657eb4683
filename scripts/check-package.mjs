// Packs the library, installs the tarball into an empty project outside the repository, and imports every subpath.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const folder = mkdtempSync(join(tmpdir(), "chainrule-"));
const run = (command, args, cwd) =>
  execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
try {
  const packed = JSON.parse(
    run("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder], "library"),
  );
  const [{ filename, size }] = Array.isArray(packed) ? packed : Object.values(packed);
  writeFileSync(join(folder, "package.json"), '{ "private": true, "type": "module" }');
  run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", `./${filename}`], folder);
  const { exports } = JSON.parse(readFileSync("library/package.json", "utf8"));
  const paths = Object.keys(exports).filter((path) => !path.endsWith(".json"));
  const names = paths.map((path) => (path === "." ? "chainrule" : `chainrule/${path.slice(2)}`));
  writeFileSync(
    join(folder, "all.mjs"),
    names
      .map((name) => `if (Object.keys(await import("${name}")).length === 0) throw new Error("${name} is empty");`)
      .join("\n"),
  );
  run(process.execPath, ["all.mjs"], folder);
  // What the README shows is run as it stands there.
  const shown = [...readFileSync("README.md", "utf8").matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code);
  writeFileSync(join(folder, "readme.mjs"), shown.join("\n"));
  const told = run(process.execPath, ["readme.mjs"], folder);
  if (!/\[ 0\.909\d+, -0\.416\d+ \]/.test(told) || !told.includes("Backward"))
    throw new Error(`the README's examples print something else:\n${told}`);
  const help = run("npx", ["chainrule", "--help"], folder);
  if (!help.includes("train")) throw new Error(`--help does not name train:\n${help}`);
  run("npx", ["publint", "--strict", "library"], ".");
  console.log(`  ${names.length} subpaths imported from a tarball of ${size} bytes; the command runs; publint agrees`);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
