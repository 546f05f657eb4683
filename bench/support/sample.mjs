// Starts the process of one sample, and looks whether its results are right before its speed counts.
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { contestants } from "../contestants/index.mjs";
import { environment, python } from "./python.mjs";

const here = fileURLToPath(new URL("..", import.meta.url));
/** The longest that a sample may take, in milliseconds. */
const patience = 300_000;
/** How often a cold start is repeated. */
const starts = 5;

export const median = (numbers) => {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
};

/** What a process printed; its last words where it failed. */
function output(file, args, threads = 1) {
  const isPython = file.endsWith(".py");
  const command = isPython ? python()?.command : process.execPath;
  if (command === undefined) throw new Error("there is no Python");
  const env = isPython ? environment(threads) : process.env;
  const options = { cwd: here, encoding: "utf8", env, timeout: patience, maxBuffer: 1 << 26 };
  const { status, error, stdout, stderr } = spawnSync(command, [file, ...args], options);
  if (status === 0) return stdout;
  if (error !== undefined) throw new Error(error.code === "ETIMEDOUT" ? "took too long" : error.message);
  const lines = stderr.split("\n").filter((line) => /^(\w*Error|Error \[)/.test(line.trim()));
  throw new Error(
    (lines.at(-1) ?? stderr.trim().split("\n").at(-1) ?? `ended with ${status}`).trim().replace(/^Error: /, ""),
  );
}

function verify(results, checks) {
  checks.forEach(({ after, expected, tolerance, floor }, k) => {
    expected.forEach((value, i) => {
      const found = results[k]?.[i];
      if (Math.abs(found - value) <= tolerance * (Math.abs(value) + floor)) return;
      throw new Error(`wrong after ${after} repetitions: ${found} instead of ${value}`);
    });
  });
}

function coldStart({ program }) {
  const seconds = Array.from({ length: starts }, () => {
    const begun = performance.now();
    output(`cold-start/${program}`, []);
    return (performance.now() - begun) / 1000;
  });
  return { seconds };
}

/** Seconds of each stretch of one contestant at one measurement; throws where it fails or its results are wrong. */
export function sample(name, { kind }, folder, checks = []) {
  const { file, options = {}, unchecked, ...contestant } = contestants[name];
  if (kind === "coldStart") return coldStart(contestant);
  const { threads } = options;
  const printed = file.endsWith(".py")
    ? output(`contestants/${file}`, [kind, folder, String(threads)], threads)
    : output("sample.mjs", [name, kind, folder]);
  const found = JSON.parse(printed.trim().split("\n").at(-1));
  if (unchecked !== true && kind !== "compiling" && kind !== "memory") verify(found.results, checks);
  return { seconds: found.seconds, note: found.note };
}
