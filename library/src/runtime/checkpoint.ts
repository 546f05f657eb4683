import { encodeSafetensors, parseSafetensors } from "../io/safetensors.ts";
import type { ScheduleState } from "../nn/schedules/_schedule.ts";
import { ArgumentError, FileError } from "../util/errors.ts";
import type { BackendName } from "./backend.ts";
import type { Arenas } from "./learner.ts";

/** One line of a learning curve. */
export interface CurvePoint {
  readonly epoch: number;
  readonly loss: number;
  readonly validation: number | undefined;
}

/** The best weights seen, by validation loss. */
export interface Best {
  readonly loss: number;
  readonly epoch: number;
  readonly weights: Float64Array;
  readonly layerState: Float64Array;
}

/** What must be the same for a training to go on bit for bit. */
export interface Identity {
  readonly version: string;
  readonly backend: BackendName;
  /** The width of the numbers: float32 compiled, float64 in the reference. */
  readonly precision: "float32" | "float64";
  /** How the back end rounds, and in which order it adds. */
  readonly arithmetic: string;
  readonly optimizer: string;
  readonly seed: number;
  readonly shuffle: boolean;
  readonly rowCount: number;
  readonly batch: number;
  /** Micro-batches of an update. */
  readonly accumulate: number;
  /** Whether rows bring weights. */
  readonly weighted: boolean;
  /** The parameters' names and shapes, as one line. */
  readonly parameters: string;
}

/** Everything that a training needs to go on as if it had never stopped; plain data. */
export interface Checkpoint {
  readonly identity: Identity;
  /** The epoch under way, from 1, and how many of its steps are done: the position in its order of rows. */
  readonly epoch: number;
  readonly position: number;
  /** The losses of those steps, and the sums of the metrics over their rows. */
  readonly losses: readonly number[];
  readonly sums: Readonly<Record<string, readonly number[]>>;
  /** Parameters, optimizer slots or solver memory, and layer states. */
  readonly arenas: Arenas;
  readonly schedule: ScheduleState;
  readonly best: Best | undefined;
  readonly curve: readonly CurvePoint[];
}

/** @throws ArgumentError that names the first difference, where a checkpoint belongs to another training. */
export function checkIdentity(saved: Identity, own: Identity): void {
  for (const key of Object.keys(own) as (keyof Identity)[])
    if (saved[key] !== own[key])
      throw new ArgumentError("the checkpoint belongs to another training", {
        place: key,
        expected: String(own[key]),
        found: String(saved[key]),
        remedy: "go on with the options, rows and version that the training began with",
      });
}

const bestWeights = "best.parameters";
const bestState = "best.layer state";

/** A checkpoint as the bytes of a safetensors file: arenas as tensors, everything else in the header. */
export function encodeCheckpoint(checkpoint: Checkpoint): Uint8Array {
  const { arenas, best, ...rest } = checkpoint;
  const all: Record<string, Float64Array> = { ...arenas };
  if (best !== undefined) {
    all[bestWeights] = best.weights;
    all[bestState] = best.layerState;
  }
  // A solver works in float64 on every back end.
  const dtype = (name: string): "F32" | "F64" =>
    checkpoint.identity.precision === "float64" || name.startsWith("solver.") || name.startsWith("memory.")
      ? "F64"
      : "F32";
  const wide = Object.hasOwn(arenas, "solver.value");
  const tensors = new Map(
    Object.entries(all).map(([name, values]) => [
      name,
      { dtype: wide ? ("F64" as const) : dtype(name), shape: [values.length], values },
    ]),
  );
  const { loss, epoch } = best ?? {};
  const header = JSON.stringify({ ...rest, ...(best === undefined ? {} : { best: { loss, epoch } }) });
  return encodeSafetensors({ tensors, metadata: { format: "chainrule checkpoint 1", checkpoint: header } });
}

/** Reads a checkpoint. @throws FileError where it is damaged. */
export function parseCheckpoint(file: Uint8Array, name = "the checkpoint"): Checkpoint {
  const { tensors, metadata } = parseSafetensors(file, name);
  const values = new Map([...tensors].map(([key, tensor]) => [key, Float64Array.from(tensor.values as Float64Array)]));
  try {
    if (metadata["format"] !== "chainrule checkpoint 1") throw new Error("another format");
    const header = JSON.parse(metadata["checkpoint"] ?? "") as Omit<Checkpoint, "arenas" | "best"> & {
      best?: { loss: number; epoch: number };
    };
    const { best, ...rest } = header;
    const arenas = Object.fromEntries([...values].filter(([key]) => !key.startsWith("best.")));
    if (
      !Number.isInteger(rest.epoch) ||
      !Array.isArray(rest.losses) ||
      typeof rest.sums !== "object" ||
      !Array.isArray(rest.curve) ||
      !rest.identity
    )
      throw new Error("fields are missing");
    if (best !== undefined && !values.has(bestWeights)) throw new Error("the best weights are missing");
    return {
      ...rest,
      arenas,
      best:
        best === undefined
          ? undefined
          : { ...best, weights: values.get(bestWeights)!, layerState: values.get(bestState) ?? new Float64Array(0) },
    };
  } catch (error) {
    throw new FileError("this is no checkpoint of a training", {
      code: "E404",
      place: name,
      found: error instanceof Error ? error.message : String(error),
    });
  }
}
