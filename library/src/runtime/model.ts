import type { Executable, Session } from "../compiler/step.ts";
import { sizeOf } from "../graph/shape.ts";
import type { Network } from "../nn/network.ts";
import type { Execution } from "./backend.ts";
import { largestBlock } from "./blocks.ts";
import type { Examples, JudgeOptions, LossAndMetrics } from "./train.ts";

/** A network that is ready to be applied; holds memory until it is disposed of. */
export interface Predictor {
  /** The outputs for rows of inputs (rows × inputs), as rows × outputs; at once. */
  predict(rows: ArrayLike<number>): Float64Array;
  /** The same with as many threads as are allowed, while the caller goes on. Calls must wait for each other. */
  start(rows: ArrayLike<number>): Promise<Float64Array>;
  dispose(): void;
}

/** How a network is made ready to be applied. */
export interface PredictorOptions extends Execution {
  /** Rows that are computed at once. */
  readonly block?: number;
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
  async load(rows: number, execution: Execution = {}): Promise<{ session: Session; executable: Executable }> {
    return await (await import("./predictor.ts")).loadModelProgram(this, rows, execution);
  }

  /**
   * The network ready for any number of rows, again and again; `dispose` gives its memory back.
   *
   * Rows are computed in blocks of `block`, 1,024 unless said otherwise: give the number of rows of a call where it is
   * always the same, 1 for single rows. `predict` works at once, on the calling thread; `start` uses threads.
   */
  async predictor(options: PredictorOptions = {}): Promise<Predictor> {
    return await (await import("./predictor.ts")).predictorOf(this, options);
  }

  /** The outputs for rows of inputs (rows × inputs), as rows × outputs. */
  async predict(rows: ArrayLike<number>, execution: Execution = {}): Promise<Float64Array> {
    if (rows.length === 0) return new Float64Array(0);
    const block = Math.min(largestBlock, Math.max(1, Math.floor(rows.length / this.inputs)));
    const predictor = await this.predictor({ ...execution, block });
    try {
      return await predictor.start(rows);
    } finally {
      predictor.dispose();
    }
  }

  /**
   * How good the answers to rows are: the loss and the means of the metrics, as a training tells them of its validation rows.
   *
   * @throws ArgumentError where the rows do not fit; NumberError E301 where they, or the loss, are not finite.
   * @example
   * const { metrics } = await model.evaluate(test, { loss: crossEntropy(), metrics: { accuracy: rowAccuracy } });
   */
  async evaluate(examples: Examples, options: JudgeOptions & Execution): Promise<LossAndMetrics> {
    const { evaluateModel } = await import("./validation.ts");
    return await evaluateModel(this, examples, options);
  }
}
