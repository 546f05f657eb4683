// Times chainrule beside its rivals: node bench/run.mjs [ROUNDS] [WORKLOAD …]. A speed counts only after the loss of
// batch 0 after 100 steps has been found to be PyTorch's. Every sample is a process of its own; the contestants take
// turns, and what is reported are medians and ratios of one run, because the machine's speed drifts.
import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { products, workloads } from "./workloads.mjs";

const here = fileURLToPath(new URL(".", import.meta.url));
if (!existsSync(new URL("./node_modules", import.meta.url)))
  execFileSync("npm", ["ci", "--no-audit", "--no-fund"], { cwd: here, stdio: "inherit" });

const contestants = ["chainrule", "plain", "tensorflow:cpu", "tensorflow:wasm", "jax"];
const [rounds = "3", ...wanted] = process.argv.slice(2);
const all = [...Object.keys(workloads), ...products.map((n) => `W6:${n}`)];
const median = (list) => [...list].sort((a, b) => a - b)[list.length >> 1];

function sample(contestant, workload) {
  const child = execFileSync(process.execPath, ["sample.mjs", contestant, workload], {
    cwd: here,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  return JSON.parse(child.trim().split("\n").at(-1)).rate;
}

const figures = (rate) => (rate >= 100 ? Math.round(rate).toLocaleString("en") : rate.toPrecision(3));
for (const workload of all.filter((name) => wanted.length === 0 || wanted.some((start) => name.startsWith(start)))) {
  // Loops in plain JavaScript and TensorFlow.js' own are too slow for large products to be worth the wait.
  const taking = contestants.filter(
    (name) => workload !== "W6:1024" || (name !== "plain" && name !== "tensorflow:cpu"),
  );
  const rates = Object.fromEntries(taking.map((name) => [name, []]));
  for (let round = 0; round < Number(rounds); round++)
    for (const name of taking) {
      try {
        rates[name].push(sample(name, workload));
      } catch (error) {
        console.error(
          `${name} fails at ${workload}: ${String(error.stderr ?? error)
            .trim()
            .split("\n")
            .at(-1)}`,
        );
      }
    }
  const own = median(rates.chainrule);
  const unit = workload.startsWith("W6") ? "GFLOP/s" : "steps/s";
  console.log(`${workload}  chainrule ${figures(own)} ${unit}`);
  for (const name of taking.slice(1)) {
    const rate = median(rates[name]);
    if (rate !== undefined)
      console.log(`      ${name.padEnd(16)} ${figures(rate).padStart(9)}   chainrule is ${figures(own / rate)} ×`);
  }
}
