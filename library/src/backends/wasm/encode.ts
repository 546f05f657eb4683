/** Bytes of a WebAssembly module under construction. */
export class Bytes {
  private data: Uint8Array<ArrayBuffer> = new Uint8Array(1024);
  length = 0;

  private reserve(count: number): void {
    if (this.length + count <= this.data.length) return;
    const grown = new Uint8Array(Math.max(this.data.length * 2, this.length + count));
    grown.set(this.data.subarray(0, this.length));
    this.data = grown;
  }

  // Most of a module is written byte by byte by code that runs for the first time, so a byte takes as little as it can.
  byte(value: number): this {
    if (this.length === this.data.length) this.reserve(1);
    this.data[this.length++] = value;
    return this;
  }

  bytes(...values: readonly number[]): this {
    return this.appendAll(values);
  }

  private appendAll(values: ArrayLike<number>): this {
    this.reserve(values.length);
    this.data.set(values, this.length);
    this.length += values.length;
    return this;
  }

  /** Unsigned LEB128. */
  unsigned(value: number): this {
    let rest = value;
    while (rest >= 0x80) {
      this.byte((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    return this.byte(rest);
  }

  /** Signed LEB128 of a 32-bit number. */
  signed(value: number): this {
    let rest = value | 0;
    while (rest < -0x40 || rest >= 0x40) {
      this.byte((rest & 0x7f) | 0x80);
      rest >>= 7;
    }
    return this.byte(rest & 0x7f);
  }

  name(text: string): this {
    return this.unsigned(text.length).appendAll([...text].map((c) => c.charCodeAt(0)));
  }

  /** The 16 bytes of a vector. */
  vector(lanes: ArrayBufferView): this {
    return this.appendAll(new Uint8Array(lanes.buffer));
  }

  append(other: Bytes): this {
    return this.appendAll(other.data.subarray(0, other.length));
  }

  /** A section or body: its length, then its bytes. */
  sized(other: Bytes): this {
    return this.unsigned(other.length).append(other);
  }

  finish(): Uint8Array<ArrayBuffer> {
    return this.data.slice(0, this.length);
  }
}

/** Instructions of the vector extension, by their numbers after the prefix 0xfd. */
export const simd = {
  load: 0x00,
  load32Splat: 0x09,
  store: 0x0b,
  const: 0x0c,
  shuffle: 0x0d,
  i32x4Splat: 0x11,
  f32x4Eq: 0x41,
  f32x4Ne: 0x42,
  f32x4Lt: 0x43,
  f32x4Le: 0x45,
  f64x2Eq: 0x47,
  f64x2Ne: 0x48,
  f64x2Lt: 0x49,
  f64x2Le: 0x4b,
  and: 0x4e,
  or: 0x50,
  xor: 0x51,
  bitselect: 0x52,
  load32Lane: 0x56,
  store32Lane: 0x5a,
  load32Zero: 0x5c,
  demote: 0x5e,
  promoteLow: 0x5f,
  f32x4Floor: 0x68,
  f32x4Nearest: 0x6a,
  f64x2Floor: 0x75,
  f64x2Nearest: 0x94,
  i32x4Shl: 0xab,
  i32x4ShrS: 0xac,
  i32x4ShrU: 0xad,
  i32x4Add: 0xae,
  i32x4Sub: 0xb1,
  i64x2ExtendLowI32x4: 0xc7,
  i64x2Shl: 0xcb,
  i64x2ShrU: 0xcd,
  i64x2Add: 0xce,
  f32x4Abs: 0xe0,
  f32x4Sqrt: 0xe3,
  f32x4Add: 0xe4,
  f32x4Sub: 0xe5,
  f32x4Mul: 0xe6,
  f32x4Div: 0xe7,
  f32x4Min: 0xe8,
  f32x4Max: 0xe9,
  f32x4Pmin: 0xea,
  f32x4Pmax: 0xeb,
  f64x2Abs: 0xec,
  f64x2Neg: 0xed,
  f64x2Sqrt: 0xef,
  f64x2Add: 0xf0,
  f64x2Sub: 0xf1,
  f64x2Mul: 0xf2,
  f64x2Div: 0xf3,
  f64x2Min: 0xf4,
  f64x2Max: 0xf5,
  f64x2Pmin: 0xf6,
  f64x2Pmax: 0xf7,
  i32x4TruncF32x4: 0xf8,
  f32x4ConvertI32x4: 0xfa,
  f32x4ConvertI32x4U: 0xfb,
  i32x4TruncF64x2Zero: 0xfc,
  relaxedMultiplyAdd: 0x105,
  relaxedNegativeMultiplyAdd: 0x106,
} as const;

/** Plain instructions. */
export const plain = {
  unreachable: 0x00,
  block: 0x02,
  loop: 0x03,
  if: 0x04,
  end: 0x0b,
  branch: 0x0c,
  branchIf: 0x0d,
  return: 0x0f,
  call: 0x10,
  drop: 0x1a,
  select: 0x1b,
  localGet: 0x20,
  localSet: 0x21,
  i32Load: 0x28,
  i32Const: 0x41,
  i64Const: 0x42,
  i32Eqz: 0x45,
  i32Eq: 0x46,
  i32Ne: 0x47,
  i32LtS: 0x48,
  i32LtU: 0x49,
  i32GeS: 0x4e,
  i32Add: 0x6a,
  i32Sub: 0x6b,
  i32Mul: 0x6c,
  i32DivU: 0x6e,
  i32Shl: 0x74,
} as const;

/** Fills memory from an address on with a byte, so many times. */
export const memoryFill: readonly number[] = [0xfc, 0x0b, 0x00];

/** Instructions on shared memory, by their numbers after the prefix 0xfe. */
export const atomic = { notify: 0x00, wait32: 0x01, load: 0x10, store: 0x17, add: 0x1e } as const;

export const types = { i32: 0x7f, v128: 0x7b, void: 0x40 } as const;
