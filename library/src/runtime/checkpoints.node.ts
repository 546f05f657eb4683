import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FileError } from "../util/errors.ts";
import { type Checkpoint, encodeCheckpoint, parseCheckpoint } from "./checkpoint.ts";
import type { CheckpointOptions } from "./train.ts";
import { writeWhole } from "./whole-file.node.ts";

const lastName = "last.checkpoint";
const bestName = "best.checkpoint";

/** Keeps the last checkpoint of a training, and the last one that held new best weights, as files of a folder. */
export function checkpointsIn(folder: string, seconds?: number): CheckpointOptions {
  return {
    ...(seconds === undefined ? {} : { seconds }),
    save: (checkpoint, improved) => {
      const bytes = encodeCheckpoint(checkpoint);
      writeWhole(join(folder, lastName), bytes);
      if (improved) writeWhole(join(folder, bestName), bytes);
    },
  };
}

/** The checkpoint that a training left in a folder. @throws FileError where there is none, or a damaged one. */
export function loadCheckpoint(folder: string, which: "last" | "best" = "last"): Checkpoint {
  const path = join(folder, which === "last" ? lastName : bestName);
  if (!existsSync(path))
    throw new FileError("there is no checkpoint", {
      code: "E403",
      place: folder,
      expected: `a file ${lastName} in it`,
    });
  return parseCheckpoint(readFileSync(path), path);
}

/** Whether a folder holds a checkpoint to go on from. */
export function hasCheckpoint(folder: string, which: "last" | "best" = "last"): boolean {
  return existsSync(join(folder, which === "last" ? lastName : bestName));
}
