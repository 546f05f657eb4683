// Installs who takes part: node bench/setup.mjs. The rivals from bench/package-lock.json; chainrule as a packed tarball,
// as its users get it, again whenever it has changed. What is missing of Python is said and left out.
import { execFileSync } from "node:child_process";
import { existsSync, lstatSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { python } from "./support/python.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
const modules = join(here, "node_modules");
const npm = (args, cwd) => execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });

function installRivals() {
  const installed = join(modules, ".package-lock.json");
  const wanted = join(here, "package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(wanted).mtimeMs) return;
  console.log("installing the rivals …");
  npm(["ci", "--no-audit", "--no-fund"], here);
}

/** Packs the library (which builds it) and installs the tarball, unless the same one is there. */
function installLibrary() {
  const folder = mkdtempSync(join(tmpdir(), "chainrule-bench-"));
  const mark = join(modules, ".chainrule-integrity");
  try {
    // What the build prints comes before the JSON.
    const told = npm(["pack", "--json", "--pack-destination", folder], join(here, "../library"));
    const packed = JSON.parse(told.slice(told.indexOf("[\n")));
    const [{ filename, integrity, size }] = packed;
    const same = existsSync(join(modules, "chainrule")) && existsSync(mark) && readFileSync(mark, "utf8") === integrity;
    if (!same) {
      console.log(`installing chainrule from its tarball of ${size} bytes …`);
      npm(["install", "--no-save", "--no-package-lock", "--no-audit", "--no-fund", join(folder, filename)], here);
      writeFileSync(mark, integrity);
    }
    if (lstatSync(join(modules, "chainrule")).isSymbolicLink()) throw new Error("chainrule is a link to its source");
    return integrity;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Installs everything that can be installed, and gives the integrity of chainrule's tarball. */
export function setUp() {
  installRivals();
  const integrity = installLibrary();
  const found = python()?.versions ?? {};
  for (const [module, name] of Object.entries({
    torch: "python3-torch",
    sklearn: "python3-sklearn",
    numpy: "python3-numpy",
  }))
    if (found[module] === undefined)
      console.log(`no ${module}: on Debian, apt-get install ${name} libopenblas0-openmp`);
  if (found.openblas === "as installed") console.log("no libopenblas0-openmp: PyTorch may be slow on two threads");
  return integrity;
}

/** Versions of what was timed. */
export function versions() {
  const of = (name) => JSON.parse(readFileSync(join(modules, name, "package.json"), "utf8")).version;
  const { dependencies } = JSON.parse(readFileSync(join(here, "package.json"), "utf8"));
  const names = ["chainrule", ...Object.keys(dependencies)].filter((name) => existsSync(join(modules, name)));
  return { ...Object.fromEntries(names.map((name) => [name, of(name)])), ...python()?.versions };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  setUp();
  console.log(versions());
}
