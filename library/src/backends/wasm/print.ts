import type { Program } from "../../compiler/loops.ts";
import { Bytes, plain, types } from "./encode.ts";
import type { Addresses } from "./function.ts";
import { KernelPrinter } from "./kernel.ts";

/** The kind of memory a module is linked with. */
export interface MemoryKind {
  readonly shared: boolean;
  readonly maximumPages: number;
}

/**
 * Prints a program as one WebAssembly module with vector instructions: a function for each kernel, and
 * `run(steps)`, which calls them in order for every step. Addresses are written into the code.
 */
export function printModule(program: Program, addresses: Addresses, memory: MemoryKind): Uint8Array<ArrayBuffer> {
  const module = new Bytes().byte(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);
  const section = (id: number, body: Bytes): void => {
    module.byte(id).sized(body);
  };
  section(1, new Bytes().unsigned(1).byte(0x60, 1, types.i32, 0));
  const limits = memory.shared
    ? new Bytes().byte(0x03).unsigned(1).unsigned(memory.maximumPages)
    : new Bytes().byte(0x00).unsigned(1);
  section(2, new Bytes().unsigned(1).name("chainrule").name("memory").byte(0x02).append(limits));
  const count = program.kernels.length + 1;
  const functions = new Bytes().unsigned(count);
  for (let i = 0; i < count; i++) functions.unsigned(0);
  section(3, functions);
  section(7, new Bytes().unsigned(1).name("run").byte(0x00).unsigned(program.kernels.length));
  const code = new Bytes().unsigned(count);
  for (const kernel of program.kernels) code.sized(new KernelPrinter(addresses).print(kernel.body));
  code.sized(printRun(program.kernels.length));
  section(10, code);
  return module.finish();
}

function printRun(kernels: number): Bytes {
  const body = new Bytes().unsigned(1).unsigned(1).byte(types.i32);
  body.byte(plain.loop, types.void);
  for (let kernel = 0; kernel < kernels; kernel++) body.byte(plain.localGet, 1, plain.call).unsigned(kernel);
  body.byte(plain.localGet, 1, plain.i32Const, 1, plain.i32Add, plain.localSet, 1);
  body.byte(plain.localGet, 1, plain.localGet, 0, plain.i32LtS, plain.branchIf, 0, plain.end, plain.end);
  return body;
}
