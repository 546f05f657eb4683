import { inputBlocks, inputCount } from "../../data/inputs.ts";
import type { Prepared } from "../../data/prepare.ts";
import { lossForAll, type TabularOptions } from "../../experiment/tabular.ts";
import { inert } from "../../util/inert.ts";
import type { Context } from "../command.ts";
import type { Checked } from "./checked-table.ts";
import type { TrainingGiven } from "./given.ts";

/** A line that begins with a verb, all verbs as wide as the widest. */
export function line({ words }: Context, verb: keyof Context["words"]["messages"]["verbs"], text: string): string {
  return ` ${words.messages.verbs[verb].padEnd(words.language === "zh" ? 4 : 9)} ${text}`;
}

/** What is about to happen: columns, split, network, training. */
export function planLines(
  context: Context,
  { tasks, encoders, leftOut, training, validation, test }: Prepared,
  settings: TabularOptions,
  { table, prepare, folds }: Checked,
  given: TrainingGiven,
): string[] {
  const { messages } = context.words;
  const kinds = (["numeric", "date", "categorical"] as const).flatMap((kind) => {
    const count = table.columns.filter((column) => column.kind === kind).length;
    return count === 0 ? [] : [messages.kindCount({ kind, count })];
  });
  const toPredict = tasks.map((task) =>
    messages.task({
      target: inert(task.target),
      kind: task.kind,
      classes: task.kind === "regression" ? 0 : task.classes.length,
    }),
  );
  const inputs = inputCount(encoders);
  const outputs = tasks.reduce((sum, task) => sum + (task.kind === "classes" ? task.classes.length : 1), 0);
  const widths = [inputs, ...settings.layers, outputs];
  const terms = widths.slice(1).map((width, i) => `(${widths[i]}×${width}+${width})`);
  const count = widths.slice(1).reduce((sum, width, i) => sum + widths[i]! * width + width, 0);
  // Layers with parameters of their own are counted by `summary`.
  const plain = settings.normalization === undefined && typeof settings.activation === "function";
  const { learningRate } = "advance" in settings.optimizer ? { learningRate: undefined } : settings.optimizer;
  return [
    line(context, "columns", messages.columns({ kinds: kinds.join(", "), tasks: toPredict.join("; "), inputs })),
    ...(given.verbose
      ? inputBlocks(encoders).map(({ column, width }, i) =>
          line(
            context,
            "columns",
            messages.encoder({ column: inert(column), encoder: encoders[i]!.kind, inputs: width }),
          ),
        )
      : []),
    ...leftOut.map((one) => line(context, "leftOut", messages.leftOut({ ...one, column: inert(one.column) }))),
    line(
      context,
      "split",
      messages.split({
        training: training.rowCount,
        validation: validation.rowCount,
        test: test.rowCount,
        seed: prepare.seed ?? 0,
        folds,
        testFile: given["test-file"],
        group: prepare.group,
      }),
    ),
    line(
      context,
      "network",
      messages.network({
        layers: widths.join(" → "),
        parameters: plain ? `${terms.join("+")} = ${count}` : undefined,
      }),
    ),
    line(
      context,
      "training",
      messages.training({
        optimizer: settings.optimizer.name,
        loss: lossForAll(tasks, settings.loss).name,
        rate: learningRate,
        batch: settings.batch,
        epochs: settings.epochs,
        patience: validation.rowCount === 0 ? undefined : settings.patience,
      }),
    ),
  ];
}
