import type { Program } from "../../compiler/loops.ts";
import { narrow } from "../../compiler/machine.ts";
import type { SessionMemory } from "../session/memory.ts";
import type { Linker, Run } from "../session/session.ts";
import { printModule } from "./print.ts";

/** A module whose one function multiplies and adds with one rounding: valid where the engine knows how. */
const fusing = Uint8Array.of(
  ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00, 0x01, 0x05, 0x01, 0x60, 0x00, 0x01, 0x7b, 0x03, 0x02, 0x01, 0x00],
  ...[0x0a, 0x13, 0x01, 0x11, 0x00, ...[0, 0, 0].flatMap(() => [0x41, 0x00, 0xfd, 0x11]), 0xfd, 0x85, 0x02, 0x0b],
);

/** Whether the engine rounds a product and a sum together, as relaxed vector instructions do. */
export function canFuse(): boolean {
  return WebAssembly.validate(fusing);
}

/** Makes programs ready as WebAssembly modules. */
export function linker(fused: boolean): Linker {
  const instantiate = async (
    program: Program,
    addresses: readonly number[],
    session: SessionMemory,
    apart: boolean,
  ): Promise<WebAssembly.WebAssemblyInstantiatedSource> => {
    const { memory, shared, maximumPages, meetingAddress } = session;
    const meeting =
      program.threads > 1 ? (await import("./barrier.ts")).printMeeting(meetingAddress, program, addresses) : undefined;
    const bytes = printModule(program, addresses, { shared, maximumPages, meeting, fused }, apart);
    return await WebAssembly.instantiate(bytes, { chainrule: { memory } });
  };
  return {
    machine: narrow,
    link: async (program, addresses, memory) => {
      const { instance, module } = await instantiate(program, addresses, memory, false);
      return { run: instance.exports["run"] as Run, code: { kind: "wasm", module } };
    },
    linkApart: async (program, addresses, memory) => {
      const { instance } = await instantiate(program, addresses, memory, true);
      return program.kernels.map((_, i) => instance.exports[String(i)] as Run);
    },
  };
}
