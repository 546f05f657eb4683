import type { Executable, Session } from "../compiler/step.ts";
import { input } from "../graph/functions.ts";
import { ArgumentError } from "../util/errors.ts";
import { backendOf, type Execution } from "./backend.ts";
import { largestBlock } from "./blocks.ts";
import { applyNetwork } from "./held-network.ts";
import type { Model, Predictor, PredictorOptions } from "./model.ts";
import { writeWeights } from "./parameters.ts";

/** The program of a model for `rows` rows, in a session of its own. */
export async function loadModelProgram(
  model: Model,
  rows: number,
  execution: Execution,
): Promise<{ session: Session; executable: Executable }> {
  const { network, inputs, weights } = model;
  const session = (await backendOf(execution.backend ?? "wasm", execution, 2 * weights.length * rows)).open();
  const { output } = applyNetwork(network, [inputs], input("rows", [rows, inputs]), "inference");
  const executable = await session.load({ outputs: { output } });
  writeWeights(session, model);
  return { session, executable };
}

/** What `Model.predictor` gives. */
export async function predictorOf(
  model: Model,
  { block = largestBlock, ...execution }: PredictorOptions,
): Promise<Predictor> {
  const { session, executable } = await loadModelProgram(model, block, execution);
  const { inputs, outputs } = model;
  let room: Float64Array | undefined;
  const counted = (rows: ArrayLike<number>): number => {
    const count = rows.length / inputs;
    if (Number.isInteger(count)) return count;
    throw new ArgumentError("predict: the numbers do not fill rows", {
      expected: `a multiple of ${inputs}`,
      found: `${rows.length}`,
    });
  };
  /** The rows of a block; rows do not touch each other here, so what is left of the last block does not matter. */
  const blockFrom = (rows: ArrayLike<number>, from: number, now: number): ArrayLike<number> => {
    const [begin, end] = [from * inputs, (from + now) * inputs];
    const typed = "subarray" in rows ? (rows as Float64Array).subarray(begin, end) : undefined;
    if (now === block && (typed !== undefined || rows.length === end - begin)) return typed ?? rows;
    room ??= new Float64Array(block * inputs);
    if (typed !== undefined) room.set(typed);
    else for (let i = begin; i < end; i++) room[i - begin] = rows[i]!;
    return room;
  };
  return {
    dispose: () => session.dispose(),
    predict: (rows) => {
      const count = counted(rows);
      const out = new Float64Array(count * outputs);
      for (let from = 0; from < count; from += block) {
        const now = Math.min(block, count - from);
        const result = executable.run(1, { rows: blockFrom(rows, from, now) })["output"]!;
        out.set(now === block ? result : result.subarray(0, now * outputs), from * outputs);
      }
      return out;
    },
    start: async (rows) => {
      const count = counted(rows);
      const out = new Float64Array(count * outputs);
      for (let from = 0; from < count; from += block) {
        const now = Math.min(block, count - from);
        const result = (await executable.start(1, { rows: blockFrom(rows, from, now) }))["output"]!;
        out.set(result.subarray(0, now * outputs), from * outputs);
      }
      return out;
    },
  };
}
