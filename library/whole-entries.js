// A plugin that saves modules, as each one takes its time to load: an entry that hands on all that a chunk holds becomes that
// chunk, and the helpers that the bundler adds go into the chunk that all load.
import { dirname, relative } from "node:path/posix";
import { parseAst } from "rolldown/parseAst";

const core = "shared/core.js";
const helpers = "shared/rolldown-runtime.js";

/** The file that a chunk names by a path. */
const fileAt = (from, path) => new URL(path, `file:///${from}`).pathname.slice(1);

/** How a chunk names a file. */
function pathTo(file, from) {
  const path = relative(dirname(from), file);
  return path.startsWith(".") ? path : `./${path}`;
}

/** A chunk taken apart: what it imports by file or package, as [name, local name]; its statements; local names by exported ones. */
function parts({ fileName, code }) {
  const imports = new Map();
  const exports = new Map();
  const statements = [];
  for (const node of parseAst(code).body) {
    if (node.type === "ImportDeclaration") {
      const { value } = node.source;
      const file = value.startsWith(".") ? fileAt(fileName, value) : value;
      const taken = node.specifiers.map(({ type, imported, local }) => {
        const name = imported?.name ?? (type === "ImportDefaultSpecifier" ? "default" : "*");
        return [name, local.name];
      });
      imports.set(file, [...(imports.get(file) ?? []), ...taken]);
    } else if (node.type === "ExportNamedDeclaration" && node.declaration === null && node.source === null)
      for (const { local, exported } of node.specifiers) exports.set(exported.name, local.name);
    else statements.push(node);
  }
  const comments = /(?:\/\/[^\n]*\n|\/\*[^*]*\*\/\s*)*$/;
  const first = statements[0]?.start ?? 0;
  const begin = first - comments.exec(code.slice(0, first))[0].length;
  return { imports, exports, body: code.slice(begin, statements.at(-1)?.end ?? 0) };
}

/** The code of a chunk from its parts. */
function written(fileName, { imports, exports, body }) {
  const named = (one, other) => (one === other ? one : `${one} as ${other}`);
  const lines = [...imports].flatMap(([file, taken]) => {
    const from = JSON.stringify(file.endsWith(".js") ? pathTo(file, fileName) : file);
    const [whole, single] = [true, false].map((isWhole) => taken.filter(([name]) => (name === "*") === isWhole));
    const names = new Set(single.map(([name, local]) => named(name, local)));
    return [
      ...whole.map(([, local]) => `import * as ${local} from ${from};`),
      ...(names.size > 0 ? [`import { ${[...names].join(", ")} } from ${from};`] : []),
      ...(taken.length === 0 ? [`import ${from};`] : []),
    ];
  });
  const given = [...exports].map(([name, local]) => named(local, name));
  return `${lines.join("\n")}\n\n${body}\n\nexport { ${given.join(", ")} };`;
}

/** Puts a chunk into one that imports it, and lets all others import it from there. */
function merge(bundle, from, into) {
  const [inner, outer] = [bundle[from], bundle[into]].map(parts);
  // What the outer one has imported is there now, under the name that it has inside.
  const own = new Map(outer.imports.get(from).map(([name, local]) => [local, inner.exports.get(name)]));
  if (outer.body !== "" && [...own].some(([local, inside]) => local !== inside))
    throw new Error(`${into} calls something of ${from} by another name`);
  outer.imports.delete(from);
  const imports = new Map(inner.imports);
  for (const [file, taken] of outer.imports) imports.set(file, [...(imports.get(file) ?? []), ...taken]);
  const exports = new Map(inner.exports);
  for (const [name, local] of outer.exports) exports.set(name, own.get(local) ?? local);
  const body = [inner.body, outer.body].filter((one) => one !== "").join("\n\n");
  bundle[into].code = written(into, { imports, exports, body });
  delete bundle[from];
  for (const chunk of Object.values(bundle))
    if (chunk.fileName !== into && parts(chunk).imports.has(from)) {
      const [before, now] = [from, into].map((file) => JSON.stringify(pathTo(file, chunk.fileName)));
      chunk.code = chunk.code.replaceAll(before, now);
    }
}

export const wholeEntries = {
  name: "whole-entries",
  generateBundle(_, bundle) {
    if (bundle[helpers] !== undefined) merge(bundle, helpers, core);
    for (const entry of Object.values(bundle)) {
      const { imports, exports, body } = parts(entry);
      if (!entry.isEntry || body !== "") continue;
      const isWhole = (chunk) => [...parts(chunk).exports.keys()].every((name) => exports.has(name));
      const whole = [...imports.keys()].find((file) => bundle[file]?.isEntry === false && isWhole(bundle[file]));
      if (whole !== undefined) merge(bundle, whole, entry.fileName);
    }
  },
};
