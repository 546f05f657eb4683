import type { Value } from "../../compiler/loops.ts";
import { simd } from "./encode.ts";
import { type FunctionWriter, floats, words } from "./function.ts";

const rotations = [13, 15, 26, 6, 17, 29, 16, 24];

/** Threefry-2×32 with 20 rounds on four counters at once: see util/random.ts. */
export function printRandom(
  w: FunctionWriter,
  { seed, step, stream, index, lane }: Extract<Value, { kind: "random" }>,
): void {
  const [x, y, k0, k2] = ["x", "y", "k0", "k2"].map((name) => w.temporary(`random ${name}`)) as [
    number,
    number,
    number,
    number,
  ];
  const k1 = words(stream);
  w.get(w.variable(seed));
  w.op(simd.i32x4Splat);
  w.put(k0);
  w.get(k0);
  const parity = 0x1bd11bda ^ stream;
  w.constant(words(parity));
  w.op(simd.xor);
  w.put(k2);
  const key = (number: number): void => {
    if (number === 1) w.constant(k1);
    else w.get(number === 0 ? k0 : k2);
  };
  w.get(w.variable(step));
  w.op(simd.i32x4Splat);
  key(0);
  w.op(simd.i32x4Add);
  w.put(x);
  w.counted(index, lane);
  key(1);
  w.op(simd.i32x4Add);
  w.put(y);
  for (let round = 0; round < 20; round++) {
    w.get(x);
    w.get(y);
    w.op(simd.i32x4Add);
    w.put(x);
    const by = rotations[round % 8]!;
    w.get(y);
    w.i32(by);
    w.op(simd.i32x4Shl);
    w.get(y);
    w.i32(32 - by);
    w.op(simd.i32x4ShrU);
    w.op(simd.or);
    w.get(x);
    w.op(simd.xor);
    w.put(y);
    if (round % 4 !== 3) continue;
    const injection = (round + 1) / 4;
    w.get(x);
    key(injection % 3);
    w.op(simd.i32x4Add);
    w.put(x);
    w.get(y);
    key((injection + 1) % 3);
    w.op(simd.i32x4Add);
    w.constant(words(injection));
    w.op(simd.i32x4Add);
    w.put(y);
  }
  w.get(x);
  w.i32(8);
  w.op(simd.i32x4ShrU);
  w.op(simd.f32x4ConvertI32x4U);
  const unit = 2 ** -24;
  w.constant(floats(unit));
  w.op(simd.f32x4Mul);
}
