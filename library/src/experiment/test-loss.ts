import type { Prepared } from "../data/prepare.ts";
import { outputsOf, widthOf } from "../data/task.ts";
import { evaluate } from "../graph/evaluate.ts";
import { tensor } from "../graph/functions.ts";
import { type Loss, lossOf } from "../nn/losses/_loss.ts";
import type { Model } from "../runtime/model.ts";
import { lossFor } from "./tabular.ts";

/** Probabilities so near to 0 or 1 that float32 has rounded them count as this far away. */
const nearest = 1e-7;

/** The loss of a model on test rows, in float64: the sum of each target's; no row gives 0. */
export async function lossOnTest(model: Model, { tasks, test }: Prepared, chosen?: Loss): Promise<number> {
  if (test.rowCount === 0) return 0;
  const outputs = await model.predict(test.inputs);
  return tasks.reduce((sum, task, k) => {
    const loss = chosen ?? lossFor(task);
    const own = outputsOf(tasks, outputs, k);
    const held =
      loss.predictions === "probabilities" ? own.map((p) => Math.min(1 - nearest, Math.max(nearest, p))) : own;
    const shape = [test.rowCount, widthOf(task)];
    return sum + evaluate(lossOf(loss, tensor(held, shape), tensor(outputsOf(tasks, test.targets, k), shape)))[0]!;
  }, 0);
}
