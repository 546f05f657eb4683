import type { Executable, Session } from "../compiler/step.ts";
import { input } from "../graph/functions.ts";
import { sizeOf } from "../graph/shape.ts";
import type { Network } from "../nn/network.ts";
import { ArgumentError } from "../util/errors.ts";
import { type BackendName, backendOf } from "./backend.ts";

/** The most rows that are computed at once. */
const largestBlock = 1024;

/** A network that is ready to be applied; holds memory until it is disposed of. */
export interface Predictor {
  /** The outputs for rows of inputs (rows × inputs), as rows × outputs; at once. */
  predict(rows: ArrayLike<number>): Float64Array;
  dispose(): void;
}

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

  /** The network ready for any number of rows, again and again; `dispose` gives its memory back. */
  async predictor(backend: BackendName = "wasm", block: number = largestBlock): Promise<Predictor> {
    const { session, executable } = await this.load(block, backend);
    const { inputs, outputs } = this;
    const given = new Float64Array(block * inputs);
    return {
      dispose: () => session.dispose(),
      predict: (rows) => {
        const count = rows.length / inputs;
        if (!Number.isInteger(count))
          throw new ArgumentError("predict: the numbers do not fill rows", {
            expected: `a multiple of ${inputs}`,
            found: `${rows.length}`,
          });
        const out = new Float64Array(count * outputs);
        for (let from = 0; from < count; from += block) {
          const now = Math.min(block, count - from);
          // Rows do not touch each other here, so what is left of the last block does not matter.
          for (let i = 0; i < now * inputs; i++) given[i] = rows[from * inputs + i]!;
          const result = executable.run(1, { rows: given })["output"]!;
          out.set(result.subarray(0, now * outputs), from * outputs);
        }
        return out;
      },
    };
  }

  /** The outputs for rows of inputs (rows × inputs), as rows × outputs. */
  async predict(rows: ArrayLike<number>, backend: BackendName = "wasm"): Promise<Float64Array> {
    if (rows.length === 0) return new Float64Array(0);
    const block = Math.min(largestBlock, Math.max(1, Math.floor(rows.length / this.inputs)));
    const predictor = await this.predictor(backend, block);
    try {
      return predictor.predict(rows);
    } finally {
      predictor.dispose();
    }
  }
}
