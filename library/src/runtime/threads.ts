/**
 * Ends the threads that sessions share now, instead of some time after the last session that used them is disposed of.
 *
 * @throws ThreadError where one of them is in the middle of a run.
 */
export async function stopThreads(): Promise<void> {
  await (await import("../backends/session/crew.ts")).stopThreads();
}
