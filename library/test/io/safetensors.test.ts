import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { halfToNumber, numberToBfloat, numberToHalf } from "../../src/io/data-types.ts";
import { encodeSafetensors, parseSafetensors } from "../../src/io/safetensors.ts";
import { FileError } from "../../src/util/errors.ts";

interface Case {
  readonly name: string;
  readonly b64: string;
  readonly valid: boolean | null;
  readonly tensors?: Record<string, { dtype: string; shape: number[]; values: (number | string)[] }>;
}
const path = new URL("../fixtures/safetensors_cases.json.gz", import.meta.url);
const { cases } = JSON.parse(gunzipSync(readFileSync(path)).toString()) as { cases: Case[] };

const numbers = (values: ArrayLike<number | bigint>): number[] => Array.from(values, Number);

describe("safetensors", () => {
  for (const { name, b64, valid, tensors } of cases) {
    const bytes = Uint8Array.from(Buffer.from(b64, "base64"));
    if (valid === true)
      test(`reads ${name}, and writes it again`, () => {
        const file = parseSafetensors(bytes);
        for (const again of [file, parseSafetensors(encodeSafetensors(file))]) {
          expect([...again.tensors.keys()].sort()).toEqual(Object.keys(tensors ?? {}).sort());
          for (const [key, { dtype, shape, values }] of Object.entries(tensors ?? {})) {
            const found = again.tensors.get(key)!;
            expect(found.dtype).toBe(dtype);
            expect(found.shape).toEqual(shape.map(Number));
            const rounded = (value: number): number => (dtype === "F32" ? Math.fround(value) : value);
            expect(numbers(found.values)).toEqual(values.map((value) => rounded(Number(value))));
          }
          expect(again.metadata).toEqual(file.metadata);
        }
        expect(({} as Record<string, unknown>)["shape"]).toBeUndefined();
      });
    else if (valid === false)
      test(`refuses ${name}`, () => {
        expect(() => parseSafetensors(bytes)).toThrow(FileError);
      });
    else
      test(`answers ${name} cleanly`, () => {
        try {
          parseSafetensors(bytes);
        } catch (error) {
          expect(error).toBeInstanceOf(FileError);
        }
      });
  }
  test("every half comes back as itself", () => {
    for (let bits = 0; bits < 65536; bits++) {
      const value = halfToNumber(bits);
      if (!Number.isNaN(value)) expect(numberToHalf(value)).toBe(bits);
    }
  });
  test("numbers become the nearest half and bfloat16", () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, min: -60000, max: 60000 }), (value) => {
        const bits = numberToHalf(value);
        for (const other of [bits - 1, bits + 1]) {
          if ((other & 0x7fff) > 0x7bff || (other & 0x8000) !== (bits & 0x8000)) continue;
          expect(Math.abs(halfToNumber(bits) - value)).toBeLessThanOrEqual(Math.abs(halfToNumber(other) - value));
        }
      }),
    );
    expect([1.5, -3, 1 + 2 ** -8, 1 + 3 * 2 ** -8].map(numberToBfloat)).toEqual([0x3fc0, 0xc040, 0x3f80, 0x3f82]);
  });
  test("a key that stands twice is refused, and named", () => {
    const text = '{"a":{"dtype":"F32","shape":[1],"shape":[1],"data_offsets":[0,4]}}';
    const file = new Uint8Array(8 + text.length + 4);
    new DataView(file.buffer).setBigUint64(0, BigInt(text.length), true);
    file.set(new TextEncoder().encode(text), 8);
    expect(() => parseSafetensors(file)).toThrow(/"shape" twice/);
  });
});
