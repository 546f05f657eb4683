import type { Finding } from "../data/findings.ts";

/** What a training takes where nothing is said. */
export interface UsualSettings {
  readonly layers: readonly number[];
  readonly batch: number;
  readonly epochs: number;
  readonly patience: number;
}

/** Below so many training rows a single layer of 16 units is enough; then 32; then two layers. */
const [few, many] = [1000, 10_000];
/** So many rows are looked at in a whole training at most, but every row twenty times. */
const mostLooks = 2e7;

/**
 * Layers, batch and epochs that suit a number of training rows and of inputs.
 *
 * Small tables get small networks, which cannot learn rows by heart; wide ones (images) more units. The batch grows with
 * the rows so that an epoch has some tens of steps; very long tables are seen less often.
 */
export function usualSettings({ rows, inputs }: { readonly rows: number; readonly inputs: number }): UsualSettings {
  const layers = rows < few ? [inputs > 200 ? 32 : 16] : rows < many ? [32] : [64, 32];
  const batch = Math.min(256, Math.max(32, 2 ** Math.round(Math.log2(rows / 200))));
  const epochs = Math.min(200, Math.max(20, Math.ceil(mostLooks / rows)));
  return { layers, batch, epochs, patience: Math.max(5, Math.round(epochs / 10)) };
}

/** With few rows one split says little: that many folds judge instead. */
const folds = 5;

/** How many folds judge where nothing is said: none, unless the rows are few (W205). */
export function usualFolds(findings: readonly Finding[]): number | undefined {
  return findings.some(({ code }) => code === "W205") ? folds : undefined;
}
