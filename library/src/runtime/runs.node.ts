import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { inputCount, type Preparation } from "../data/prepare.ts";
import { sizeOf } from "../graph/shape.ts";
import { encodeSafetensors, parseSafetensors } from "../io/safetensors.ts";
import type { Activation } from "../nn/network.ts";
import { FileError } from "../util/errors.ts";
import { Model } from "./model.ts";
import { networkFor } from "./tabular.ts";

/** What a run folder holds besides the weights; stands in the header of the model file. */
export interface RunDescription {
  readonly format: 1;
  readonly layers: readonly number[];
  readonly activation: string;
  readonly preparation: Preparation;
}

/** Writes a file whole or not at all: under a temporary name first, then renamed. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const temporary = `${path}.part`;
  writeFileSync(temporary, content);
  renameSync(temporary, path);
}

/** The next free folder `runs/001`, `runs/002` …; it is made. */
export function newRunFolder(parent: string): string {
  mkdirSync(parent, { recursive: true });
  const taken = readdirSync(parent).map(Number).filter(Number.isInteger);
  for (let number = Math.max(0, ...taken) + 1; ; number++) {
    const folder = join(parent, String(number).padStart(3, "0"));
    if (existsSync(folder)) continue;
    mkdirSync(folder);
    return folder;
  }
}

/** Saves a model with its architecture and encoders as `model.safetensors`. */
export function saveModel(folder: string, model: Model, description: RunDescription): void {
  const parameters = model.network.parameters([model.inputs]);
  const tensors = new Map(
    parameters.map(({ name, shape, offset }) => [
      name,
      { shape, values: Float32Array.from(model.weights.subarray(offset, offset + sizeOf(shape))) },
    ]),
  );
  const metadata = { format: "chainrule", description: JSON.stringify(description) };
  writeWhole(join(folder, "model.safetensors"), encodeSafetensors({ tensors, metadata }));
}

/** Loads a model from a run folder; activations are found by name. @throws FileError where it is damaged. */
export async function loadRun(
  folder: string,
  activationOf: (name: string) => Promise<Activation>,
): Promise<{ readonly model: Model; readonly description: RunDescription }> {
  const path = join(folder, "model.safetensors");
  if (!existsSync(path))
    throw new FileError("this is no run folder", { place: folder, expected: "a file model.safetensors in it" });
  const { tensors, metadata } = parseSafetensors(readFileSync(path), path);
  let description: RunDescription;
  try {
    description = JSON.parse(metadata["description"] ?? "") as RunDescription;
    if (description.format !== 1 || !Array.isArray(description.preparation.encoders)) throw new Error("another format");
  } catch {
    throw new FileError("the model file does not describe a network of this library", { place: path });
  }
  const network = networkFor(
    description.preparation.task,
    description.layers,
    await activationOf(description.activation),
  );
  const inputs = inputCount(description.preparation.encoders);
  const parameters = network.parameters([inputs]);
  const weights = new Float64Array(parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0));
  for (const { name, shape, offset } of parameters) {
    const stored = tensors.get(name);
    if (stored === undefined || stored.values.length !== sizeOf(shape))
      throw new FileError(`the parameter ${name} is missing or has another shape`, {
        place: path,
        expected: `(${shape.join("×")})`,
        found: stored === undefined ? "nothing" : `(${stored.shape.join("×")})`,
      });
    weights.set(stored.values, offset);
  }
  return { model: new Model(network, inputs, parameters.at(-1)!.shape.at(-1)!, weights), description };
}
