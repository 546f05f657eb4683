// What chainrule takes up (a part of W8): the bytes of the package with its dependencies on disk, beside its rivals', and
// the bytes that a browser loads, minified and gzipped.
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = fileURLToPath(new URL(".", import.meta.url));
const modules = join(here, "node_modules");

const bytesIn = (folder) =>
  readdirSync(folder, { withFileTypes: true }).reduce((sum, entry) => {
    const path = join(folder, entry.name);
    // Dependencies that lie inside a package are counted by their own names.
    if (entry.isDirectory()) return entry.name === "node_modules" ? sum : sum + bytesIn(path);
    return sum + statSync(path).size;
  }, 0);

/** The folder that `name` is found in from `folder`, as Node looks for it. */
function folderOf(name, folder) {
  for (let at = folder; `${at}/`.startsWith(here); at = dirname(at)) {
    const candidate = join(at, "node_modules", name);
    if (existsSync(candidate)) return candidate;
  }
  return undefined;
}

/** Bytes and number of packages that come with one, itself included. */
function installed(name) {
  const seen = new Set();
  const visit = (folder) => {
    if (folder === undefined || seen.has(folder)) return;
    seen.add(folder);
    const { dependencies = {}, optionalDependencies = {} } = JSON.parse(
      readFileSync(join(folder, "package.json"), "utf8"),
    );
    for (const wanted of Object.keys({ ...dependencies, ...optionalDependencies })) visit(folderOf(wanted, folder));
  };
  visit(join(modules, name));
  return { bytes: [...seen].reduce((sum, folder) => sum + bytesIn(folder), 0), packages: seen.size };
}

const gzipped = (contents) => gzipSync(contents, { level: 9 }).length;

/** Writes a program for a browser into a folder: program.js and the pieces that it loads later. */
async function bundle(contents, folder) {
  const { build } = createRequire(import.meta.url)("esbuild");
  await build({
    stdin: { contents, resolveDir: here, sourcefile: "program.mjs" },
    entryNames: "program",
    bundle: true,
    minify: true,
    splitting: true,
    format: "esm",
    platform: "browser",
    target: "es2022",
    outdir: folder,
    logLevel: "silent",
  });
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
}

/** Runs a bundle, and gives the files of it that were loaded on the way. */
function loadedBy(folder) {
  const coverage = join(folder, "coverage");
  execFileSync(process.execPath, [join(folder, "program.js")], { env: { ...process.env, NODE_V8_COVERAGE: coverage } });
  const urls = readdirSync(coverage).flatMap((file) =>
    JSON.parse(readFileSync(join(coverage, file), "utf8")).result.map(({ url }) => url),
  );
  return urls.filter((url) => url.startsWith("file:")).map((url) => fileURLToPath(url));
}

/** Bytes, minified and gzipped, that a browser loads for a program; of all pieces, where it does not run by itself. */
async function bundled(contents, runs) {
  const folder = mkdtempSync(join(tmpdir(), "chainrule-bundle-"));
  try {
    await bundle(contents, folder);
    const all = readdirSync(folder)
      .filter((name) => name.endsWith(".js"))
      .map((name) => join(folder, name));
    return (runs ? loadedBy(folder) : all).reduce((sum, path) => sum + gzipped(readFileSync(path)), 0);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** All that the package offers to a browser. */
function wholeLibrary() {
  const { exports } = JSON.parse(readFileSync(join(modules, "chainrule/package.json"), "utf8"));
  const paths = Object.keys(exports).filter((path) => !path.endsWith(".json") && path !== "./node");
  return paths.map((path, i) => `export * as part${i} from "chainrule${path.slice(1)}";`).join("\n");
}

/** Sizes in bytes. */
export async function sizes() {
  const rivals = ["@jax-js/jax", "@tensorflow/tfjs", "brain.js", "onnxruntime-web", "onnxruntime-node"];
  const program = readFileSync(join(here, "cold-start/chainrule.mjs"), "utf8");
  return {
    installed: Object.fromEntries(["chainrule", ...rivals].map((name) => [name, installed(name)])),
    bundleW1: await bundled(program, true),
    bundleAll: await bundled(wholeLibrary(), false),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(await sizes());
