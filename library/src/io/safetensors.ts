import { FileError } from "../util/errors.ts";

/** A tensor in a file. */
export interface StoredTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** Tensors by name, and text that travels with them. */
export interface SafetensorsFile {
  readonly tensors: ReadonlyMap<string, StoredTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

const headerLimit = 100_000_000;

/** Writes float32 tensors in the safetensors format: header length, JSON header, data. */
export function encodeSafetensors({ tensors, metadata }: SafetensorsFile): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let end = 0;
  for (const [name, { shape, values }] of tensors) {
    Object.defineProperty(header, name, {
      value: { dtype: "F32", shape, data_offsets: [end, end + values.length * 4] },
      enumerable: true,
    });
    end += values.length * 4;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  const length = Math.ceil(text.length / 8) * 8;
  const file = new Uint8Array(8 + length + end).fill(0x20, 8, 8 + length);
  new DataView(file.buffer).setBigUint64(0, BigInt(length), true);
  file.set(text, 8);
  let at = 8 + length;
  for (const { values } of tensors.values()) {
    file.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), at);
    at += values.byteLength;
  }
  return file;
}

/** Reads a safetensors file of float32 tensors. @throws FileError where it is damaged. */
export function parseSafetensors(file: Uint8Array, name = "the file"): SafetensorsFile {
  const fail = (what: string): never => {
    throw new FileError(`${what}`, { place: name, expected: "a safetensors file of float32 tensors" });
  };
  if (file.length < 8) return fail("the file is shorter than its header's length");
  const size = new DataView(file.buffer, file.byteOffset).getBigUint64(0, true);
  if (size > BigInt(Math.min(headerLimit, file.length - 8))) return fail("the header does not fit into the file");
  let header: unknown;
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(file.subarray(8, 8 + Number(size)));
    if (!text.startsWith("{")) return fail("the header is no JSON object");
    header = JSON.parse(text);
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
        Object.values(entry).some((value) => typeof value !== "string")
      )
        return fail("the metadata is no map of text");
      metadata = entry as Record<string, string>;
      continue;
    }
    const { dtype, shape, data_offsets: offsets } = (entry ?? {}) as Record<string, unknown>;
    if (dtype !== "F32") return fail(`the tensor ${key} is ${String(dtype)}`);
    const whole = (list: unknown): list is number[] =>
      Array.isArray(list) && list.every((n) => Number.isSafeInteger(n) && n >= 0);
    if (!whole(shape) || !whole(offsets) || offsets.length !== 2)
      return fail(`the tensor ${key} has no shape or place`);
    const [from, to] = offsets as [number, number];
    const count = shape.reduce((a, b) => a * b, 1);
    if (count * 4 !== to - from || to > data.length) return fail(`the tensor ${key} does not fit its place`);
    spans.push([from, to]);
    tensors.set(key, { shape, values: new Float32Array(new Uint8Array(data.subarray(from, to)).buffer) });
  }
  let end = 0;
  for (const [from, to] of spans.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    if (from !== end) return fail("tensors overlap or leave a hole");
    end = to;
  }
  if (end !== data.length) return fail("there are bytes behind the last tensor");
  return { tensors, metadata };
}
