/** A clock: milliseconds since some moment. */
export type Clock = () => number;

/** How long something is timed. */
export interface TimingOptions {
  /** About so long in all, warming up included; > 0. */
  readonly seconds: number;
  /** `performance.now` unless said otherwise. */
  readonly clock?: Clock;
}

/** So many passes tell enough, however short they are. */
const mostPasses = 4096;
/** The share of the time that is spent before anything counts: code is compiled again while it runs. */
const warmUp = 0.3;
/** A pass that took so many times the median was interrupted by something else. */
const interrupted = 1.25;

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1] ?? 0;
}

/** What it costs to read the clock, in milliseconds: the least of many stretches, because the first ones are slow. */
function costOfClock(clock: Clock): number {
  const reads = 100;
  let least = Number.POSITIVE_INFINITY;
  for (let stretch = 0; stretch < 200; stretch++) {
    const before = clock();
    let after = before;
    for (let i = 0; i < reads; i++) after = clock();
    least = Math.min(least, (after - before) / reads);
  }
  return least;
}

/**
 * Calls functions one after the other, in passes, and gives the seconds of each: the mean over the passes that were not
 * interrupted, less what reading the clock costs.
 *
 * Each finds the caches as the one before left them, as in a step. A coarse clock is no harm: what one call loses by
 * rounding, another wins.
 */
export function timeInTurn(calls: readonly (() => void)[], { seconds, clock = now }: TimingOptions): Float64Array {
  const begun = clock();
  const counts = (share: number): boolean => clock() - begun < seconds * 1000 * share;
  do for (const call of calls) call();
  while (counts(warmUp));
  const passes: Float64Array[] = [];
  do {
    const times = new Float64Array(calls.length);
    let before = clock();
    for (let i = 0; i < calls.length; i++) {
      calls[i]!();
      const after = clock();
      times[i] = after - before;
      before = after;
    }
    passes.push(times);
  } while (passes.length < mostPasses && counts(1));
  const totals = passes.map((times) => times.reduce((sum, time) => sum + time, 0));
  const most = median(totals) * interrupted;
  const kept = passes.filter((_, i) => totals[i]! <= most);
  const overhead = costOfClock(clock);
  return Float64Array.from(calls, (_, i) => {
    const mean = kept.reduce((sum, times) => sum + times[i]!, 0) / kept.length;
    return Math.max(0, mean - overhead) / 1000;
  });
}

const now: Clock = () => performance.now();

/**
 * The seconds that one call of a function takes, a promise that it gives included: the fastest of many samples, because
 * everything else that a machine does can only add to it; or with `typical` their median.
 */
export async function timeOf(
  call: () => unknown,
  { seconds, clock = now }: TimingOptions,
  typical = false,
): Promise<number> {
  const samples = 25;
  const repeat = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) {
      const result = call();
      // Waiting for what is there already would take longer than a small program.
      if (result instanceof Promise) await result;
    }
  };
  const begun = clock();
  let calls = 0;
  do {
    await repeat(1);
    calls++;
  } while (clock() - begun < seconds * 1000 * warmUp);
  const each = (clock() - begun) / calls;
  const inSample = Math.max(1, Math.round((seconds * 1000 * (1 - warmUp)) / samples / Math.max(each, 1e-6)));
  const times: number[] = [];
  while (times.length < samples) {
    const start = clock();
    await repeat(inSample);
    times.push((clock() - start) / inSample / 1000);
  }
  return typical ? median(times) : Math.min(...times);
}
