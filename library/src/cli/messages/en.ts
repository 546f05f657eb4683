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
  resultOf: ({ rows }) => `Result on ${rows} rows`,
  interval: "95 % interval",
  method: ({ methods }) => `  intervals of this net: ${methods}`,
  metrics: {
    "log loss": "log loss (lower is better)",
    MAE: "mean absolute error (lower is better)",
    RMSE: "root mean squared error (lower is better)",
  },
  verdicts: {
    worse: "Worse than always giving the same answer: do not use it.",
    "no better":
      "Not clearly better than always giving the same answer: the columns tell little, or the rows are too few.",
    "as linear": "Better than guessing, but not clearly better than a linear model: the linear one is simpler.",
    better: "Better than guessing, and better than a linear model.",
  },
  summary: {
    inputs: "inputs",
    layer: "layer",
    shape: "row",
    parameters: "parameters",
    work: "multiply-adds a row",
    total: ({ parameters, bytes, multiplyAdds }) =>
      `${parameters} parameters, ${bytes} bytes as float32, ${multiplyAdds} multiply-adds a row`,
  },
  runs: {
    head: ["run", "file", "target", "layers", "activation", "optimizer", "rate", "seed", "epochs", "result"],
    same: "The two runs are the same, number by number.",
  },
  report: {
    language: "en",
    confusion: "Right and wrong answers",
    curve: "Learning curve",
    loss: "loss",
    calibration: "How sure, and how often right",
    says: "how sure the network is",
    happens: "how often it is right",
    answers: "Answer of the network",
    truth: "truth",
    findings: "Remarks on the table",
    configuration: "Configuration",
  },
  below: ({ metric, value, least }) => `${metric} ${value.toFixed(3)} is below ${least}`,
  predicted: ({ name }) => `predicted ${name}`,
  truly: ({ name }) => `true ${name}`,
  newCategories: ({ column, count, examples, lines }) =>
    `column ${column}: ${count} cells hold categories that training never saw (${examples}; line ${lines}); they count as none`,
  outOfRange: ({ column, count, examples, lines }) =>
    `column ${column}: ${count} values lie far outside those of the training (${examples}; line ${lines})`,
  saved: ({ folder }) => `Saved in ${folder}. Next: chainrule predict ${folder} FILE`,
};
