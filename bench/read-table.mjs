// Times reading a large table: node bench/read-table.mjs [--encode] [--rows N]. Half a million rows of thirty columns, about
// 150 MB: numbers, categories and dates with 1 % missing cells, from a seeded generator. Prints the seconds of each part
// and the most memory that the process ever held; --encode also checks the table and encodes it for training.
import { closeSync, existsSync, openSync, renameSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";

const { values: given } = parseArgs({
  options: { encode: { type: "boolean" }, rows: { type: "string", default: "500000" } },
});
const rowCount = Number(given.rows);
const columnCount = 30;

/** A linear congruential generator (Numerical Recipes): only the shape of the table matters. */
function generator(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

const cities = Array.from({ length: 50 }, (_, i) => `city number ${i}`);
const kinds = [
  (next) => `20${10 + Math.floor(next() * 15)}-0${1 + Math.floor(next() * 9)}-1${Math.floor(next() * 10)}`,
  (next) => `${10 + Math.floor(next() * 18)}.0${1 + Math.floor(next() * 9)}.2021`,
  (next) => cities[Math.floor(next() * cities.length)],
  (next) => ["red", "green", "blue"][Math.floor(next() * 3)],
  (next) => (next() < 0.5 ? "yes" : "no"),
  (next) => String(Math.floor(next() * 1000)),
  (next) => (next() * 2000 - 1000).toFixed(5),
];

function write(path) {
  const next = generator(7);
  const file = openSync(`${path}.part`, "w");
  writeSync(file, `${Array.from({ length: columnCount }, (_, i) => `column ${i}`).join(",")}\n`);
  for (let row = 0; row < rowCount; ) {
    let text = "";
    for (const end = Math.min(rowCount, row + 5000); row < end; row++)
      for (let i = 0; i < columnCount; i++) {
        // The fifth column is what is to be predicted: it is never missing.
        const missing = i !== 4 && next() < 0.01;
        text += (missing ? "" : kinds[Math.min(i, kinds.length - 1)](next)) + (i + 1 < columnCount ? "," : "\n");
      }
    writeSync(file, text);
  }
  closeSync(file);
  renameSync(`${path}.part`, path);
}

const path = join(tmpdir(), `chainrule-read-table-${rowCount}.csv`);
if (!existsSync(path)) {
  // In a process of its own, so that its memory is not counted.
  if (process.env.CHAINRULE_WRITE_TABLE === undefined) {
    const { execFileSync } = await import("node:child_process");
    execFileSync(process.execPath, process.argv.slice(1), { env: { ...process.env, CHAINRULE_WRITE_TABLE: "1" } });
  } else {
    write(path);
    process.exit();
  }
}

const { readCsv } = await import("../library/dist/node.js");
const { checkTable, prepare } = await import("../library/dist/data/index.js");
const time = async (name, work) => {
  const start = performance.now();
  const result = await work();
  const rss = process.resourceUsage().maxRSS / 1024;
  console.log(`${name.padEnd(8)} ${((performance.now() - start) / 1000).toFixed(2)} s, up to ${rss.toFixed(0)} MB`);
  return result;
};
console.log(`${rowCount} × ${columnCount}, ${(statSync(path).size / 1e6).toFixed(0)} MB`);
const table = await time("read", () => readCsv(path));
if (given.encode) {
  await time("check", () => checkTable(table, { target: "column 4" }));
  await time("encode", () => prepare(table, { target: "column 4", seed: 1 }));
}
