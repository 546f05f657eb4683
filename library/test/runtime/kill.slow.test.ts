import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadCheckpoint } from "../../src/node.ts";

const script = new URL("./interrupted.mjs", import.meta.url).pathname;
const kills = 20;

/** Runs the script in a folder; kills it after some milliseconds, if it has not ended by itself. */
function runFor(folder: string, milliseconds: number): Promise<"killed" | number | null> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [script, folder], { stdio: "inherit" });
    const timer = setTimeout(() => child.kill("SIGKILL"), milliseconds);
    child.on("exit", (code, signal) => {
      clearTimeout(timer);
      resolve(signal === "SIGKILL" ? "killed" : code);
    });
  });
}

test(`killed ${kills} times at random moments, a training ends with the same weights, bit for bit`, async () => {
  const parent = mkdtempSync(join(tmpdir(), "chainrule-"));
  try {
    const whole = join(parent, "whole");
    mkdirSync(whole);
    const begun = performance.now();
    expect(await runFor(whole, 300_000)).toBe(0);
    const duration = performance.now() - begun;
    const expected = readFileSync(join(whole, "result.json"), "utf8");
    let killed = 0;
    const epochs = new Set<number>();
    for (let round = 0; killed < kills; round++) {
      const folder = join(parent, String(round));
      mkdirSync(folder);
      // Several kills in one training, then it may end.
      for (let i = 0; i < 5 && !existsSync(join(folder, "result.json")); i++) {
        if ((await runFor(folder, 60 + Math.random() * duration * 0.6)) !== "killed") break;
        killed++;
        if (existsSync(join(folder, "last.checkpoint"))) epochs.add(loadCheckpoint(folder).epoch);
      }
      expect(await runFor(folder, 300_000)).toBe(0);
      expect(readFileSync(join(folder, "result.json"), "utf8") === expected, `round ${round}`).toBe(true);
    }
    // The kills met the training at different places.
    expect(epochs.size).toBeGreaterThan(5);
    console.log(`${killed} kills, checkpoints found in ${epochs.size} different epochs`);
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}, 400_000);
