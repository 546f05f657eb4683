// Times chainrule beside its rivals: node bench/run.mjs [WORKLOAD …] [--rounds N] [--runs N] [--contestants A,B]
// [--backend wasm,native] [--threads 1,2]
// [--stretch SECONDS]. Every sample is a process of its own; in a round, contestants take turns at each
// measurement, and a speed counts only after the results have been found right. See README.md.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { contestants, contestantsOf, isPartOf } from "./contestants/index.mjs";
import { writeReport } from "./report.mjs";
import { setUp, versions } from "./setup.mjs";
import { sizes } from "./sizes.mjs";
import { figure } from "./support/figures.mjs";
import { handOver } from "./support/hand-over.mjs";
import { median, sample } from "./support/sample.mjs";
import { leftOut, measurements } from "./workloads/index.mjs";

const { values: given, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    rounds: { type: "string", default: "3" },
    runs: { type: "string", default: "1" },
    contestants: { type: "string" },
    backend: { type: "string" },
    threads: { type: "string" },
    stretch: { type: "string", default: "0.3" },
  },
});
process.env.BENCH_STRETCH = given.stretch;
const results = fileURLToPath(new URL("./results/", import.meta.url));
const listed = (text) => text?.split(",").map((part) => part.trim());

const [names, backends, threads] = [given.contestants, given.backend, given.threads].map(listed);
/** Whether a contestant was asked for: by its name or its library's, its back end, its threads. */
function isWanted(name) {
  const { library, options = {} } = contestants[name];
  if (names !== undefined && !names.includes(name) && !names.includes(library)) return false;
  if (backends !== undefined && library === "chainrule" && !backends.includes(options.backend)) return false;
  return threads === undefined || threads.includes(String(options.threads ?? 1));
}
const wanted = measurements.filter(
  ({ id, workload }) =>
    positionals.length === 0 || positionals.some((start) => workload === start || isPartOf(id, start)),
);
const isPartial =
  [names, backends, threads].some((list) => list !== undefined) ||
  wanted.length < measurements.length ||
  Number(given.stretch) < 0.3;

/** Samples of every measurement, round by round. */
function measureRun(run) {
  const found = {
    date: new Date().toISOString(),
    node: process.version,
    cpu: cpus()[0].model.trim(),
    cores: cpus().length,
    versions: versions(),
    tarball: run.integrity,
    sizes: run.sizes,
    samples: {},
    failures: {},
    notes: {},
  };
  const path = join(results, `${isPartial ? "partial" : "run"}-${found.date.slice(0, 19).replaceAll(":", "-")}.json`);
  for (let round = 0; round < Number(given.rounds); round++) {
    for (const measurement of wanted) {
      takeTurns(measurement, round, found, run);
      writeFileSync(path, `${JSON.stringify(found)}\n`);
    }
  }
  return found;
}

/** One round of one measurement. Who begins changes from round to round. */
function takeTurns(measurement, round, found, { folder, told }) {
  const { id } = measurement;
  const taking = contestantsOf(measurement).filter(isWanted);
  if (taking.length === 0) return;
  const place = mkdtempSync(join(folder, "problem-"));
  const problem = measurement.problem();
  handOver(problem, place);
  found.samples[id] ??= {};
  for (let turn = 0; turn < taking.length; turn++) {
    const name = taking[(turn + round) % taking.length];
    if (found.failures[id]?.[name] !== undefined) continue;
    try {
      const { seconds, note } = sample(name, measurement, place, problem.checks);
      found.samples[id][name] ??= [];
      found.samples[id][name][round] = seconds;
      if (note !== undefined) found.notes[name] = note;
      const { unit, of } = measurement.figure;
      console.log(
        `${id.padEnd(12)} ${contestants[name].label.padEnd(34)} ${figure(of(median(seconds))).padStart(10)} ${unit}`,
      );
    } catch (error) {
      found.failures[id] ??= {};
      found.failures[id][name] = error.message;
      const line = `${contestants[name].label} is left out: ${error.message}`;
      if (!told.has(line)) console.log(`${id.padEnd(12)} ${line}`);
      told.add(line);
    }
  }
  rmSync(place, { recursive: true });
}

mkdirSync(results, { recursive: true });
const integrity = setUp();
const folder = mkdtempSync(join(tmpdir(), "chainrule-bench-"));
try {
  for (const [workload, reason] of Object.entries(leftOut)) console.log(`${workload} is left out. ${reason}`);
  const run = {
    integrity,
    folder,
    told: new Set(),
    sizes: wanted.some(({ workload }) => workload === "W8") ? await sizes() : undefined,
  };
  for (let i = 0; i < Number(given.runs); i++) measureRun(run);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (!isPartial) writeReport();
