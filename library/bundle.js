// Bundles the library into few modules, as every module that is loaded one by one takes its time: an entry for each
// subpath of the package, one for the command line, and the chunks that they share. Declarations are written by tsc.
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";
import { parseAst } from "rolldown/parseAst";

const { exports, browser, dependencies, peerDependencies } = JSON.parse(
  readFileSync(new URL("package.json", import.meta.url), "utf8"),
);
const entries = [
  ...Object.values(exports).flatMap((target) => (typeof target === "string" ? [] : [target.default])),
  ...Object.keys(browser),
  "./dist/cli/main.js",
].map((file) => /^\.\/dist\/(.*)\.js$/.exec(file)[1]);

const modulesIn = (folder) =>
  readdirSync(new URL(`src/${folder}`, import.meta.url), { withFileTypes: true }).flatMap((entry) =>
    entry.isFile() ? [`${folder}/${entry.name.replace(/\.ts$/, "")}`] : [],
  );

/**
 * Chunks by name: a module goes into the first whose modules reach it by static imports, so each needs only those before
 * it, and what a browser loads needs none of Node's. What only a later import reaches has a chunk of its own.
 */
const chunks = Object.entries({
  core: ["index", "data/findings", "runtime/relaxed", "util/inert", "nn/initializers/constant"],
  activations: ["nn/activations/index.gen"],
  losses: ["nn/losses/index.gen"],
  optimizers: ["nn/optimizers/index.gen"],
  mathematics: ["expr/index", "graph/index"],
  training: ["runtime/training", "backends/wasm/session"],
  joins: ["graph/joins"],
  predictor: ["runtime/predictor"],
  seldom: [
    "runtime/replay",
    "runtime/non-finite",
    "runtime/solver-learner",
    "runtime/training-work",
    "runtime/validation",
  ],
  networks: ["layers", "solvers", "schedules", "initializers", "regularizers", "metrics", "distributions"].map(
    (catalog) => `nn/${catalog}/index.gen`,
  ),
  runtime: ["io/index", "runtime/index"],
  data: ["data/index"],
  text: ["util/wrapped"],
  cli: [
    ...["command", "errors", "arguments/catalogs.gen", "arguments/lookup", "arguments/numbers", "arguments/reading"],
    ...["messages/findings", "messages/results", "screen/plot", "training/demands", "training/given"],
  ].map((name) => `cli/${name}`),
  numbers: ["report/numbers"],
  node: ["node"],
  explain: [...modulesIn("explain"), ...modulesIn("explain/render")].filter((name) => !name.endsWith("index")),
  commands: ["cli/training/beginning", "cli/training/training"],
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
      // What bundles need besides lies where all reach it.
      if (id === "\0rolldown/runtime.js") return name;
      if (reached === undefined) {
        reached = new Set();
        for (const root of roots) reach(fileURLToPath(new URL(`src/${root}.ts`, import.meta.url)), chunking);
      }
      return reached.has(id) ? name : null;
    },
  };
}

/** The calls, and the properties that are read, while a module is loaded: those outside of functions. */
function* happensAtStart(node) {
  if (node === null || typeof node !== "object" || /Function|Class/.test(node.type)) return;
  if (["CallExpression", "NewExpression", "MemberExpression", "SpreadElement"].includes(node.type)) yield node;
  for (const value of Object.values(node)) yield* happensAtStart(value);
}

/**
 * Says of every constant that making it has no effect besides, since importing does no work: so a bundler leaves out the
 * records that nobody uses, though many stand in one chunk. Bundlers believe that of a call, if its arguments read no
 * properties, which might be getters; a constant that does is made by a function that is called at once.
 */
const markPure = {
  name: "mark-pure",
  renderChunk(code) {
    const mark = "/* @__PURE__ */ ";
    const constants = parseAst(code).body.flatMap((node) => node.declarations ?? node.declaration?.declarations ?? []);
    const edits = constants.flatMap(({ init }) => {
      if (init === null) return [];
      // Some are marked already.
      const happens = [...happensAtStart(init)].filter(({ start }) => !code.endsWith(mark, start));
      const reads = happens.some(({ type, object }) => object !== undefined || type === "SpreadElement");
      if (!reads) return happens.map(({ start }) => ({ at: start, text: mark }));
      return [
        { at: init.start, text: `${mark}(() => (` },
        { at: init.end, text: "))()" },
      ];
    });
    return edits
      .sort((one, other) => other.at - one.at)
      .reduce((text, { at, text: added }) => text.slice(0, at) + added + text.slice(at), code);
  },
};

await build({
  cwd: fileURLToPath(new URL(".", import.meta.url)),
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
    // What is documented stands in the declarations, where editors look for it.
    comments: { jsdoc: false },
    minify: false,
    minifyInternalExports: false,
    codeSplitting: { groups: chunks.map(chunkOf) },
  },
});
