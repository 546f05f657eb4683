import type { Executable, Session } from "../compiler/step.ts";
import type { Network } from "../nn/network.ts";
import { NumberError } from "../util/errors.ts";
import { backendOf, type Execution, precisionOf } from "./backend.ts";
import { blockOf, largestBlock } from "./blocks.ts";
import { extended, overRows, sumsAmong } from "./learner.ts";
import type { Model } from "./model.ts";
import { explainNonFinite } from "./non-finite.ts";
import { rowStates } from "./objective.ts";
import { writeWeights } from "./parameters.ts";
import { checkRows, type RowWidths, writeRows } from "./rows.ts";
import type { Traceable } from "./step.ts";
import type { Examples, JudgeOptions, LossAndMetrics } from "./train.ts";
import { type Looked, validationGraph } from "./validation-step.ts";

/** Rows that are looked at with the session's present weights. */
export interface Validation {
  look(): Promise<LossAndMetrics>;
  /** Finds out where a loss that is not finite came from. */
  explain(step: number, epoch: number): Promise<NumberError>;
}

/** Blocks of one size that are looked at in one call, and their rows. */
interface Part {
  readonly traceable: Traceable<Looked>;
  readonly executable: Executable;
  readonly block: number;
  readonly rows: Int32Array;
  /** The losses of the blocks as they were last seen. */
  losses: readonly number[];
}

/**
 * Puts rows into the session, with the programs that compute their loss and metrics.
 *
 * Many rows are looked at in blocks, which takes the memory of one, unless the loss sees them only together.
 */
export async function validationOf(
  network: Network,
  session: Session,
  examples: Examples,
  { inputs, targets }: RowWidths,
  { loss, metrics }: JudgeOptions,
): Promise<Validation> {
  const { rowCount } = examples;
  const options = { rowCount, inputs, targets, weighted: examples.weights !== undefined, loss, metrics };
  const block = rowCount > largestBlock && validationGraph(network, options).graph.byRow ? blockOf(rowCount) : rowCount;
  const whole = rowCount - (rowCount % block);
  const parts: Part[] = [];
  for (const [size, from, to] of [
    [block, 0, whole],
    [rowCount - whole, whole, rowCount],
  ] as const) {
    if (size === 0) continue;
    const traceable = validationGraph(network, { ...options, block: size });
    const executable = await session.load(traceable.step, { maximumSteps: (to - from) / size });
    const rows = Int32Array.from({ length: to - from }, (_, i) => from + i);
    parts.push({ traceable, executable, block: size, rows, losses: [] });
  }
  writeRows(session, examples, rowStates.validation);
  return {
    look: async () => {
      let [total, counted] = [0, 0];
      let sums: Readonly<Record<string, readonly number[]>> = {};
      for (const part of parts) {
        const { executable, rows, block: size } = part;
        const outputs = await executable.start(rows.length / size, { rows });
        part.losses = Array.from(outputs["loss"]!);
        // Means are put together by what each counts; sums are added.
        part.losses.forEach((value, i) => {
          const count = outputs["count"]?.[i] ?? 1;
          total += value * count;
          counted += count;
        });
        sums = extended(sums, sumsAmong(outputs));
      }
      const divisor = loss.reduction === "sum" || counted === 0 ? 1 : counted;
      return { loss: total / divisor, metrics: overRows(sums, rowCount) };
    },
    explain: (step, epoch) => {
      const isWrong = (value: number): boolean => !Number.isFinite(value);
      const { traceable, block: size, rows, losses } = parts.find((part) => part.losses.some(isWrong))!;
      const begin = losses.findIndex(isWrong) * size;
      const given = { rows: rows.subarray(begin, begin + size) };
      return explainNonFinite(session, traceable, loss, { step, epoch, rows: "validation", given });
    },
  };
}

/** Judges rows by what a model has learned, in a session of its own. @throws as Model.evaluate. */
export async function evaluateModel(
  model: Model,
  examples: Examples,
  { loss, metrics, backend = "wasm", ...execution }: JudgeOptions & Execution,
): Promise<LossAndMetrics> {
  const machine = await backendOf(backend, execution, 2 * model.weights.length * examples.rowCount);
  const widths = checkRows(examples, "validation", precisionOf(machine.name));
  const session = machine.open();
  try {
    const judge = { loss, ...(metrics === undefined ? {} : { metrics }) };
    const validation = await validationOf(model.network, session, examples, widths, judge);
    writeWeights(session, model);
    const seen = await validation.look();
    if (Number.isFinite(seen.loss)) return seen;
    throw new NumberError("evaluate: the loss is not finite", { code: "E301", found: String(seen.loss) });
  } finally {
    session.dispose();
  }
}
