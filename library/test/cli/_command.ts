import { execFileSync, spawn, spawnSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from "node:fs";
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

const ordinary = { PATH: process.env["PATH"], LANG: "C.UTF-8" };

/** A process that runs commands one after another, each as if it were started by itself. */
class Host {
  private readonly requests: number;
  private readonly answers: number;
  private readonly piece = Buffer.alloc(1 << 16);

  constructor() {
    const place = mkdtempSync(join(tmpdir(), "chainrule-host-"));
    const pipes = ["requests", "answers"].map((name) => join(place, name));
    execFileSync("mkfifo", pipes);
    const script = fileURLToPath(new URL("_host.mjs", import.meta.url));
    spawn(process.execPath, [script, ...pipes], { stdio: ["ignore", "ignore", "inherit"], env: ordinary }).unref();
    // Opening waits for the other side.
    this.requests = openSync(pipes[0]!, "w");
    this.answers = openSync(pipes[1]!, "r");
    rmSync(place, { recursive: true });
  }

  run(args: readonly string[], cwd: string): Result {
    writeSync(this.requests, `${JSON.stringify({ args, cwd, env: ordinary })}\n`);
    const parts: Buffer[] = [];
    do {
      const count = readSync(this.answers, this.piece);
      if (count === 0) throw new Error(`the process has ended in the middle of ${args.join(" ")}`);
      parts.push(Buffer.from(this.piece.subarray(0, count)));
    } while (parts.at(-1)!.at(-1) !== 10);
    return JSON.parse(Buffer.concat(parts).toString("utf8")) as Result;
  }

  end(): void {
    closeSync(this.requests);
    closeSync(this.answers);
  }
}

/**
 * A folder of its own, and the command in it; the folder goes when the tests of the file have run. `started` starts a
 * process, as a shell does; `chainrule` runs in one that has run commands before, which is several times faster.
 */
export function workplace(): {
  folder: string;
  chainrule: (...args: string[]) => Result;
  started: (args: readonly string[], surroundings: Surroundings) => Result;
} {
  const folder = mkdtempSync(join(tmpdir(), "chainrule-"));
  let host: Host | undefined;
  afterAll(() => {
    host?.end();
    rmSync(folder, { recursive: true, force: true });
  });
  const started = (args: readonly string[], { input, environment = {} }: Surroundings): Result => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], {
      cwd: folder,
      encoding: "utf8",
      maxBuffer: 1 << 28,
      env: { ...ordinary, ...environment },
      ...(input === undefined ? {} : { input }),
    });
    return { status, stdout, stderr };
  };
  const chainrule = (...args: string[]): Result => {
    host ??= new Host();
    return host.run(args, folder);
  };
  return { folder, started, chainrule };
}

/** A command line as a shell reads it: words, single quotes around those that need them. */
export function wordsOf(line: string): string[] {
  return (line.match(/(?:[^\s']+|'(?:[^']|'\\'')*')+/g) ?? []).map((word) =>
    word.replaceAll("'\\''", "\u0000").replaceAll("'", "").replaceAll("\u0000", "'"),
  );
}
