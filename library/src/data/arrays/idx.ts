import { DataError } from "../../util/errors.ts";

/** Numbers with a shape, last axis fastest, as an IDX file holds them. */
export interface IdxArray {
  readonly shape: readonly number[];
  readonly values: Uint8Array | Int8Array | Int16Array | Int32Array | Float32Array | Float64Array;
}

/** The element types by their code: bytes of one, and how one is read (all are big-endian). */
const types: Readonly<
  Record<number, readonly [bytes: number, make: (count: number) => IdxArray["values"], read: keyof DataView]>
> = {
  8: [1, (count) => new Uint8Array(count), "getUint8"],
  9: [1, (count) => new Int8Array(count), "getInt8"],
  11: [2, (count) => new Int16Array(count), "getInt16"],
  12: [4, (count) => new Int32Array(count), "getInt32"],
  13: [4, (count) => new Float32Array(count), "getFloat32"],
  14: [8, (count) => new Float64Array(count), "getFloat64"],
};

/**
 * Reads an IDX file, the format of MNIST and Fashion-MNIST: two zero bytes, the type, the number of axes, their sizes, then
 * the numbers. What is gzipped must be unpacked before.
 *
 * @throws DataError where the bytes are no such file, or end too early or too late.
 * @example
 * const { shape, values } = parseIdx(gunzipSync(readFileSync("train-images-idx3-ubyte.gz"))); // [60000, 28, 28]
 */
export function parseIdx(bytes: Uint8Array): IdxArray {
  const fail = (expected: string, found: string): never => {
    throw new DataError("these bytes are no IDX file", {
      expected,
      found,
      ...(bytes[0] === 0x1f && bytes[1] === 0x8b ? { remedy: "they are gzipped: unpack them first" } : {}),
    });
  };
  const [first = 0xff, second = 0xff, code = 0, rank = 0] = bytes;
  if (first !== 0 || second !== 0) fail("two zero bytes at the beginning", `${first} and ${second}`);
  const type = types[code];
  if (type === undefined) return fail(`a type among ${Object.keys(types).join(", ")} in byte 3`, String(code));
  const [size, make, read] = type;
  const head = 4 + 4 * rank;
  if (bytes.length < head) fail(`${head} bytes before the numbers`, `${bytes.length} in all`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const count = shape.reduce((product, length) => product * length, 1);
  if (bytes.length !== head + count * size)
    fail(`${count} numbers of ${size} bytes (${shape.join("×")})`, `${bytes.length - head} bytes`);
  if (size === 1) {
    const all = bytes.slice(head);
    return { shape, values: code === 8 ? all : new Int8Array(all.buffer) };
  }
  const values = make(count);
  const number = view[read] as (this: DataView, at: number) => number;
  for (let i = 0; i < count; i++) values[i] = number.call(view, head + i * size);
  return { shape, values };
}
