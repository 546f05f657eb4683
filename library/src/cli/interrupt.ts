/** A signal that the first Ctrl-C gives: what is under way saves and stops. A second one ends the process at once. */
export function interruptible(): AbortSignal {
  const controller = new AbortController();
  process.once("SIGINT", () => controller.abort());
  return controller.signal;
}
