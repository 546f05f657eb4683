import { FileError } from "../util/errors.ts";
import { type DataType, dataTypes } from "./data-types.ts";
import { repeatedKey } from "./repeated-key.ts";

/** A tensor in a file; halves and bfloat16 are widened to float32, booleans are bytes 0 and 1. */
export interface StoredTensor {
  readonly dtype: DataType;
  readonly shape: readonly number[];
  readonly values: ArrayLike<number> | ArrayLike<bigint>;
}

/** Tensors by name, and text that travels with them. */
export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

const headerLimit = 100_000_000;

/** Writes tensors in the safetensors format: header length, JSON header, data. */
export function encodeSafetensors({ tensors, metadata }: SafetensorsFile): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  // Wider elements first, so that every tensor lies at a multiple of its element's size.
  const sorted = [...tensors].sort((a, b) => dataTypes[b[1].dtype].bytes - dataTypes[a[1].dtype].bytes);
  let end = 0;
  for (const [name, { dtype, shape, values }] of sorted) {
    const from = end;
    end += values.length * dataTypes[dtype].bytes;
    // A name such as __proto__ must become a key, not a prototype.
    Object.defineProperty(header, name, { value: { dtype, shape, data_offsets: [from, end] }, enumerable: true });
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(text.length / 8) * 8;
  const file = new Uint8Array(8 + length + end).fill(0x20, 8, 8 + length);
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true);
  file.set(text, 8);
  let at = 8 + length;
  for (const [, { dtype, values }] of sorted) {
    const bytes = dataTypes[dtype].encode(values);
    file.set(bytes, at);
    at += bytes.length;
  }
  return file;
}

/** Reads a safetensors file. @throws FileError where it is damaged; nothing beyond its own bytes is ever allocated. */
export function parseSafetensors(file: Uint8Array, name = "the file"): SafetensorsFile {
  const fail = (what: string): never => {
    throw new FileError(what, { code: "E404", place: name, expected: "a safetensors file" });
  };
  if (file.length < 8) return fail("the file is shorter than its header's length");
  const size = new DataView(file.buffer, file.byteOffset).getBigUint64(0, true);
  if (size > BigInt(Math.min(headerLimit, file.length - 8))) return fail("the header does not fit into the file");
  let header: unknown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(file.subarray(8, 8 + Number(size)));
    if (!text.startsWith("{")) return fail("the header is no JSON object");
    header = JSON.parse(text);
    const twice = repeatedKey(text);
    if (twice !== undefined) return fail(`the header holds the key ${JSON.stringify(twice)} twice`);
  } catch (error) {
    if (error instanceof FileError) throw error;
    return fail("the header is no JSON");
  }
  const data = file.subarray(8 + Number(size));
  const tensors = new Map<string, StoredTensor>();
  let metadata: Record<string, string> = {};
  const spans: [number, number][] = [];
  for (const [key, entry] of Object.entries(header as object) as [string, unknown][]) {
    if (key === "__metadata__") {
      if (
        typeof entry !== "object" ||
        entry === null ||
        Array.isArray(entry) ||
        Object.values(entry).some((value) => typeof value !== "string")
      )
        return fail("the metadata is no map of text");
      metadata = entry as Record<string, string>;
      continue;
    }
    const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
    if (typeof dtype !== "string" || !Object.hasOwn(dataTypes, dtype))
      return fail(`the tensor ${key} has the unknown type ${String(dtype)}`);
    const type = dataTypes[dtype as DataType];
    const whole = (list: unknown): list is number[] =>
      Array.isArray(list) && list.every((n) => Number.isInteger(n) && n >= 0);
    if (!whole(shape) || !whole(offsets) || offsets.length !== 2 || !offsets.every(Number.isSafeInteger))
      return fail(`the tensor ${key} has no shape or place`);
    const [from, to] = offsets as [number, number];
    const count = shape.reduce((a, b) => a * b, 1);
    if (count * type.bytes !== to - from || to > data.length) return fail(`the tensor ${key} does not fit its place`);
    const bytes = data.subarray(from, to);
    if (dtype === "BOOL" && bytes.some((byte) => byte > 1))
      return fail(`the tensor ${key} has booleans that are not 0 or 1`);
    spans.push([from, to]);
    tensors.set(key, { dtype: dtype as DataType, shape, values: type.decode(bytes) });
  }
  let end = 0;
  for (const [from, to] of spans.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    if (from !== end) return fail("tensors overlap or leave a hole");
    end = to;
  }
  if (end !== data.length) return fail("there are bytes behind the last tensor");
  return { tensors, metadata };
}
