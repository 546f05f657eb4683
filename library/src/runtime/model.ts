import type { Executable, Session } from "../compiler/step.ts";
import { input } from "../graph/functions.ts";
import { sizeOf } from "../graph/shape.ts";
import type { Network } from "../nn/network.ts";
import { ArgumentError } from "../util/errors.ts";
import { type BackendName, backendOf } from "./backend.ts";

/** The most rows that are computed at once. */
const largestBlock = 1024;

/** A trained network: layers, weights, and what its layers keep. */
export class Model {
  readonly network: Network;
  /** Numbers of a row that go in, and that come out. */
  readonly inputs: number;
  readonly outputs: number;
  /** All parameters side by side, in the order of `network.parameters`. */
  readonly weights: Float64Array;
  /** What layers keep (running means), in the order of `network.states`. */
  readonly layerState: Float64Array;

  constructor(network: Network, inputs: number, weights: Float64Array, layerState?: Float64Array) {
    this.network = network;
    this.inputs = inputs;
    this.outputs = sizeOf(network.outputShape([inputs]));
    this.weights = weights;
    this.layerState = layerState ?? network.initialStates([inputs]);
  }

  /** The program for `rows` rows, in a session of its own. */
  async load(rows: number, backend: BackendName = "wasm"): Promise<{ session: Session; executable: Executable }> {
    const { applyNetwork, arenas } = await import("./parameters.ts");
    const session = (await backendOf(backend)).open();
    const { output } = applyNetwork(this.network, [this.inputs], input("rows", [rows, this.inputs]), "inference");
    const executable = await session.load({ outputs: { output } });
    session.write(arenas.parameters, this.weights);
    if (this.layerState.length > 0) session.write(arenas.layerState, this.layerState);
    return { session, executable };
  }

  /** The outputs for rows of inputs (rows × inputs), as rows × outputs. */
  async predict(rows: ArrayLike<number>, backend: BackendName = "wasm"): Promise<Float64Array> {
    const count = rows.length / this.inputs;
    if (!Number.isInteger(count))
      throw new ArgumentError("predict: the numbers do not fill rows", {
        expected: `a multiple of ${this.inputs}`,
        found: `${rows.length}`,
      });
    const out = new Float64Array(count * this.outputs);
    if (count === 0) return out;
    const block = Math.min(largestBlock, count);
    const { session, executable } = await this.load(block, backend);
    const given = new Float64Array(block * this.inputs);
    for (let from = 0; from < count; from += block) {
      const now = Math.min(block, count - from);
      // Rows do not touch each other here, so what is left of the last block does not matter.
      for (let i = 0; i < now * this.inputs; i++) given[i] = rows[from * this.inputs + i]!;
      const result = executable.run(1, { rows: given })["output"]!;
      out.set(result.subarray(0, now * this.outputs), from * this.outputs);
    }
    session.dispose();
    return out;
  }
}
