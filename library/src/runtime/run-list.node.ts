import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FileError } from "../util/errors.ts";

/** A run as its folder tells it. */
export interface RunRecord {
  readonly folder: string;
  /** Absent where training has not ended. */
  readonly report?: Readonly<Record<string, unknown>>;
  readonly options: Readonly<Record<string, unknown>>;
}

function readJson(path: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(readFileSync(path, "utf8"));
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("no object");
    return value as Record<string, unknown>;
  } catch (error) {
    throw new FileError("the file of a run is damaged", {
      place: path,
      found: error instanceof Error ? error.message : String(error),
    });
  }
}

/** A run folder. @throws FileError where it is none, or damaged. */
export function readRun(folder: string): RunRecord {
  const [options, report] = [join(folder, "options.json"), join(folder, "report.json")];
  if (!existsSync(options))
    throw new FileError("this is no run folder", { place: folder, expected: "a file options.json in it" });
  return { folder, options: readJson(options), ...(existsSync(report) ? { report: readJson(report) } : {}) };
}

/** The runs in a folder, in order of their names. */
export function listRuns(parent: string): readonly RunRecord[] {
  if (!existsSync(parent))
    throw new FileError("there is no folder of runs", { place: parent, remedy: "chainrule train makes one" });
  return readdirSync(parent)
    .sort()
    .map((name) => join(parent, name))
    .filter((folder) => existsSync(join(folder, "options.json")))
    .map(readRun);
}

/** A field in which two runs differ; `path` such as `comparison.network.metrics.accuracy.value`. */
export interface Difference {
  readonly path: string;
  readonly left: unknown;
  readonly right: unknown;
}

/** Where two plain values differ, part by part, in order. */
export function differences(left: unknown, right: unknown, path = ""): readonly Difference[] {
  if (Object.is(left, right)) return [];
  const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
  if (!isObject(left) || !isObject(right)) return [{ path, left, right }];
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return keys.flatMap((key) => differences(left[key], right[key], path === "" ? key : `${path}.${key}`));
}
