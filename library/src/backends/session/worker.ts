/** A thread as seen from outside. */
export interface ThreadHandle {
  post(message: unknown): void;
  /** Whether the process may end while it runs, where that is a question. */
  keepAlive(yes: boolean): void;
  /** Ends it; resolves when it is gone. */
  end(): Promise<void>;
}

interface Listeners {
  answer(message: unknown): void;
  /** The thread has ended, or failed, without having been asked to. */
  gone(reason: string): void;
}

/** The part of Node's worker that is used; typed here, because browsers know none of it. */
interface NodeWorker {
  on(event: "message" | "error" | "exit", listener: (value: unknown) => void): void;
  postMessage(message: unknown): void;
  ref(): void;
  unref(): void;
  terminate(): Promise<number>;
}

interface NodeProcess {
  getBuiltinModule?(name: string): { Worker: new (source: string, options: object) => NodeWorker } | undefined;
}

interface BrowserWorker {
  onmessage: ((event: { readonly data: unknown }) => void) | null;
  onerror: ((event: { readonly message?: string }) => void) | null;
  postMessage(message: unknown): void;
  terminate(): void;
}

/** Starts a thread with a program given as text. */
export function startWorker(source: string, listeners: Listeners): ThreadHandle {
  const here = globalThis as { process?: NodeProcess; Worker?: new (url: string) => BrowserWorker };
  const threads = here.process?.getBuiltinModule?.("node:worker_threads");
  let ending = false;
  const gone = (reason: string): void => {
    if (!ending) listeners.gone(reason);
  };
  if (threads !== undefined) {
    const worker = new threads.Worker(source, { eval: true, stdin: false });
    worker.on("message", (message) => listeners.answer(message));
    worker.on("error", (error) => gone(String(error)));
    worker.on("exit", (code) => gone(`exit code ${code}`));
    worker.unref();
    return {
      post: (message) => worker.postMessage(message),
      keepAlive: (yes) => (yes ? worker.ref() : worker.unref()),
      end: async () => {
        ending = true;
        await worker.terminate();
      },
    };
  }
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  const worker = new here.Worker!(url);
  URL.revokeObjectURL(url);
  worker.onmessage = ({ data }) => listeners.answer(data);
  worker.onerror = ({ message }) => gone(message ?? "an error");
  return {
    post: (message) => worker.postMessage(message),
    keepAlive: () => {},
    end: async () => {
      ending = true;
      worker.terminate();
    },
  };
}
