import type { Session } from "../compiler/step.ts";
import type { Network } from "../nn/network.ts";
import type { NumberError } from "../util/errors.ts";
import { overRows, sumsAmong } from "./learner.ts";
import { explainNonFinite } from "./non-finite.ts";
import { rowStates } from "./objective.ts";
import { type RowWidths, writeRows } from "./rows.ts";
import { validationGraph } from "./step.ts";
import type { Examples, Progress, TrainOptions } from "./train.ts";

/** Rows that are looked at with the session's present weights. */
export interface Validation {
  look(): Promise<NonNullable<Progress["validation"]>>;
  /** Finds out where a loss that is not finite came from. */
  explain(step: number, epoch: number): Promise<NumberError>;
}

/** Puts validation rows into the session, with the program that computes their loss and metrics. */
export async function validationOf(
  network: Network,
  session: Session,
  rows: Examples,
  { inputs, targets }: RowWidths,
  { loss, metrics }: TrainOptions,
): Promise<Validation> {
  const { rowCount } = rows;
  const weighted = rows.weights !== undefined;
  const traceable = validationGraph(network, { rowCount, inputs, targets, weighted, loss, metrics });
  const executable = await session.load(traceable.step);
  writeRows(session, rows, rowStates.validation);
  return {
    look: async () => {
      const outputs = await executable.start(1);
      return { loss: outputs["loss"]![0]!, metrics: overRows(sumsAmong(outputs), rowCount) };
    },
    explain: (step, epoch) =>
      explainNonFinite(session, traceable, loss, { step, epoch, rows: "validation", given: {} }),
  };
}
