// Writes RESULTS.md from the runs in results/ (or those named): node bench/report.mjs [FILE …]. Figures are medians over all
// rounds of all runs, with their range; ratios are taken within a round.
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { contestants } from "./contestants/index.mjs";
import { figure, table, withSpread } from "./support/figures.mjs";
import { median } from "./support/sample.mjs";
import { targets } from "./targets.mjs";
import { measurements } from "./workloads/index.mjs";

const here = new URL("./", import.meta.url);
const folder = new URL("results/", here);

/** All rounds of all runs: `of(id, name)` is a contestant's median in that round. */
const roundsOf = (runs) =>
  runs.flatMap((run) => {
    const count = Math.max(
      0,
      ...Object.values(run.samples).flatMap((byName) => Object.values(byName).map((r) => r.length)),
    );
    return Array.from({ length: count }, (_, round) => ({
      sizes: run.sizes,
      of: (id, name) => {
        const seconds = run.samples[id]?.[name]?.[round];
        return seconds ? median(seconds) : undefined;
      },
    }));
  });

const summary = (numbers) =>
  numbers.length === 0 ? undefined : { middle: median(numbers), low: Math.min(...numbers), high: Math.max(...numbers) };
const defined = (numbers) => numbers.filter((number) => number !== undefined);

const headings = {
  W1: "W1–W5, W10: training",
  W6: "W6: products of matrices",
  W7: "W7: inference",
  W8: "W8: cold start",
  W9: "W9: streams",
  costs: "What a training costs besides its steps",
};
const sectionOf = ({ workload }) => (["W1", "W2", "W3", "W4", "W5", "W10"].includes(workload) ? "W1" : workload);

/** One table for the measurements of a section: contestants down, measurements across. */
function section(key, rounds) {
  const across = measurements.filter((measurement) => sectionOf(measurement) === key);
  const seen = (id, name) => defined(rounds.map(({ of }) => of(id, name)));
  const down = Object.keys(contestants).filter((name) => across.some(({ id }) => seen(id, name).length > 0));
  if (down.length === 0) return "";
  const cell = ({ id, figure: { of: figureOf } }, name) => {
    const found = summary(seen(id, name).map(figureOf));
    if (found === undefined) return "–";
    const ratio = summary(
      defined(
        rounds.map(({ of }) => {
          const [mine, other] = [of(id, "chainrule"), of(id, name)];
          return mine === undefined || other === undefined ? undefined : other / mine;
        }),
      ),
    );
    return name === "chainrule" || ratio === undefined
      ? withSpread(found)
      : `${withSpread(found)}, ${figure(ratio.middle)} ×`;
  };
  const head = ["", ...across.map(({ id, figure: { unit } }) => `${id}, ${unit}`)];
  const rows = down.map((name) => [contestants[name].label, ...across.map((measurement) => cell(measurement, name))]);
  const what = across.map(({ id, title }) => `- ${id}: ${title}`).join("\n");
  return `## ${headings[key]}\n\n${what}\n\n${table(head, rows)}\n`;
}

const backends = { wasm: "wasm", relaxed: "wasm with relaxed instructions", native: "native" };

function judged({ value, backend, atLeast, atMost }, rounds, threads) {
  const found = summary(defined(rounds.map(({ of, sizes }) => value(of, backend, threads, sizes))));
  if (found === undefined) return "–";
  const isMet = atLeast === undefined ? found.middle <= atMost : found.middle >= atLeast;
  return `${isMet ? "met" : "**missed**"}: ${withSpread(found)}`;
}

function targetTable(backend, rounds) {
  const rows = targets
    .filter((target) => target.backend === backend && !target.single)
    .map((target) => [
      target.workload,
      `≥ ${target.atLeast} × ${target.text}`,
      judged(target, rounds, 1),
      judged(target, rounds, 2),
    ]);
  if (rows.every(([, , one, two]) => one === "–" && two === "–"))
    return `### ${backends[backend]}\n\nNot there yet: nothing was timed.\n`;
  return `### ${backends[backend]}\n\n${table(["", "target", "1 thread", "2 threads"], rows)}\n`;
}

function limitTable(rounds) {
  const rows = targets
    .filter(({ single }) => single)
    .map((target) => [target.workload, target.text, `≤ ${target.atMost}`, judged(target, rounds, 1)]);
  return `### Limits\n\n${table(["", "", "limit", "found"], rows)}\n`;
}

function installedTable({ installed }) {
  const rows = Object.entries(installed).map(([name, { bytes, packages }]) => [
    name,
    figure(bytes / 1e6),
    String(packages),
  ]);
  return `## W8: installed size\n\n${table(["package with its dependencies", "MB", "packages"], rows)}\n`;
}

function scalingTables(studies) {
  if (studies.length === 0) return "";
  const { rows } = studies.at(-1);
  const lines = rows.map(({ study, label, contestant, seconds, relative }) => [
    study,
    label,
    contestants[contestant].label,
    figure(seconds * 1e3),
    figure(relative),
  ]);
  const text =
    "The last column is the time of a unit of work, relative to the first line of its kind: 1 is linear growth.";
  return `## Scaling\n\n${text}\n\n${table(["", "size", "", "ms per step", "per unit"], lines)}\n`;
}

const read = (name) => JSON.parse(readFileSync(new URL(name, folder), "utf8"));
const filesOf = (start) =>
  readdirSync(folder)
    .filter((name) => name.startsWith(start) && name.endsWith(".json"))
    .sort();

/** Writes RESULTS.md from files of results. */
export function writeReport(files = filesOf("run-")) {
  const runs = files.map(read);
  if (runs.length === 0) throw new Error("bench/results holds no run: node bench/run.mjs makes one");
  const rounds = roundsOf(runs);
  const [last] = runs.slice(-1);
  const dates = [...new Set(runs.map(({ date }) => date.slice(0, 10)))].join(", ");
  const named = Object.entries(last.versions).map(([name, version]) => `${name} ${version}`);
  const notes = Object.entries(contestants).filter(([, { note }]) => note !== undefined);
  const failures = new Map();
  for (const run of runs)
    for (const [id, byName] of Object.entries(run.failures))
      for (const [name, message] of Object.entries(byName)) {
        const line = `- ${contestants[name].label}: ${message}`;
        failures.set(line, (failures.get(line) ?? new Set()).add(id));
      }
  const missing = [...failures].map(([line, ids]) => `${line}${ids.size < 5 ? ` (${[...ids].join(", ")})` : ""}`);
  const skipped = measurements.flatMap(({ id, without = {} }) =>
    Object.entries(without).map(([name, reason]) => `- ${contestants[name].label} at ${id}: ${reason}`),
  );
  const text = [
    "# Results",
    `${rounds.length} rounds in ${runs.length} separate runs, ${dates}, on ${last.cores} cores of an ${last.cpu} with Node ${last.node.slice(1)}. ` +
      `${named.join(", ")}. Written by \`node bench/report.mjs\`; README.md says how to read it.`,
    "Figures are medians over all rounds with their range, ratios medians of ratios within a round. " +
      "An × in a table is how many times as long as chainrule (wasm, one thread) somebody takes.",
    ...(runs.length < 3 ? ["Fewer than three runs: not to be quoted yet."] : []),
    "## Targets",
    ...Object.keys(backends).map((backend) => targetTable(backend, rounds)),
    limitTable(rounds),
    ...Object.keys(headings).map((key) => section(key, rounds)),
    ...(last.sizes === undefined ? [] : [installedTable(last.sizes)]),
    scalingTables(filesOf("scaling-").map(read)),
    "## Notes",
    notes
      .map(([name, { note }]) => `- ${contestants[name].label}: ${note}.`)
      .concat(Object.entries(last.notes).map(([name, note]) => `- ${contestants[name].label}: ${note}.`))
      .join("\n"),
    ...(missing.length === 0 ? [] : ["Left out of these runs:", missing.join("\n")]),
    ...(skipped.length === 0 ? [] : ["Not tried:", skipped.join("\n")]),
  ];
  writeFileSync(
    new URL("RESULTS.md", here),
    `${text
      .filter((part) => part !== "")
      .join("\n\n")
      .replace(/\n{3,}/g, "\n\n")}\n`,
  );
  console.log(`bench/RESULTS.md tells of ${runs.length} run(s)`);
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  writeReport(process.argv.length > 2 ? process.argv.slice(2) : undefined);
