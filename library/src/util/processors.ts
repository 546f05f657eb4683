/** How many threads can run at the same time here; 1 where that is not known. */
export function processors(): number {
  const here = globalThis as {
    navigator?: { readonly hardwareConcurrency?: number };
    process?: { getBuiltinModule?(name: string): { availableParallelism?(): number } | undefined };
  };
  return (
    here.process?.getBuiltinModule?.("node:os")?.availableParallelism?.() ?? here.navigator?.hardwareConcurrency ?? 1
  );
}
