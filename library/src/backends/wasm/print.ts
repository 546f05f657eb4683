import type { Program } from "../../compiler/loops.ts";
import { copyBytes } from "../../compiler/plan.ts";
import { Bytes, plain, types } from "./encode.ts";
import { type Addresses, threadRegister } from "./function.ts";
import { KernelPrinter } from "./kernel.ts";

/** The memory a module is linked with, and what the engine may do. */
export interface ModuleKind {
  readonly shared: boolean;
  readonly maximumPages: number;
  /** The function in which threads wait for each other, where several run the program: see barrier.ts. */
  readonly meeting: Bytes | undefined;
  /** Whether a product and a sum may be rounded once, which takes the instructions of relaxed vectors. */
  readonly fused: boolean;
}

/**
 * Prints a program as one WebAssembly module with vector instructions: a function for each kernel, and
 * `run(steps, thread, threads)`, which calls them in order for every step. Addresses are written into the code.
 * With `apart` the kernels can be called by their numbers too.
 */
export function printModule(
  program: Program,
  addresses: Addresses,
  kind: ModuleKind,
  apart = false,
): Uint8Array<ArrayBuffer> {
  const module = new Bytes().bytes(0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00);
  const section = (id: number, body: Bytes): void => {
    module.byte(id).sized(body);
  };
  section(1, new Bytes().unsigned(1).bytes(0x60, 3, types.i32, types.i32, types.i32, 0));
  const limits = kind.shared
    ? new Bytes().byte(0x03).unsigned(1).unsigned(kind.maximumPages)
    : new Bytes().byte(0x00).unsigned(1);
  section(2, new Bytes().unsigned(1).name("chainrule").name("memory").byte(0x02).append(limits));
  const { kernels } = program;
  const meets = kind.meeting !== undefined;
  const run = kernels.length + (meets ? 1 : 0);
  const functions = new Bytes().unsigned(run + 1);
  for (let i = 0; i <= run; i++) functions.unsigned(0);
  section(3, functions);
  const names = apart ? kernels.map((_, i) => String(i)) : [];
  const exported = new Bytes()
    .unsigned(names.length + 1)
    .name("run")
    .byte(0x00)
    .unsigned(run);
  names.forEach((name, i) => exported.name(name).byte(0x00).unsigned(i));
  section(7, exported);
  const code = new Bytes().unsigned(run + 1);
  const own = new Map(
    program.buffers.flatMap((buffer, i) =>
      buffer.perThread === true && meets ? [[i, copyBytes(buffer, program.lanes)] as const] : [],
    ),
  );
  for (const { body } of kernels) code.sized(new KernelPrinter(addresses, own, kind.fused).print(body));
  if (kind.meeting !== undefined) code.sized(kind.meeting);
  code.sized(printRun(program));
  section(10, code);
  return module.finish();
}

/** The loop over the steps: parameter 0 is how many, register 3 the one at hand. */
function printRun({ kernels, threads }: Program): Bytes {
  const step = 3;
  const body = new Bytes().unsigned(1).unsigned(1).byte(types.i32);
  const call = (index: number): void => {
    body.bytes(plain.localGet, step, plain.localGet, 1, plain.localGet, 2, plain.call).unsigned(index);
  };
  body.bytes(plain.loop, types.void);
  kernels.forEach(({ alone, waits }, kernel) => {
    if (waits) call(kernels.length);
    const onlyFirst = alone && threads > 1;
    if (onlyFirst) body.bytes(plain.localGet, threadRegister, plain.i32Eqz, plain.if, types.void);
    call(kernel);
    if (onlyFirst) body.byte(plain.end);
  });
  if (threads > 1) call(kernels.length);
  body.bytes(plain.localGet, step, plain.i32Const, 1, plain.i32Add, plain.localSet, step);
  body.bytes(plain.localGet, step, plain.localGet, 0, plain.i32LtS, plain.branchIf, 0, plain.end, plain.end);
  return body;
}
