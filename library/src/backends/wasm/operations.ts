import type { LaneOperation } from "../../compiler/loops.ts";
import { simd } from "./encode.ts";
import { doubles, type FunctionWriter, floats, longs, words } from "./function.ts";

const float32Operations: Partial<Record<LaneOperation, number>> = {
  add: simd.f32x4Add,
  sub: simd.f32x4Sub,
  mul: simd.f32x4Mul,
  div: simd.f32x4Div,
  abs: simd.f32x4Abs,
  sqrt: simd.f32x4Sqrt,
  min: simd.f32x4Min,
  max: simd.f32x4Max,
  boundAbove: simd.f32x4Pmin,
  boundBelow: simd.f32x4Pmax,
  floor: simd.f32x4Floor,
  nearest: simd.f32x4Nearest,
  maskLess: simd.f32x4Lt,
  maskLessEqual: simd.f32x4Le,
  maskEqual: simd.f32x4Eq,
};

const float64Operations: Partial<Record<LaneOperation, number>> = {
  add: simd.f64x2Add,
  sub: simd.f64x2Sub,
  mul: simd.f64x2Mul,
  div: simd.f64x2Div,
  neg: simd.f64x2Neg,
  abs: simd.f64x2Abs,
  sqrt: simd.f64x2Sqrt,
  min: simd.f64x2Min,
  max: simd.f64x2Max,
  boundAbove: simd.f64x2Pmin,
  boundBelow: simd.f64x2Pmax,
  floor: simd.f64x2Floor,
  nearest: simd.f64x2Nearest,
  maskLess: simd.f64x2Lt,
  maskLessEqual: simd.f64x2Le,
  maskEqual: simd.f64x2Eq,
};

const swapHalves = [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7];
const swapNeighbors = [4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11];
const firstHalves = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];

/** An operation on float64 lanes, which take two registers each; also the way from one width to the other. */
export function printWideOperation(
  w: FunctionWriter,
  local: number,
  operation: LaneOperation,
  args: readonly number[],
): void {
  if (operation === "promote") {
    const [x] = args as [number];
    w.get(w.local(x));
    w.op(simd.promoteLow);
    w.put(w.local(local));
    w.get(w.local(x));
    w.get(w.local(x));
    w.shuffle(swapHalves);
    w.op(simd.promoteLow);
    w.put(w.local(local, 1));
    return;
  }
  if (operation === "demote") {
    const [x] = args as [number];
    w.get(w.local(x));
    w.op(simd.demote);
    w.get(w.local(x, 1));
    w.op(simd.demote);
    w.shuffle(firstHalves);
    w.put(w.local(local));
    return;
  }
  for (const half of [0, 1] as const) {
    printOperation(
      w,
      operation,
      args.map((arg) => w.local(arg, half)),
      true,
    );
    w.put(w.local(local, half));
  }
}

/** Pushes the result of an operation on registers. */
export function printOperation(
  w: FunctionWriter,
  operation: LaneOperation,
  args: readonly number[],
  wide: boolean,
): void {
  const code = (wide ? float64Operations : float32Operations)[operation];
  if (code !== undefined) {
    for (const arg of args) w.get(arg);
    w.op(code);
    return;
  }
  const [a, b, c] = args as [number, number, number];
  switch (operation) {
    case "multiplyAdd":
    case "multiplySubtract": {
      const plus = operation === "multiplyAdd";
      for (const arg of w.fused ? [b, c, a] : [a, b, c]) w.get(arg);
      if (w.fused) w.op(plus ? simd.relaxedMultiplyAdd : simd.relaxedNegativeMultiplyAdd);
      else {
        w.op(simd.f32x4Mul);
        w.op(plus ? simd.f32x4Add : simd.f32x4Sub);
      }
      return;
    }
    case "neg":
      // V8 makes three instructions of the one for this, but keeps a constant in a register.
      w.get(a);
      w.constant(floats(-0));
      w.op(simd.xor);
      return;
    case "maskNonzero":
      w.get(a);
      w.constant(wide ? doubles(0) : floats(0));
      w.op(wide ? simd.f64x2Ne : simd.f32x4Ne);
      return;
    case "one":
      w.get(a);
      w.constant(wide ? doubles(1) : floats(1));
      w.op(simd.and);
      return;
    case "choose":
      w.get(b);
      w.get(c);
      w.get(a);
      w.op(simd.bitselect);
      return;
    case "ldexp":
      if (wide) {
        w.get(a);
        w.get(b);
        w.op(simd.i32x4TruncF64x2Zero);
        w.op(simd.i64x2ExtendLowI32x4);
        w.constant(longs(1023n));
        w.op(simd.i64x2Add);
        w.i32(52);
        w.op(simd.i64x2Shl);
        w.op(simd.f64x2Mul);
      } else printScaling(w, a, b);
      return;
    case "exponent":
      w.get(a);
      w.i32(1);
      w.op(wide ? simd.i64x2Shl : simd.i32x4Shl);
      w.i32(wide ? 53 : 24);
      w.op(wide ? simd.i64x2ShrU : simd.i32x4ShrU);
      if (wide) {
        // A whole number below 2⁵² in the digits of 2⁵² is that number more than 2⁵².
        w.constant(longs(0x4330000000000000n));
        w.op(simd.or);
        w.constant(doubles(2 ** 52 + 1023));
        w.op(simd.f64x2Sub);
      } else {
        w.constant(words(-127));
        w.op(simd.i32x4Add);
        w.op(simd.f32x4ConvertI32x4);
      }
      return;
    case "mantissa":
      w.get(a);
      w.constant(wide ? longs(BigInt.asIntN(64, 0x800fffffffffffffn)) : words(0x807fffff));
      w.op(simd.and);
      w.constant(wide ? longs(0x3ff0000000000000n) : words(0x3f800000));
      w.op(simd.or);
      return;
    default:
      throw new RangeError(`no instruction for ${operation}`);
  }
}

/**
 * x · 2ⁿ = x · 2^⌊n/2⌋ · 2^(n − ⌊n/2⌋), as 2ⁿ itself may be no normal number. A whole number n stands in the last bits of
 * 1.5 · 2²³ + n, and shifted, in the place of the exponent.
 */
function printScaling(w: FunctionWriter, x: number, n: number): void {
  const [whole, half] = [w.temporary("whole exponent"), w.temporary("half of the exponent")];
  w.get(n);
  w.constant(floats(1.5 * 2 ** 23));
  w.op(simd.f32x4Add);
  w.put(whole);
  w.get(whole);
  w.i32(1);
  w.op(simd.i32x4ShrS);
  w.i32(23);
  w.op(simd.i32x4Shl);
  w.put(half);
  w.get(x);
  w.get(half);
  w.constant(floats(1));
  w.op(simd.i32x4Add);
  w.op(simd.f32x4Mul);
  w.get(whole);
  w.i32(23);
  w.op(simd.i32x4Shl);
  w.get(half);
  w.op(simd.i32x4Sub);
  w.constant(floats(1));
  w.op(simd.i32x4Add);
  w.op(simd.f32x4Mul);
}

/** Combines the four lanes of a register, so that every lane holds the result. */
export function printAcross(w: FunctionWriter, register: number, code: number): void {
  const half = w.temporary("across");
  w.get(register);
  w.get(register);
  w.get(register);
  w.shuffle(swapHalves);
  w.op(code);
  w.put(half);
  w.get(half);
  w.get(half);
  w.get(half);
  w.shuffle(swapNeighbors);
  w.op(code);
}
