import { readFileSync } from "node:fs";
import { join } from "node:path";
import { FileError } from "../util/errors.ts";
import { randomStream } from "../util/random.ts";
import type { Model } from "./model.ts";
import { describeModel, loadRun, type ModelDescription, modelOf, saveModel } from "./runs.node.ts";
import { writeWhole } from "./whole-file.node.ts";

/** Formats that a model can be written in. */
export type ExportFormat = "safetensors" | "json";

/** A model written in another format, and how well it reads back. */
export interface Exported {
  readonly path: string;
  /** How many random rows both models were applied to, and the greatest difference of an output. */
  readonly rows: number;
  readonly difference: number;
}

/** A model as JSON: what a model file says, and every tensor with its shape. */
export interface ModelJson extends ModelDescription {
  readonly tensors: Readonly<Record<string, { readonly shape: readonly number[]; readonly values: readonly number[] }>>;
}

/** How many rows of random numbers are compared. */
const comparedRows = 100;

/**
 * Writes a model as safetensors or JSON, reads the file again, and compares the two on random rows.
 *
 * @throws FileError where there is no model, or the file cannot be written.
 */
export async function exportModel(source: string, format: ExportFormat, output?: string): Promise<Exported> {
  const { model, preparation } = await loadRun(source);
  const usual = join(source.endsWith(".safetensors") ? "." : source, `export.${format}`);
  const path = output ?? usual;
  if (format === "safetensors")
    saveModel(path.endsWith(".safetensors") ? path : `${path}.safetensors`, model, preparation);
  else {
    const { description, tensors } = describeModel(model, preparation);
    const plain = [...tensors].map(
      ([name, { shape, values }]) => [name, { shape, values: Array.from(values, Math.fround) }] as const,
    );
    writeWhole(path, `${JSON.stringify({ ...description, tensors: Object.fromEntries(plain) } satisfies ModelJson)}\n`);
  }
  const written = format === "safetensors" && !path.endsWith(".safetensors") ? `${path}.safetensors` : path;
  const again = format === "json" ? await loadModelJson(written) : (await loadRun(written)).model;
  return { path: written, rows: comparedRows, difference: await greatestDifference(model, again) };
}

/** Loads a model that was written as JSON. @throws FileError where it is damaged. */
export async function loadModelJson(path: string): Promise<Model> {
  let file: ModelJson;
  try {
    file = JSON.parse(readFileSync(path, "utf8")) as ModelJson;
    if (typeof file.tensors !== "object" || file.tensors === null) throw new Error("no tensors");
  } catch (error) {
    throw new FileError("this is no model as JSON", {
      code: "E404",
      place: path,
      found: error instanceof Error ? error.message : String(error),
    });
  }
  const tensors = new Map(Object.entries(file.tensors));
  return (await modelOf(JSON.stringify(file), tensors, path, {})).model;
}

/** The greatest difference of the outputs of two models over the same random rows. */
async function greatestDifference(left: Model, right: Model): Promise<number> {
  const random = randomStream(0, 4000);
  const rows = Float64Array.from({ length: comparedRows * left.inputs }, () => random.normal());
  const [a, b] = [await left.predict(rows), await right.predict(rows)];
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i]!)), 0);
}
