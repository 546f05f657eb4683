import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { FileError } from "../util/errors.ts";

/**
 * Writes a file whole or not at all: under a temporary name, flushed to the disk, then renamed.
 *
 * @throws FileError where the disk is full or may not be written; what stood under the name before stays.
 */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.${process.pid}.part`;
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  try {
    const file = openSync(temporary, "w");
    try {
      for (let at = 0; at < bytes.length; ) at += writeSync(file, bytes, at);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw new FileError("the file cannot be written", {
      code: "E405",
      place: path,
      found: (error as NodeJS.ErrnoException).code ?? String(error),
      remedy: "check that the folder exists, may be written to and has room",
    });
  }
}
