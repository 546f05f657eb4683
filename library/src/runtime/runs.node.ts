import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { inputCount } from "../data/inputs.ts";
import type { Preparation } from "../data/prepare.ts";
import { sizeOf } from "../graph/shape.ts";
import { encodeSafetensors, parseSafetensors } from "../io/safetensors.ts";
import { type Description, describe } from "../nn/description.ts";
import { type Layer, type Network, network as networkOf, type Parameter } from "../nn/network.ts";
import { type Definition, restore } from "../nn/restore.ts";
import { arenaSize } from "../nn/trace.ts";
import { FileError } from "../util/errors.ts";
import { version } from "../util/version.ts";
import { Model } from "./model.ts";
import { writeWhole } from "./whole-file.node.ts";

/** What a model file says besides the weights; stands in its header. */
export interface ModelDescription {
  readonly format: 1;
  readonly version: string;
  readonly network: Description;
  /** Numbers of a row that go in. */
  readonly inputs: number;
  /** How a table becomes such rows, and outputs answers; absent for a network trained on bare numbers. */
  readonly preparation?: Preparation;
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

/** The file of a model: the path itself, or `model.safetensors` in a run folder. */
function modelFile(path: string): string {
  return path.endsWith(".safetensors") ? path : join(path, "model.safetensors");
}

const stateNames = (name: string): string => `state.${name}`;

/** A tensor as a file holds it. */
interface Stored {
  readonly dtype: "F32";
  readonly shape: readonly number[];
  readonly values: Float64Array;
}

/** A model as plain data: what it is, and its tensors by name. */
export function describeModel(
  model: Model,
  preparation?: Preparation,
): { readonly description: ModelDescription; readonly tensors: ReadonlyMap<string, Stored> } {
  const rowShape = [model.inputs];
  const stored = (arena: Float64Array, { shape, offset }: Pick<Parameter, "shape" | "offset">): Stored => ({
    dtype: "F32",
    shape,
    values: arena.subarray(offset, offset + sizeOf(shape)),
  });
  const tensors = new Map([
    ...model.network.parameters(rowShape).map((record) => [record.name, stored(model.weights, record)] as const),
    ...model.network
      .states(rowShape)
      .map((record) => [stateNames(record.name), stored(model.layerState, record)] as const),
  ]);
  const description: ModelDescription = {
    format: 1,
    version,
    network: describe(model.network),
    inputs: model.inputs,
    ...(preparation === undefined ? {} : { preparation: fittedOnly(preparation) }),
  };
  return { description, tensors };
}

/** What was fitted, and nothing of the rows that whoever prepared them may hold besides. */
function fittedOnly({ tasks, encoders, leftOut, readings }: Preparation): Preparation {
  return { tasks, encoders, leftOut, readings };
}

/** Saves a model with its architecture (and how rows are prepared) as one safetensors file, or in a run folder. */
export function saveModel(path: string, model: Model, preparation?: Preparation): void {
  const { description, tensors } = describeModel(model, preparation);
  const metadata = { format: "chainrule", description: JSON.stringify(description) };
  writeWhole(modelFile(path), encodeSafetensors({ tensors, metadata }));
}

/** What loadModel lets one choose. */
export interface LoadOptions {
  /** Layers, activations, initializers and regularizers of your own that the model uses. */
  readonly define?: readonly Definition[];
}

/**
 * Loads a model from a file or a run folder.
 *
 * @throws FileError where it is damaged, or uses a layer that is neither the library's nor in `define`.
 */
export async function loadModel(path: string, options: LoadOptions = {}): Promise<Model> {
  return (await loadRun(path, options)).model;
}

/** Loads a model with how its rows are prepared. @throws FileError as loadModel. */
export async function loadRun(path: string, options: LoadOptions = {}): Promise<LoadedRun> {
  const file = modelFile(path);
  if (!existsSync(file))
    throw new FileError("there is no model", {
      code: "E403",
      place: path,
      expected: "a run folder or a .safetensors file",
    });
  const { tensors, metadata } = parseSafetensors(readFileSync(file), file);
  return modelOf(metadata["description"], tensors, file, options);
}

/** A model, and how its rows are prepared where it was trained on a table. */
export interface LoadedRun {
  readonly model: Model;
  readonly preparation: Preparation | undefined;
}

/** A model made again from what a file says. @throws FileError as loadModel. */
export async function modelOf(
  text: string | undefined,
  tensors: ReadonlyMap<string, { readonly shape: readonly number[]; readonly values: ArrayLike<number | bigint> }>,
  file: string,
  { define = [] }: LoadOptions,
): Promise<LoadedRun> {
  const description = parseDescription(text, file);
  const catalogs = {
    layer: await import("../nn/layers/index.gen.ts"),
    activation: await import("../nn/activations/index.gen.ts"),
    initializer: await import("../nn/initializers/index.gen.ts"),
    regularizer: await import("../nn/regularizers/index.gen.ts"),
  };
  const rowShape = [description.inputs];
  let network: Network;
  try {
    network = networkOf(restore(description.network, catalogs, define) as Layer);
    network.outputShape(rowShape);
  } catch (error) {
    if (error instanceof FileError) throw error;
    // Whatever a damaged description makes layers complain of.
    throw new FileError("the network that the file describes cannot be made", {
      code: "E404",
      place: file,
      found: error instanceof Error ? error.message : String(error),
    });
  }
  const filled = (
    records: readonly Pick<Parameter, "name" | "shape" | "offset">[],
    nameOf: (name: string) => string,
  ) => {
    const arena = new Float64Array(arenaSize(records));
    for (const { name, shape, offset } of records) {
      const stored = tensors.get(nameOf(name));
      if (stored === undefined || stored.values.length !== sizeOf(shape))
        throw new FileError(`the tensor ${nameOf(name)} is missing or has another shape`, {
          code: "E404",
          place: file,
          expected: `(${shape.join("×")})`,
          found: stored === undefined ? "nothing" : `(${stored.shape.join("×")})`,
        });
      arena.set(Float64Array.from(stored.values as ArrayLike<number>, Number), offset);
    }
    return arena;
  };
  const weights = filled(network.parameters(rowShape), (name) => name);
  const layerState = filled(network.states(rowShape), stateNames);
  return { model: new Model(network, description.inputs, weights, layerState), preparation: description.preparation };
}

function parseDescription(text: string | undefined, file: string): ModelDescription {
  try {
    const description = JSON.parse(text ?? "") as ModelDescription;
    if (description.format !== 1) throw new Error(`format ${String(description.format)}`);
    if (!Number.isInteger(description.inputs) || description.inputs < 1) throw new Error("no inputs");
    const { preparation } = description;
    if (preparation !== undefined && inputCount(preparation.encoders) !== description.inputs)
      throw new Error("encoders that do not fit the inputs");
    return description;
  } catch (error) {
    throw new FileError("the model file does not describe a network of this library", {
      code: "E404",
      place: file,
      found: error instanceof Error ? error.message : String(error),
    });
  }
}
