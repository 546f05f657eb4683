import { execFile } from "node:child_process";
import { BackendError } from "../../util/errors.ts";
import { type Processor, processorOf } from "./machine.ts";

/** A C compiler that works, and the processor it writes for. */
export interface Compiler {
  /** The program and its own arguments, as `$CC` gives them. */
  readonly command: readonly string[];
  /** Everything that decides what it makes of a source: its version and the macros of the processor. */
  readonly identity: string;
  /** How it is told to make libraries of sources. */
  readonly flags: readonly string[];
  readonly processor: Processor;
}

/** What a program has said. */
export interface Said {
  readonly code: number;
  readonly out: string;
  readonly error: string;
}

/** How sources become libraries. Contractions are written out where they are wanted; nothing else is reordered. */
const common: readonly string[] = [
  ...["-O2", "-march=native", "-shared", "-fPIC", "-w", "-std=gnu11"],
  ...["-ffp-contract=off", "-fno-strict-aliasing", "-fno-math-errno", "-fno-trapping-math"],
];
// Vectors are written out; looking for more of them only takes time.
const ofGcc: readonly string[] = [
  ...["-fno-tree-vectorize", "-fno-tree-slp-vectorize", "-fno-tree-loop-distribute-patterns"],
];
const ofClang: readonly string[] = ["-fno-vectorize", "-fno-slp-vectorize"];

/** Runs a program without a shell. */
export function spawned([program, ...own]: readonly string[], args: readonly string[]): Promise<Said> {
  return new Promise((resolve, reject) => {
    const options = { encoding: "utf8", maxBuffer: 1 << 24, windowsHide: true } as const;
    const child = execFile(program!, [...own, ...args], options, (error, out, said) => {
      if (error !== null && typeof error.code === "string") reject(error);
      else resolve({ code: error === null ? 0 : Number(error.code ?? 1), out, error: said });
    });
    child.stdin?.on("error", () => undefined);
    child.stdin?.end();
  });
}

const known = new Map<string, Promise<Compiler>>();

/** The compiler that `$CC` names, else `cc`; asked once. */
export function findCompiler(named: string = process.env["CC"] ?? ""): Promise<Compiler> {
  const found = known.get(named) ?? asked(named);
  known.set(named, found);
  return found;
}

async function asked(named: string): Promise<Compiler> {
  const words = named.split(" ").filter((word) => word !== "");
  const command = words.length > 0 ? words : ["cc"];
  const place = words.length > 0 ? "the environment variable CC" : undefined;
  const facts = {
    ...(place === undefined ? {} : { place }),
    remedy: "install gcc or clang, or name one in the environment variable CC; the back end wasm needs none",
  };
  const ask = async (...args: string[]): Promise<string> => {
    let said: Said;
    try {
      said = await spawned(command, args);
    } catch (error) {
      throw new BackendError("there is no C compiler", { ...facts, found: (error as Error).message });
    }
    if (said.code === 0) return said.out;
    throw new BackendError("the C compiler does not work", { ...facts, found: said.error.trim().slice(0, 300) });
  };
  const version = await ask("--version");
  const macros = await ask("-march=native", "-dM", "-E", "-x", "c", "-");
  if (!/^#define __GNUC__ /m.test(macros))
    throw new BackendError("the C compiler is neither gcc nor clang", {
      ...facts,
      found: version.split("\n")[0] ?? "",
    });
  const identity = `${command.join(" ")}\n${version}\n${macros}`;
  const flags = [...common, ...(/^#define __clang__ /m.test(macros) ? ofClang : ofGcc)];
  return { command, identity, flags, processor: processorOf(macros) };
}
