import { input, state } from "../graph/functions.ts";
import type { Network } from "../nn/network.ts";
import { type BackendName, backendOf } from "./backend.ts";
import { parameterViews } from "./parameters.ts";

/** A trained network: layers and weights. */
export class Model {
  readonly network: Network;
  readonly inputs: number;
  readonly outputs: number;
  /** All parameters side by side, in the order of `network.parameters`. */
  readonly weights: Float64Array;

  constructor(network: Network, inputs: number, outputs: number, weights: Float64Array) {
    this.network = network;
    this.inputs = inputs;
    this.outputs = outputs;
    this.weights = weights;
  }

  /** The outputs for rows of inputs (rows × inputs), as rows × outputs. */
  async predict(rows: ArrayLike<number>, backend: BackendName = "wasm"): Promise<Float64Array> {
    const count = rows.length / this.inputs;
    if (count === 0) return new Float64Array(0);
    const session = (await backendOf(backend)).open();
    const arena = state("parameters", [this.weights.length]);
    const views = parameterViews(arena, this.network.parameters([this.inputs]));
    const output = this.network.apply(input("rows", [count, this.inputs]), views);
    const executable = await session.load({ outputs: { output } });
    session.write("parameters", this.weights);
    const result = executable.run(1, { rows })["output"]!;
    session.dispose();
    return Float64Array.from(result);
  }
}
