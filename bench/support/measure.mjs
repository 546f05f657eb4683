// How a contestant is timed. A contestant makes of a problem a task: `repeat(count)` does it so many times, `results()`
// gives the numbers to be checked; both may wait. measure.py does the same for Python.

import { readFileSync } from "node:fs";

/** Seconds that a stretch takes at least, how many there are, and how long a warm-up lasts at least. */
const stretch = Number(process.env.BENCH_STRETCH ?? 0.3);
const [stretches, warmUp] = [5, stretch / 2];

/** Seconds of one repetition: of five stretches, after a warm-up; and the results after as many repetitions as checks ask. */
export async function measure(task, checks) {
  const results = [];
  let done = 0;
  for (const { after } of checks) {
    await task.repeat(after - done);
    done = after;
    results.push(Array.from(await task.results()));
  }
  const secondsOf = async (count) => {
    const begun = performance.now();
    await task.repeat(count);
    return (performance.now() - begun) / 1000;
  };
  // Where every call begins anew, a short one tells nothing of a long one.
  const enough = task.beginsAnew ? stretch : stretch / 6;
  let count = task.beginsAnew ? Math.max(1, done) : 1;
  let took = await secondsOf(count);
  for (let spent = took; spent < warmUp || took < enough; spent += took) {
    if (took < enough) count *= 2;
    took = await secondsOf(count);
  }
  const seconds = [];
  while (seconds.length < stretches) {
    count = Math.max(1, Math.ceil(count * Math.max(1, (1.05 * stretch) / took)));
    took = await secondsOf(count);
    // Code that became faster since the warm-up falls short of a stretch, and goes on with more repetitions.
    if (took >= stretch) seconds.push(took / count);
  }
  return { seconds, results };
}

/** A function that does something once, as one that does it so many times. */
export const times = (run) => (count) => {
  for (let i = 0; i < count; i++) run();
};
export const timesAwaited = (run) => async (count) => {
  for (let i = 0; i < count; i++) await run();
};

/**
 * The most bytes that this process has held. On Linux from /proc: what the system counts for a process begins with what the
 * one that started it held.
 */
export function mostMemory() {
  try {
    return Number(/^VmHWM:\s+(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8"))[1]) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * 1024;
  }
}
