/** Work under way: iterate over its progress, or await its result. It begins when one of both is asked for. */
export interface UnderWay<P, T> extends AsyncIterable<P>, PromiseLike<T> {}

/** Work that reports its progress, as something to iterate over and to await. */
export function underWay<P, T>(start: (report: (progress: P) => void) => Promise<T>): UnderWay<P, T> {
  let finished: Promise<T> | undefined;
  const listeners = new Set<(progress: P) => void>();
  const begin = (): Promise<T> => {
    finished ??= start((progress) => {
      for (const listener of listeners) listener(progress);
    });
    return finished;
  };
  return {
    // biome-ignore lint/suspicious/noThenProperty: a run can be awaited, by design
    then: (resolve, reject) => begin().then(resolve, reject),
    async *[Symbol.asyncIterator]() {
      const waiting: P[] = [];
      let wake: (() => void) | undefined;
      const listener = (progress: P): void => {
        waiting.push(progress);
        wake?.();
      };
      listeners.add(listener);
      let done = false;
      const end = begin().finally(() => {
        done = true;
        wake?.();
      });
      end.catch(() => undefined);
      while (!done || waiting.length > 0) {
        const progress = waiting.shift();
        if (progress !== undefined) yield progress;
        else
          await new Promise<void>((resolve) => {
            wake = resolve;
          });
      }
      listeners.delete(listener);
      await end;
    },
  };
}
