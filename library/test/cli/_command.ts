import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll } from "vitest";

const root = fileURLToPath(new URL("../../..", import.meta.url));

/** The command as it is started. */
export const bin: string = join(root, "library/bin/chainrule.js");

/** A table that is shipped. */
export const data = (name: string): string => join(root, "examples/data", name);

export interface Result {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a command is started. */
export interface Surroundings {
  readonly input?: string | Uint8Array;
  readonly environment?: Readonly<Record<string, string>>;
}

/** A folder of its own, and the command in it; the folder goes when the tests of the file have run. */
export function workplace(): {
  folder: string;
  chainrule: (...args: string[]) => Result;
  started: (args: readonly string[], surroundings: Surroundings) => Result;
} {
  const folder = mkdtempSync(join(tmpdir(), "chainrule-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const started = (args: readonly string[], { input, environment = {} }: Surroundings): Result => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 1 << 28,
      env: { PATH: process.env["PATH"], LANG: "C.UTF-8", ...environment },
      ...(input === undefined ? {} : { input }),
    });
    return { status, stdout, stderr };
  };
  return { folder, started, chainrule: (...args) => started(args, {}) };
}

/** A command line as a shell reads it: words, single quotes around those that need them. */
export function wordsOf(line: string): string[] {
  return (line.match(/(?:[^\s']+|'(?:[^']|'\\'')*')+/g) ?? []).map((word) =>
    word.replaceAll("'\\''", "\u0000").replaceAll("'", "").replaceAll("\u0000", "'"),
  );
}
