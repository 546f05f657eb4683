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
      code: "E404",
      place: path,
      found: error instanceof Error ? error.message : String(error),
    });
  }
}

/** A run folder. @throws FileError where it is none, or damaged. */
export function readRun(folder: string): RunRecord {
  const [options, report] = [join(folder, "options.json"), join(folder, "report.json")];
  if (!existsSync(options))
    throw new FileError("this is no run folder", {
      code: "E403",
      place: folder,
      expected: "a file options.json in it",
    });
  return { folder, options: readJson(options), ...(existsSync(report) ? { report: readJson(report) } : {}) };
}

/** The runs in a folder, in order of their names. */
export function listRuns(parent: string): readonly RunRecord[] {
  if (!existsSync(parent))
    throw new FileError("there is no folder of runs", {
      code: "E403",
      place: parent,
      remedy: "chainrule train makes one",
    });
  return readdirSync(parent)
    .sort()
    .map((name) => join(parent, name))
    .filter((folder) => existsSync(join(folder, "options.json")))
    .map(readRun);
}

/** Two runs side by side. */
export interface RunComparison {
  /** Options, chosen or said, that differ. */
  readonly configuration: readonly Difference[];
  /** The first number of the learning curves that differs: from there on the trainings part. */
  readonly curve: Difference | undefined;
  /** Metrics that differ, by target. */
  readonly metrics: readonly Difference[];
  /** Everything else that differs in the reports, but for times. */
  readonly others: readonly Difference[];
}

/** Where two runs differ: what they were asked to do, where their trainings part, and what came of it. */
export function compareRuns(left: RunRecord, right: RunRecord): RunComparison {
  const settings = ({ options, report }: RunRecord): Record<string, unknown> => {
    const { said: _, ...own } = { ...options, ...((report?.["configuration"] as object | undefined) ?? {}) } as Record<
      string,
      unknown
    >;
    return own;
  };
  const parts = ({ report = {} }: RunRecord): Record<string, unknown> => {
    // Commands repeat the configuration, and equal runs end at different times.
    const { times: _, configuration: _settings, command: _words, seeds: _seeds, next: _next, ...rest } = report;
    return rest;
  };
  const all = differences(parts(left), parts(right));
  const isMetric = ({ path }: Difference): boolean =>
    /^results\.\d+\.comparison\.network\.metrics\..*\.value$/.test(path);
  const isCurve = ({ path }: Difference): boolean => path.startsWith("curve.");
  return {
    configuration: differences(settings(left), settings(right)),
    curve: all.find(isCurve),
    metrics: all.filter(isMetric),
    others: all.filter((one) => !isMetric(one) && !isCurve(one)),
  };
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
