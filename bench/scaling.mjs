// How the time of a training step grows: node bench/scaling.mjs. Rows of a batch ×100, widths ×16 (parameters ×256 between
// hidden layers), and threads. Linear growth is what is hoped for; RESULTS.md shows it.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { contestants } from "./contestants/index.mjs";
import { setUp } from "./setup.mjs";
import { figure } from "./support/figures.mjs";
import { handOver } from "./support/hand-over.mjs";
import { median, sample } from "./support/sample.mjs";
import { flopsOf } from "./workloads/networks.mjs";
import { trainingProblem } from "./workloads/training.mjs";

const shared = { hidden: "relu", loss: "classes", optimizer: { name: "adam", rate: 1e-3 }, batches: 1, checks: [] };
const record = (sizes, batch) => ({ ...shared, sizes, batch, seed: 20000 });

/** What is varied, with the work of a step that its time should grow with. */
const studies = {
  rows: [100, 1000, 10000].map((batch) => ({ label: `${batch} rows`, work: batch, ...record([24, 48, 48, 5], batch) })),
  width: [48, 192, 768].map((units) => {
    const sizes = [24, units, units, 5];
    return { label: `width ${units}`, work: flopsOf({ sizes }, 128), ...record(sizes, 128) };
  }),
};
const taking = Object.keys(contestants).filter(
  (name) => contestants[name].file === "chainrule.mjs" && contestants[name].kinds.includes("training"),
);

setUp();
const folder = mkdtempSync(join(tmpdir(), "chainrule-scaling-"));
const rows = [];
for (const [study, sizes] of Object.entries(studies))
  for (const contestant of taking) {
    let unit;
    for (const given of sizes) {
      handOver(trainingProblem(given), folder);
      try {
        const seconds = median(sample(contestant, { kind: "training" }, folder).seconds);
        unit ??= seconds / given.work;
        const relative = seconds / given.work / unit;
        rows.push({ study, label: given.label, contestant, seconds, relative });
        console.log(
          `${given.label.padEnd(12)} ${contestants[contestant].label.padEnd(30)} ${figure(seconds * 1e3)} ms, ${figure(relative)}`,
        );
      } catch (error) {
        console.log(`${contestants[contestant].label} is left out: ${error.message}`);
        break;
      }
    }
  }
rmSync(folder, { recursive: true });
mkdirSync(new URL("./results/", import.meta.url), { recursive: true });
const date = new Date().toISOString();
writeFileSync(
  new URL(`./results/scaling-${date.slice(0, 19).replaceAll(":", "-")}.json`, import.meta.url),
  `${JSON.stringify({ date, rows })}\n`,
);
