/** The element types of safetensors. */
export type DataType =
  | "F64"
  | "F32"
  | "F16"
  | "BF16"
  | "I64"
  | "U64"
  | "I32"
  | "U32"
  | "I16"
  | "U16"
  | "I8"
  | "U8"
  | "BOOL";

type Values = ArrayLike<number> | ArrayLike<bigint>;

/** How elements of a type become bytes (low byte first) and come back. */
interface Codec {
  readonly bytes: number;
  readonly decode: (bytes: Uint8Array) => Values;
  readonly encode: (values: Values) => Uint8Array;
}

/** A number from the bits of a half: sign, 5 bits of exponent, 10 of fraction. */
export function halfToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

/** The bits of the half that is nearest to a number; ties go to the even one. */
export function numberToHalf(value: number): number {
  if (Number.isNaN(value)) return 0x7e00;
  const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
  const size = Math.abs(value);
  if (size >= 65520) return sign | 0x7c00;
  const exponent = Math.max(-14, Math.floor(Math.log2(Math.max(size, 2 ** -30))));
  const unit = 2 ** (exponent - 10);
  const scaled = size / unit;
  let count = Math.floor(scaled);
  const rest = scaled - count;
  if (rest > 0.5 || (rest === 0.5 && count % 2 === 1)) count++;
  // A count below 1024 is subnormal; one of 2048 carries into the exponent by itself.
  return sign | (((exponent + 14) << 10) + count);
}

const single = new Float32Array(1);
const word = new Uint32Array(single.buffer);

/** A number from its upper 16 bits as float32. */
function bfloatToNumber(bits: number): number {
  word[0] = bits << 16;
  return single[0]!;
}

/** The bits of the bfloat16 that is nearest to a number; ties go to the even one. */
export function numberToBfloat(value: number): number {
  if (Number.isNaN(value)) return 0x7fc0;
  single[0] = value;
  const bits = word[0]!;
  return ((bits + 0x7fff + ((bits >>> 16) & 1)) >>> 16) & 0xffff;
}

interface TypedArray {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBuffer): Values;
  from(values: never): { readonly buffer: ArrayBufferLike };
}

/** A type that has its own typed array; tensors start at any byte, so the bytes are copied. */
function typed(array: TypedArray): Codec {
  return {
    bytes: array.BYTES_PER_ELEMENT,
    decode: (bytes) => new array(new Uint8Array(bytes).buffer),
    encode: (values) => new Uint8Array(array.from(values as never).buffer),
  };
}

/** A type of 16 bits that is widened to float32. */
function widened(decode: (bits: number) => number, encode: (value: number) => number): Codec {
  return {
    bytes: 2,
    decode: (bytes) => Float32Array.from(new Uint16Array(new Uint8Array(bytes).buffer), decode),
    encode: (values) => new Uint8Array(Uint16Array.from(values as ArrayLike<number>, encode).buffer),
  };
}

/** Every element type with its codec. */
export const dataTypes: Readonly<Record<DataType, Codec>> = {
  F64: typed(Float64Array),
  F32: typed(Float32Array),
  F16: widened(halfToNumber, numberToHalf),
  BF16: widened(bfloatToNumber, numberToBfloat),
  I64: typed(BigInt64Array),
  U64: typed(BigUint64Array),
  I32: typed(Int32Array),
  U32: typed(Uint32Array),
  I16: typed(Int16Array),
  U16: typed(Uint16Array),
  I8: typed(Int8Array),
  U8: typed(Uint8Array),
  BOOL: typed(Uint8Array),
};
