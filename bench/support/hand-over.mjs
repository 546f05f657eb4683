// Problems as files, so that contestants in any language get the same numbers: problem.json, in which an array is a
// reference to a file of raw little-endian numbers. problem.py reads the same.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const arrays = { float32: Float32Array, int32: Int32Array };
const typeOf = (value) => Object.keys(arrays).find((type) => value instanceof arrays[type]);

/** Writes a problem into a folder. */
export function handOver(problem, folder) {
  let count = 0;
  const text = JSON.stringify(
    problem,
    (_, value) => {
      const type = typeOf(value);
      if (type === undefined) return value;
      const file = `${count++}.bin`;
      writeFileSync(join(folder, file), new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
      return { file, type };
    },
    1,
  );
  writeFileSync(join(folder, "problem.json"), text);
}

function readArray(folder, { file, type }) {
  const bytes = readFileSync(join(folder, file));
  const aligned = bytes.byteOffset % 4 === 0 ? bytes : Uint8Array.from(bytes);
  return new arrays[type](aligned.buffer, aligned.byteOffset, aligned.byteLength / 4);
}

/** A value whose references to files become arrays, each read when somebody asks for it: memory holds what is used. */
function withArrays(value, folder) {
  if (value === null || typeof value !== "object") return value;
  for (const [key, part] of Object.entries(value)) {
    if (part?.file === undefined) {
      withArrays(part, folder);
      continue;
    }
    let array;
    Object.defineProperty(value, key, {
      enumerable: true,
      get: () => {
        array ??= readArray(folder, part);
        return array;
      },
    });
  }
  return value;
}

/** Reads a problem from a folder. */
export const takeOver = (folder) => withArrays(JSON.parse(readFileSync(join(folder, "problem.json"), "utf8")), folder);
