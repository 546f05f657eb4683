// Bundles the library into few modules, as every module that is loaded one by one takes its time: an entry for each
// subpath of the package, one for the command line, and the chunks that they share. Declarations are written by tsc.
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { defineConfig } from "rolldown";
import { parseAst } from "rolldown/parseAst";

const { exports, browser, dependencies, peerDependencies } = JSON.parse(
  readFileSync(new URL("package.json", import.meta.url), "utf8"),
);
const entries = [
  ...Object.values(exports).flatMap((target) => (typeof target === "string" ? [] : [target.default])),
  ...Object.keys(browser),
  "./dist/cli/main.js",
].map((file) => /^\.\/dist\/(.*)\.js$/.exec(file)[1]);

/**
 * Chunks by name: a module goes into the first whose modules reach it by static imports, so each needs only those before
 * it, and what a browser loads needs none of Node's. What only a later import reaches has a chunk of its own.
 */
const chunks = Object.entries({
  core: ["index", "data/findings", "runtime/relaxed", "util/inert"],
  activations: ["nn/activations/index.gen"],
  losses: ["nn/losses/index.gen"],
  optimizers: ["nn/optimizers/index.gen"],
  mathematics: ["expr/index", "graph/index"],
  training: ["runtime/training", "runtime/parameters", "backends/wasm/session"],
  seldom: ["runtime/non-finite", "runtime/solver-learner", "runtime/validation"],
  networks: ["layers", "solvers", "schedules", "initializers", "regularizers", "metrics", "distributions"].map(
    (catalog) => `nn/${catalog}/index.gen`,
  ),
  runtime: ["io/index", "runtime/index"],
  data: ["data/index"],
  text: ["util/wrapped"],
  cli: ["cli/command", "cli/errors"],
  node: ["node"],
  explain: ["explain/index"],
  commands: ["cli/commands/train"],
});

function chunkOf([name, roots], i) {
  let reached;
  const reach = (id, chunking) => {
    if (reached.has(id)) return;
    reached.add(id);
    for (const next of chunking.getModuleInfo(id)?.importedIds ?? []) reach(next, chunking);
  };
  return {
    priority: chunks.length - i,
    debugName: name,
    name: (id, chunking) => {
      if (reached === undefined) {
        reached = new Set();
        for (const root of roots) reach(fileURLToPath(new URL(`src/${root}.ts`, import.meta.url)), chunking);
      }
      return reached.has(id) ? name : null;
    },
  };
}

/** Where the calls stand that happen while a module is loaded: those outside of functions. */
function* callsAtStart(node) {
  if (node === null || typeof node !== "object" || /Function|Class/.test(node.type)) return;
  if (node.type === "CallExpression" || node.type === "NewExpression") yield node.start;
  for (const value of Object.values(node)) yield* callsAtStart(value);
}

/**
 * Says of every constant that making it has no effect besides, since importing does no work: so a bundler leaves out the
 * records that nobody uses, though many stand in one chunk.
 */
const markPure = {
  name: "mark-pure",
  renderChunk(code) {
    const mark = "/* @__PURE__ */ ";
    const constants = parseAst(code).body.flatMap((node) => node.declarations ?? node.declaration?.declarations ?? []);
    const places = new Set(constants.flatMap(({ init }) => [...callsAtStart(init)]));
    return [...places]
      .filter((at) => !code.endsWith(mark, at))
      .sort((a, b) => b - a)
      .reduce((text, at) => text.slice(0, at) + mark + text.slice(at), code);
  },
};

export default defineConfig({
  input: Object.fromEntries(entries.map((name) => [name, `src/${name}.ts`])),
  platform: "neutral",
  external: [/^node:/, ...Object.keys({ ...dependencies, ...peerDependencies })],
  plugins: [markPure],
  logLevel: "warn",
  checks: { bundlerTimings: false, pluginTimings: false },
  output: {
    dir: "dist",
    cleanDir: true,
    chunkFileNames: "shared/[name].js",
    minify: false,
    minifyInternalExports: false,
    codeSplitting: { groups: chunks.map(chunkOf) },
  },
});
