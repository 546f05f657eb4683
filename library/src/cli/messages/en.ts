import type { Messages } from "./messages.ts";

/** Every text that the command line prints, in English. */
export const en: Messages = {
  source: ({ rows, columns, encoding, delimiter, decimal }) =>
    `${rows} rows × ${columns} columns, ${encoding}, ${delimiter}${decimal === "," ? ", decimal comma" : ""}`,
  kinds: { numeric: "(number)", date: "(date)", categorical: "(category)" },
  columns: ({ rows, inputs, target, task }) =>
    `${rows} rows, ${inputs} inputs, target ${target}: ${{ binary: "two classes", classes: "classes", regression: "a number" }[task]}`,
  dropped: ({ column, reason }) => `left out ${column}: ${reason}`,
  split: ({ training, validation, test, seed }) =>
    `training ${training}, validation ${validation}, test ${test}, seed ${seed}`,
  network: ({ layers, parameters }) => `${layers}, ${parameters} parameters`,
  training: ({ optimizer, loss, rate, batch, patience }) =>
    `${optimizer} with learning rate ${rate}, ${loss}, batch ${batch}, stops after ${patience} epochs without gain`,
  epoch: "epoch",
  trainLoss: "train",
  validationLoss: "validation",
  best: "best",
  resuming: ({ folder, epoch }) => `going on with ${folder} from epoch ${epoch}`,
  interrupted: ({ folder }) => `interrupted; the last state is saved. To go on: chainrule train … --resume ${folder}`,
  result: ({ rows }) => `Result on ${rows} unseen rows`,
  thisNet: "this net",
  linear: "linear",
  mean: "mean",
  always: ({ answer }) => `always "${answer}"`,
  accuracy: "accuracy",
  rSquared: "R²",
  saved: ({ folder }) => `Saved in ${folder}. Next: chainrule predict ${folder} FILE`,
};
