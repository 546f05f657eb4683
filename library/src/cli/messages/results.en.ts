import { shown } from "../../report/numbers.ts";
import { inert } from "../../util/inert.ts";
import { listed, type ResultTexts, share } from "./results.ts";

const quoted = (name: string): string => `"${inert(name, 40)}"`;

/** What is said of results, in English. */
export const results: ResultTexts = {
  language: "en",
  result: ({ rows, folds }) =>
    folds === undefined
      ? `Result on ${rows} unseen ${rows === 1 ? "row" : "rows"}`
      : `Result on ${rows} rows, each judged by a network that had not seen it (${folds} folds)`,
  resultOf: ({ rows }) => `Result on ${rows} ${rows === 1 ? "row" : "rows"}`,
  network: "this net",
  linear: "linear",
  mean: "mean",
  always: ({ answer }) => `always "${answer}"`,
  interval: "95 % interval",
  methods: ({ methods }) => `intervals of this net: ${methods}`,
  methodNames: { Wilson: "Wilson", "bootstrap of rows": "bootstrap of rows" },
  metrics: {
    accuracy: "accuracy",
    "log loss": "log loss",
    "ROC AUC": "ROC AUC",
    "balanced accuracy": "balanced accuracy",
    "macro F1": "macro F1",
    "PR AUC": "PR AUC",
    Brier: "Brier score",
    "R²": "R²",
    MAE: "mean absolute error",
    RMSE: "root mean squared error",
    "median absolute error": "median absolute error",
  },
  lowerIsBetter: " (lower is better)",
  leftOut: ({ metric, reason }) => `${metric} is left out: ${reason}.`,
  reasons: {
    "no rows": "there are no rows to judge",
    "one class only": "the rows hold one class only",
    "truth does not vary": "the truth is the same in every row",
  },
  sentences: {
    worse: "Worse than always giving the same answer: do not use it.",
    "no better":
      "Not clearly better than always giving the same answer: the columns tell little, or the rows are too few.",
    "as linear": "Better than guessing, but not clearly better than a linear model: the linear one is simpler.",
    "linear better": "Better than guessing, but a linear model is clearly better than this net: use the linear one.",
    better: "Better than guessing, and better than a linear model.",
    "no rows": "Nothing can be said: no rows were kept for the test.",
  },
  confusion: {
    title: "Right and wrong answers",
    threshold: ({ name, threshold }) => `The answer is "${name}" from a probability of ${threshold} on.`,
    predicted: ({ name }) => `predicted ${name}`,
    truly: ({ name }) => `true ${name}`,
    most: "Wrong answers that were given most often",
    truth: "truth",
    answer: "answer",
    rows: "rows",
  },
  classes: {
    title: "Class by class",
    name: "class",
    precision: "precision",
    recall: "recall",
    f1: "F1",
    support: "rows",
  },
  calibration: {
    title: "How sure, and how often right",
    says: "how sure",
    happens: "how often right",
    rows: "rows",
    error: ({ error }) => `expected calibration error (ECE) ${error}`,
    ideal: "as sure as right",
  },
  curve: {
    title: "Learning curve",
    epoch: "epoch",
    loss: "loss",
    logarithmic: "loss (logarithmic)",
    training: "training",
    validation: "validation",
    best: ({ epoch }) => `best epoch ${epoch}`,
  },
  roc: { title: "ROC curve", x: "false positive rate", y: "true positive rate", chance: "by chance" },
  precisionRecall: { title: "Precision and recall", x: "recall", y: "precision" },
  area: ({ name, area }) => `${name}, area ${area}`,
  residuals: {
    title: "Residuals",
    against: "Residuals against answers",
    answer: "answer",
    residual: "truth − answer",
    exact: "exactly right",
    quantiles: ({ residual }) => `${residual}: below this value lie …`,
    histogram: "How the residuals are spread",
    from: "from",
    to: "to",
    rows: "rows",
  },
  importance: {
    title: "Columns that matter",
    explained: ({ metric, rows, repeats }) =>
      `How much worse ${metric} gets when a column is shuffled among ${rows} rows; mean ± standard deviation of ${repeats} ${repeats === 1 ? "shuffle" : "shuffles"}.`,
    column: "column",
    drop: "drop",
    deviation: "deviation",
    more: ({ count }) => `and ${count} more`,
  },
  worst: {
    title: "Worst errors",
    line: "line",
    row: "row",
    truth: "truth",
    answer: "answer",
    sure: "how sure",
    givenToTruth: "given to the truth",
    residual: "truth − answer",
    none: "No answer was wrong.",
  },
  caveats: {
    "few rows": ({ rows, target }) =>
      `Only ${rows} ${rows === 1 ? "row" : "rows"} to judge ${quoted(target)} by: the result may be luck.`,
    "wide interval": ({ metric, target, lower, upper }) =>
      `The ${results.metrics[metric]} for ${quoted(target)} is uncertain: anything from ${shown(lower)} to ${shown(upper)} is plausible.`,
    "uneven classes": ({ class: name, count, of, target }) =>
      `The classes of ${quoted(target)} are uneven (${quoted(name)}: ${count} of ${of} rows): look at balanced accuracy and ROC AUC, not at accuracy alone.`,
    "leak suspected": ({ column, share: told }) =>
      `Column ${quoted(column)} tells the target in ${share(told)} of rows: if it is not known when a prediction is wanted, the result is too good to be true.`,
    "no better than baseline": ({ target }) =>
      `For ${quoted(target)} the net is not clearly better than always giving the same answer.`,
    overfit: ({ epoch, training, validation }) =>
      `The net knows the training rows better than new ones (epoch ${epoch}: training loss ${shown(training)}, validation loss ${shown(validation)}): fewer units, --dropout or --l2 may help.`,
    "validation never improved": () =>
      "The validation loss never got better after the first epoch: try a lower --learning-rate, or another network.",
    "correlated columns": ({ columns: [a, b], correlation, more }) =>
      `Columns ${quoted(a)} and ${quoted(b)} go together (correlation ${correlation.toFixed(2)}${more > 0 ? `, and ${more} more ${more === 1 ? "pair" : "pairs"}` : ""}): each may matter more than its drop says.`,
    "classes never predicted": ({ classes }) => `Never given as an answer: ${listed(classes.map(quoted), ", ")}.`,
    "classes never tested": ({ classes }) => `No row of the test is of ${listed(classes.map(quoted), ", ")}.`,
  },
  caveatsTitle: "To keep in mind",
  noCaveats: "Nothing speaks against the result.",
  next: "Next",
  page: {
    kind: "chainrule report",
    findings: "Remarks on the table",
    noFindings: "Nothing to remark.",
    dropped: "Columns left out",
    leftOut: {
      constant: () => "the same in every training row",
      identifier: ({ distinct }) => `an identifier or free text, ${distinct} different values`,
    },
    about: "How this was found",
    source: "File",
    read: "Read as",
    readAs: ({ rows, columns, encoding, delimiter, decimal }) =>
      `${rows} rows × ${columns} columns, ${encoding}, cells divided by "${delimiter}", decimals after "${decimal}"`,
    checksum: "SHA-256",
    split: "Split",
    splitMethods: { random: "by chance", stratified: "by chance within each class", grouped: "in whole groups" },
    splitRows: ({ training, validation, test, group, folds }) =>
      `training ${training}, validation ${validation}, test ${test} rows${group === undefined ? "" : `, groups of ${quoted(group)}`}${folds === undefined ? "" : `, ${folds} folds`}`,
    layers: "Network",
    parameters: ({ inputs, parameters }) => `${inputs} inputs, ${parameters} parameters`,
    seeds: "Seeds",
    versions: "Versions",
    finished: "Finished",
    seconds: ({ seconds }) => `after ${seconds} s`,
    configuration: "Configuration",
    repeat: "To repeat this run",
    table: ({ count }) => `As a table (${count} ${count === 1 ? "line" : "lines"})`,
    firstOf: ({ shown: few, count }) => `The first ${few} of ${count}; report.json holds all of them.`,
    target: ({ target }) => `Target ${target}`,
    decisions: "How this network decides",
    decisionsNote: "A whole training step on a row, every number worked out in float64. Each line unfolds.",
    decision: ({ kind, line }) =>
      kind === "typical" ? `A typical row (line ${line})` : `The row that was answered worst (line ${line})`,
  },
};
