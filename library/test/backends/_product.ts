import { SessionMemory } from "../../src/backends/session/memory.ts";
import type { Linker } from "../../src/backends/session/session.ts";
import { compileStep } from "../../src/compiler/compile.ts";
import { contract, state } from "../../src/graph/functions.ts";

/** A product of n × n matrices, or of n × k and k × n ones. */
export function productStep(n: number, k: number = n) {
  const value = contract(state("a", [n, k]), state("b", [k, n]), "ik, kj -> ij");
  return { outputs: {}, updates: [[state("result", value.shape), value] as const] };
}

/** Such a product for two threads in memory of its own, to be run without a session. */
export async function linkedProduct(linker: Linker, n: number) {
  const memory = new SessionMemory(true, 2 ** 24);
  const program = await compileStep(productStep(n), { ...linker.machine, threads: 2 });
  if (program.threads !== 2) throw new Error("the product is too small for two threads");
  const scratch = memory.scratchAddress(program);
  const addresses = program.buffers.map(({ kind, elements, offset }) =>
    kind === "scratch" ? scratch + (offset ?? 0) : memory.allocate(elements * 4),
  );
  const view = (name: string) => {
    const i = program.buffers.findIndex((buffer) => buffer.name === name);
    return memory.view({ address: addresses[i]!, elements: n * n, type: "f32" });
  };
  const linked = await linker.link(program, addresses, memory);
  const apart = async () => await linker.linkApart!(program, addresses, memory);
  return { memory, linked, apart, a: view("a"), b: view("b"), result: view("result") };
}
