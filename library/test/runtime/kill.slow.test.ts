import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { loadCheckpoint } from "../../src/node.ts";

const script = new URL("./interrupted.mjs", import.meta.url).pathname;
const kills = 20;

const stamp = (folder: string): number => {
  const path = join(folder, "last.checkpoint");
  return existsSync(path) ? statSync(path).mtimeMs : 0;
};

/** Runs the script in a folder; kills it some milliseconds after its first own checkpoint, if it has not ended by then. */
function runFor(folder: string, milliseconds: number): Promise<"killed" | number | null> {
  return new Promise((resolve) => {
    const before = stamp(folder);
    const child = spawn(process.execPath, [script, folder], { stdio: "inherit" });
    let timer: NodeJS.Timeout | undefined;
    const look = setInterval(() => {
      if (stamp(folder) === before) return;
      clearInterval(look);
      timer = setTimeout(() => child.kill("SIGKILL"), milliseconds);
    }, 2);
    child.on("exit", (code, signal) => {
      clearInterval(look);
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
    const places = new Set<string>();
    for (let round = 0; killed < kills; round++) {
      const folder = join(parent, String(round));
      mkdirSync(folder);
      // Several kills in one training, then it may end.
      for (let i = 0; i < 5 && !existsSync(join(folder, "result.json")); i++) {
        if ((await runFor(folder, Math.random() * duration * 0.15)) !== "killed") break;
        killed++;
        const { epoch, position } = loadCheckpoint(folder);
        places.add(`${epoch}.${position}`);
      }
      expect(await runFor(folder, 300_000)).toBe(0);
      expect(readFileSync(join(folder, "result.json"), "utf8") === expected, `round ${round}`).toBe(true);
    }
    // The kills met the training at different places.
    expect(places.size).toBeGreaterThan(5);
    console.log(`${killed} kills, checkpoints found at ${places.size} different places`);
  } finally {
    rmSync(parent, { recursive: true, force: true });
  }
}, 400_000);
