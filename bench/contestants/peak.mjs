// What one core can do with vectors of four numbers, as if it computed the product and nothing else: independent chains
// of a·x + b in registers. With relaxed_madd where V8 lets us, which is one instruction; with a product and a sum elsewhere.
import { setFlagsFromString } from "node:v8";
import { times } from "../support/measure.mjs";

setFlagsFromString("--experimental-wasm-relaxed-simd");

const [chains, rounds] = [10, 1000];
const [localGet, localSet, i32Const, i32Sub, loop, brIf, end] = [0x20, 0x21, 0x41, 0x6b, 0x03, 0x0d, 0x0b];
const simd = (...code) => [0xfd, ...code];
const section = (id, ...content) => [id, content.length, ...content];
/** A whole number in two groups of seven bits. */
const long = (value) => [(value & 127) | 128, value >> 7];

function moduleOf(multiplyAdd) {
  const x = chains + 1;
  const body = [
    ...[2, 1, 0x7f, chains + 1, 0x7b], // A counter, then chains and the operand x.
    ...[i32Const, ...long(rounds), localSet, 0],
    ...[loop, 0x40],
    ...Array.from({ length: chains }, (_, i) => [...multiplyAdd(i + 1, x), localSet, i + 1]).flat(),
    ...[localGet, 0, i32Const, 1, i32Sub, 0x22, 0, brIf, 0],
    ...[end, localGet, 1],
    ...Array.from({ length: chains - 1 }, (_, i) => [localGet, i + 2, ...simd(0xe4, 0x01)]).flat(),
    ...[...simd(0x1f, 0), end],
  ];
  const code = [1, ...long(body.length), ...body];
  const head = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
  const types = section(1, 1, 0x60, 0, 1, 0x7d);
  const exported = section(7, 1, 1, 0x66, 0, 0);
  return Uint8Array.from([...head, ...types, ...section(3, 1, 0), ...exported, 10, ...long(code.length), ...code]);
}

// chain·x + chain, the operands as WebAssembly's text would name them.
const fused = moduleOf((i, x) => [localGet, i, localGet, x, localGet, i, ...simd(0x85, 0x02)]);
const split = moduleOf((i, x) => [localGet, i, localGet, x, ...simd(0xe6, 0x01), localGet, i, ...simd(0xe4, 0x01)]);

export async function product({ n }) {
  const isFused = WebAssembly.validate(fused);
  const { instance } = await WebAssembly.instantiate(isFused ? fused : split);
  const run = instance.exports.f;
  const calls = (2 * n ** 3) / (chains * rounds * 8);
  let owed = 0;
  return {
    // A product of few numbers is less than a call: what is left over is carried on.
    repeat: times(() => {
      for (owed += calls; owed >= 1; owed--) run();
    }),
    results: () => [],
    note: isFused ? "relaxed_madd" : "mul and add",
  };
}
