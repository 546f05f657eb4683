// A plugin that saves modules, as each one takes its time to load: an entry that hands on all that a chunk holds becomes that
// chunk, and the helpers that the bundler adds go where they are used first.
import { dirname, relative } from "node:path/posix";
import { parseAst } from "rolldown/parseAst";

const join = (list) => list.join(", ");
const specifier = (one, other) => (one === other ? one : `${one} as ${other}`);

/** A chunk taken apart: what it imports by file, its body, and what it exports by name. */
function parts({ fileName, code }) {
  const imports = new Map();
  const exports = new Map();
  const rest = [];
  for (const node of parseAst(code).body) {
    if (node.type === "ImportDeclaration") {
      const { value } = node.source;
      const path = value.startsWith(".") ? resolved(fileName, value) : value;
      const list = imports.get(path) ?? [];
      for (const { type, imported, local } of node.specifiers)
        list.push([imported?.name ?? (type === "ImportDefaultSpecifier" ? "default" : "*"), local.name]);
      imports.set(path, list);
    } else if (node.type === "ExportNamedDeclaration" && node.declaration === null && node.source === null)
      for (const { local, exported } of node.specifiers) exports.set(exported.name, local.name);
    else rest.push(node);
  }
  const body = rest.length === 0 ? "" : code.slice(startOf(code, rest[0].start), rest.at(-1).end);
  return { imports, exports, body };
}

/** Where a statement begins, with the comments before it. */
function startOf(code, at) {
  const before = /(?:\/\/[^\n]*\n|\/\*[^*]*\*\/\s*)*$/.exec(code.slice(0, at));
  return at - before[0].length;
}

const resolved = (from, path) => new URL(path, `file:///${from}`).pathname.slice(1);

function pathFrom(from, to) {
  const path = relative(dirname(from), to);
  return path.startsWith(".") ? path : `./${path}`;
}

/** The text of a chunk; nothing where one name would stand for two things. */
function written(fileName, { imports, exports, body }) {
  const lines = [...imports].flatMap(([path, list]) => {
    const each = [...new Map(list.map((one) => [one.join(" "), one])).values()];
    const named = each.filter(([name]) => name !== "*");
    const from = path.endsWith(".js") ? pathFrom(fileName, path) : path;
    return [
      ...each.flatMap(([name, local]) => (name === "*" ? [`import * as ${local} from "${from}";`] : [])),
      ...(named.length === 0
        ? []
        : [`import { ${join(named.map(([one, local]) => specifier(one, local)))} } from "${from}";`]),
      ...(each.length === 0 ? [`import "${from}";`] : []),
    ];
  });
  const given = [...exports].map(([name, local]) => specifier(local, name));
  const code = `${lines.join("\n")}\n\n${body}\n\nexport { ${join(given)} };`;
  try {
    parseAst(code);
    return code;
  } catch {
    return undefined;
  }
}

/** Puts a chunk into one that imports it, and lets all others import it from there. */
function merge(bundle, from, into) {
  const [inner, outer] = [bundle[from], bundle[into]].map(parts);
  const known = outer.imports.get(from);
  outer.imports.delete(from);
  const imports = new Map(inner.imports);
  for (const [path, list] of outer.imports) imports.set(path, [...(imports.get(path) ?? []), ...list]);
  // What the outer one imported under a name is there now under another, perhaps.
  const localOf = new Map(known.map(([name, local]) => [local, inner.exports.get(name)]));
  const exports = new Map(inner.exports);
  for (const [name, local] of outer.exports) exports.set(name, localOf.get(local) ?? local);
  const isRenamed = outer.body !== "" && [...localOf].some(([local, now]) => local !== now);
  const code = isRenamed
    ? undefined
    : written(into, { imports, exports, body: [inner.body, outer.body].filter((one) => one !== "").join("\n\n") });
  if (code === undefined) return;
  bundle[into].code = code;
  delete bundle[from];
  for (const chunk of Object.values(bundle)) {
    if (chunk.type !== "chunk" || chunk.fileName === into) continue;
    const own = parts(chunk);
    if (!own.imports.has(from)) continue;
    chunk.code = chunk.code.replaceAll(`"${pathFrom(chunk.fileName, from)}"`, `"${pathFrom(chunk.fileName, into)}"`);
  }
}

export const wholeEntries = {
  name: "whole-entries",
  generateBundle(_, bundle) {
    const runtime = "shared/rolldown-runtime.js";
    if (bundle[runtime] !== undefined) merge(bundle, runtime, "shared/core.js");
    for (const entry of Object.values(bundle)) {
      if (entry.type !== "chunk" || !entry.isEntry) continue;
      const { imports, exports, body } = parts(entry);
      if (body !== "") continue;
      const whole = [...imports.keys()].find((path) => {
        const chunk = bundle[path];
        if (chunk === undefined || chunk.isEntry || path === "shared/core.js") return false;
        return [...parts(chunk).exports.keys()].every((name) => exports.has(name));
      });
      if (whole !== undefined) merge(bundle, whole, entry.fileName);
    }
  },
};
