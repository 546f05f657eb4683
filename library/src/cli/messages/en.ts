import type { Messages } from "./messages.ts";

/** Every text that the command line prints, in English. */
export const en: Messages = {
  source: ({ rows, columns, encoding, delimiter, decimal }) =>
    `${rows} rows × ${columns} columns, ${encoding}, ${delimiter}${decimal === "," ? ", decimal comma" : ""}`,
  kindCount: ({ kind, count }) =>
    `${count} ${{ numeric: "numeric", date: count === 1 ? "date" : "dates", categorical: count === 1 ? "category" : "categories" }[kind]}`,
  kinds: { numeric: "(number)", date: "(date)", categorical: "(category)" },
  verbs: {
    reading: "Reading",
    columns: "Columns",
    leftOut: "Left out",
    split: "Split",
    network: "Network",
    training: "Training",
    searching: "Trial",
    saved: "Saved",
  },
  task: ({ target, kind, classes }) =>
    `${target}: ${{ binary: "two classes", classes: `${classes} classes`, regression: "a number" }[kind]}`,
  columns: ({ kinds, tasks, inputs }) => `${kinds}; ${inputs} inputs; to predict: ${tasks}`,
  leftOut: ({ column, reason, distinct }) =>
    `${column}: ${reason === "constant" ? "the same in every training row" : `an identifier or free text, ${distinct} different values`}`,
  split: ({ training, validation, test, seed, folds, testFile, group }) =>
    [
      `training ${training}, validation ${validation}`,
      folds === undefined
        ? `, test ${test}${testFile === undefined ? "" : ` of ${testFile}`}`
        : `; judged by ${folds} folds of all rows`,
      group === undefined ? "" : `, whole groups of ${group}`,
      `, seed ${seed}`,
    ].join(""),
  network: ({ layers, parameters }) => `${layers}${parameters === undefined ? "" : `   ${parameters} parameters`}`,
  training: ({ optimizer, loss, rate, batch, epochs, patience }) =>
    `${optimizer}${rate === undefined ? "" : ` α=${rate}`}, ${loss}, batch ${batch}, at most ${epochs} epochs${patience === undefined ? "" : `, stops after ${patience} without gain`}`,
  encoder: ({ column, encoder, inputs }) => `${column}: ${encoder}, ${inputs} ${inputs === 1 ? "input" : "inputs"}`,
  explained: ({ folder, line, fresh }) =>
    `The next step of ${folder} from its saved weights, on line ${line}, dropout off, stored statistics${fresh ? "; the optimizer begins anew" : ""}.`,
  rebuilt: ({ folder, step, epoch, lines, alone }) =>
    `Step ${step} of ${folder} (epoch ${epoch}), as it happened, on the rows of lines ${lines}${alone ? "; only the row that was asked for is shown" : ""}.`,
  notInBatch: ({ line, step, lines }) =>
    `line ${line} was not in the batch of step ${step}; its rows are lines ${lines}`,
  plot: {
    slope: "slope",
    tangent: "tangent",
    secant: ({ delta }) => `secant, Δ = ${delta}`,
    slice: ({ name, value }) => `slice with ${name} = ${value}`,
    plane: "tangent plane",
    noPlot: "a picture needs a point (--at) and one variable or two",
    noSvg: "explain draws no SVG; take text, md, latex, html or json",
  },
  scrubber: {
    head: ({ phase, frame, last, depth }) => `${phase}  frame ${frame}/${last}  depth ${depth}`,
    keys: [
      "←  →          one frame back, one on",
      "Shift ←  →    to the phase before, to the next",
      "↑  ↓          less deep, deeper: symbols, matrices, one cell, calculator",
      "Home  End     to the first frame, to the last",
      "Space  b      a screen down, up, where a frame is longer (also PgDn, PgUp)",
      "g             go to a frame: its number, then Enter",
      "n             the next training step",
      "c             check a cell of every gradient by difference quotients",
      "q             quit",
      "",
      "Any key goes back.",
    ],
    foot: "← → frame   ↑ ↓ depth   n next step   c check   q quit   ? keys",
    longer: ({ from, to, of }) => `lines ${from} to ${to} of ${of}: Space goes on, b back   ? keys`,
    goTo: ({ typed }) => `go to frame: ${typed}`,
    noFrame: ({ frame, last }) => `there is no frame ${frame} here; frames are 0 to ${last}`,
    working: "computing …",
    noNext: "there is no step after this one to be had: its new weights are made by the whole batch",
  },
  noFormula: ({ name }) => `${name} is no function of one number: it looks at a whole row, or learns`,
  noRow: ({ row, rows }) => `there is no row ${row} with an answer; the table has ${rows} rows`,
  gradients: ({ method, checked, total, rows, passed, kinks, rounding }) =>
    `${passed ? "The gradients are right" : "The gradients are wrong"}: ${method === "all" ? `all ${total} partial derivatives` : `${checked} derivatives of ${total} parameters, along 3 random directions in each tensor and 200 random coordinates,`} checked on ${rows} rows; ${kinks} at a kink, ${rounding} within rounding.`,
  worstGradient: ({ parameter, exact, numeric, finding }) =>
    `Farthest apart: ${parameter}, exact ${exact}, central difference ${numeric}: ${finding}`,
  wrongFunction: ({ symbol, ratio }) => `The derivative of ${symbol} is wrong: it is ${ratio} times what it should be.`,
  fold: ({ done, folds }) => `fold ${done} of ${folds}`,
  trial: ({ number, settings, epochs, score, left }) =>
    `${number} ${settings}: loss ${score} after ${epochs} epochs; ${left} left in this stage`,
  bestTrial: ({ number, settings, score }) => `best is trial ${number} ${settings}: loss ${score}`,
  noTrial: "no trial came to a finite loss",
  exported: ({ path, rows, difference }) =>
    `${path}; read again and applied to ${rows} rows, the greatest difference is ${difference}`,
  rejected: ({ count, path }) => `${count} rows that do not fit the header are in ${path}`,
  predictedRows: ({ rows }) => `${rows} rows predicted`,
  epoch: "epoch",
  trainLoss: "train",
  validationLoss: "valid",
  best: "best",
  rowsPerSecond: "rows/s",
  eta: "eta",
  withoutNative: ({ reason }) => `WebAssembly computes instead of compiled C: ${reason}`,
  resuming: ({ folder, epoch }) => `going on with ${folder} from epoch ${epoch}`,
  interrupted: ({ folder, command }) =>
    `interrupted; the last state is saved. To go on: chainrule ${command} --resume ${folder}`,
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
    configuration: "Configuration",
    curve: "Trainings part at",
    metrics: "Results",
    others: ({ count }) => `${count} other numbers of the reports differ; --json names them.`,
  },
  missed: ({ metric, value, limit, lower }) => `${metric} ${value.toFixed(3)} is ${lower ? "above" : "below"} ${limit}`,
  newCategories: ({ column, count, examples, lines }) =>
    `column ${column}: ${count} cells hold categories that training never saw (${examples}; line ${lines}); they count as none`,
  outOfRange: ({ column, count, examples, lines, range }) =>
    `column ${column}: ${count} values lie outside the training's ${range} (${examples}; line ${lines})`,
};
