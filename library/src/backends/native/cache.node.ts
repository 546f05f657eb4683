import { createHash } from "node:crypto";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { cpus, homedir } from "node:os";
import { basename, join } from "node:path";
import { BackendError, FileError } from "../../util/errors.ts";
import { type Compiler, spawned } from "./compiler.node.ts";

/** How much the libraries that are kept may take, in bytes; those that were used longest ago go first. */
const mostBytes = 256 * 2 ** 20;
/** What was used so recently is never removed: someone may be about to open it. */
const recentMilliseconds = 3_600_000;

const hashed = (text: string | Uint8Array): string => createHash("sha256").update(text).digest("hex");

/** Where libraries are kept, unless said otherwise: the user's folder for such things. */
export function cacheFolder(): string {
  const { env, platform } = process;
  const base =
    env["XDG_CACHE_HOME"] ||
    (platform === "darwin"
      ? join(homedir(), "Library", "Caches")
      : (platform === "win32" && env["LOCALAPPDATA"]) || join(homedir(), ".cache"));
  return join(base, "chainrule", "native");
}

/** Makes the folder, and refuses one into which others might put libraries. */
function ownFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (process.getuid === undefined) return;
  const { uid, mode } = lstatSync(folder);
  const facts = { place: folder, remedy: "remove it, or set XDG_CACHE_HOME to a folder of your own" };
  if (!lstatSync(folder).isDirectory())
    throw new FileError("the folder of compiled libraries is not a folder", { ...facts, expected: "a folder" });
  if (uid !== process.getuid())
    throw new FileError("the folder of compiled libraries is someone else's", { ...facts, found: `owner ${uid}` });
  if ((mode & 0o022) !== 0)
    throw new FileError("others may write to the folder of compiled libraries", {
      ...facts,
      expected: "mode 700",
      found: `mode ${(mode & 0o777).toString(8)}`,
    });
}

/** A library and when it was used last. */
interface Kept {
  readonly path: string;
  readonly bytes: number;
  readonly used: number;
}

function kept(folder: string): Kept[] {
  return readdirSync(folder).flatMap((name) => {
    try {
      const { size, mtimeMs } = statSync(join(folder, name));
      return [{ path: join(folder, name), bytes: size, used: mtimeMs }];
    } catch {
      return []; // Another process has removed it.
    }
  });
}

/** Removes what was used longest ago until the rest is small enough. */
export function prune(folder: string, most: number = mostBytes, recent: number = recentMilliseconds): void {
  const all = kept(folder).sort((a, b) => a.used - b.used);
  let bytes = all.reduce((sum, one) => sum + one.bytes, 0);
  for (const one of all) {
    if (Date.now() - one.used < recent) return;
    // A folder of work that is old was left behind by a process that was killed.
    if (bytes <= most && !basename(one.path).startsWith("work-")) continue;
    rmSync(one.path, { recursive: true, force: true });
    bytes -= one.bytes;
  }
}

/** What a source, compiled by this compiler for this processor, is kept under. */
export function keyOf(source: string, { identity, flags }: Compiler): string {
  return hashed([source, identity, flags.join(" "), cpus()[0]?.model ?? "", process.arch].join("\0")).slice(0, 40);
}

const extension = process.platform === "win32" ? "dll" : process.platform === "darwin" ? "dylib" : "so";

/**
 * The library of this key, if there is one and it is whole. Its name ends in the hash of what it holds, so that one
 * that was cut off or exchanged is not opened.
 */
export function findLibrary(folder: string, key: string): string | undefined {
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(`${key}-`) || !name.endsWith(`.${extension}`)) continue;
    const path = join(folder, name);
    try {
      const file = lstatSync(path);
      const own = process.getuid === undefined || file.uid === process.getuid();
      if (own && file.isFile() && name === `${key}-${hashed(readFileSync(path))}.${extension}`) {
        const now = new Date();
        utimesSync(path, now, now);
        return path;
      }
      rmSync(path, { force: true });
    } catch {
      // Another process has removed it.
    }
  }
  return undefined;
}

/** The library of a source: found where it is kept, else compiled and kept there. */
export async function libraryOf(source: string, compiler: Compiler, folder: string = cacheFolder()): Promise<string> {
  ownFolder(folder);
  const key = keyOf(source, compiler);
  const known = findLibrary(folder, key);
  if (known !== undefined) return known;
  // In a folder of its own, under names that do not change: they become part of what is compiled.
  const work = mkdtempSync(join(folder, "work-"));
  const [text, made] = [join(work, "program.c"), join(work, `program.${extension}`)];
  try {
    writeFileSync(text, source, { mode: 0o600 });
    const { code, error } = await spawned(compiler.command, [...compiler.flags, "-o", made, text]);
    if (code !== 0)
      throw new BackendError("the C compiler has refused a program", {
        found: error.trim().slice(0, 1000),
        remedy: "take the back end wasm, or another compiler in the environment variable CC",
      });
    chmodSync(made, 0o700);
    const path = join(folder, `${key}-${hashed(readFileSync(made))}.${extension}`);
    renameSync(made, path);
    return path;
  } finally {
    rmSync(work, { recursive: true, force: true });
    prune(folder);
  }
}
