import type { Moment } from "../../graph/tensor.ts";
import type { LabelWord } from "../labels.ts";
import { numberLatex, numberText } from "../number.ts";
import { quotientOf } from "./sentence.ts";
import type { Words } from "./words.ts";

const rowsOf = (count: number): string => (count === 1 ? "1 row" : `${count} rows`);
const columnsOf = (count: number): string => (count === 1 ? "1 column" : `${count} columns`);

/** What layers call by name: `turn` is the step of a loop. */
const labeled: Readonly<
  Record<LabelWord, (operands: readonly string[], turn: Moment | undefined, count: number) => string>
> = {
  "inputs weighed": () => "What the inputs bring to each step: products and bias, for all steps at once.",
  "state weighed": (_, turn) => `What the state before brings to step ${turn?.at}.`,
  state: (_, turn) =>
    turn?.at ? `The state after step ${turn.at} of ${turn.of}.` : "The state before the first step.",
  cell: (_, turn) =>
    turn?.at
      ? `The cell after step ${turn.at} of ${turn.of}: what is kept of the cell before, and what is let in of the candidate.`
      : "The cell before the first step.",
  "input gate": () => "The input gate, between 0 and 1: how much of the candidate is let in.",
  "forget gate": () => "The forget gate, between 0 and 1: how much of the cell before is kept.",
  "output gate": () => "The output gate, between 0 and 1: how much of the cell is let out.",
  "cell candidate": () => "The candidate: what could be written into the cell.",
  "reset gate": () => "The reset gate, between 0 and 1: how much of the state before the candidate sees.",
  "update gate": () => "The update gate, between 0 and 1: how much of the state before stays.",
  candidate: () => "The candidate: what the new state could be.",
  queries: () => "The queries: what each step looks for.",
  keys: () => "The keys: by what each step is found.",
  values: () => "The values: what each step gives to those that look at it.",
  scores: () => "The scores: how well each query (a row) fits each key (a column).",
  shares: () => "The shares: each row of scores becomes numbers between 0 and 1 that add up to 1.",
  mixture: ([shares, values]) => `Every step gets a mixture of all ${values}, as ${shares} say.`,
  mean: ([operand], _, count) => `The mean of ${operand}, each over ${count} numbers.`,
  variance: ([operand], _, count) => `The variance: the mean of the squares ${operand}, each over ${count} numbers.`,
};

/** The explanations in English. */
export const en: Words = {
  tag: "en",
  title: "One training step, worked out",
  phases: { data: "Data", forward: "Forward", loss: "Loss", backward: "Backward", update: "Update" },
  introduction: ({ rowCount, mode, form }) =>
    [
      `One training step on ${rowsOf(rowCount)}, in float64.`,
      mode === "inference"
        ? "Dropout is off and normalization uses its stored statistics."
        : "As in training: dropout drops, and normalization uses the statistics of the batch.",
      ...(form === "stable"
        ? [
            "The forms as they are taught are not finite for these numbers, so the stable ones are shown, which the engine computes.",
          ]
        : []),
    ].join(" "),
  shortForm: "The same, with what cancels taken away:",
  frame: (at, last) => `Frame ${at} of ${last}`,
  depths: { matrices: "In numbers", cell: "One cell, worked out", tape: "On a calculator" },
  dimensions: "dimensions",
  calculus: {
    rules: {
      variable: () => "The variable itself.",
      constant: () => "A constant factor stays.",
      sum: () => "A sum: the derivatives are added.",
      negative: () => "The sign stays.",
      product: () => "The product rule: (uv)′ = u′v + uv′.",
      quotient: () => "The quotient rule: (u/v)′ = (u′ - (u/v)v′)/v.",
      power: () => "The power rule: (uⁿ)′ = n·uⁿ⁻¹·u′.",
      chain: (symbol) => `The chain rule: the derivative of ${symbol}, times the derivative of what is inside.`,
    },
    together: "Taken together.",
    value: "The value at this point.",
    gradient: "The gradient: all partial derivatives.",
    descent: "The direction of steepest descent, of length 1.",
    checked: ({ numeric, delta, finding }) => {
      const verdicts = {
        agrees: "they agree",
        kink: "a kink lies within the difference",
        rounding: "the difference is lost in rounding",
        random: "something is random",
        wrong: "they disagree",
      };
      return `At this point; the central difference with Δ = ${delta} gives ${numeric}: ${verdicts[finding]}.`;
    },
  },
  functions: {
    range: (isProved) => (isProved ? "The range, by interval arithmetic." : "The range, as seen at many points."),
    kinks: "Here the slope jumps.",
    flat: "Here the slope is less than 1/100 of its greatest: gradients vanish.",
    threeLayers: (product) => `The greatest slope; three layers let through at most ${product} of a gradient.`,
    source: "Source",
  },
  speech: {
    signs: {
      ...{ "=": "equals", "+": "plus", "-": "minus", "·": "times", "⊙": "times, number by number,", "/": "over" },
      ...{
        "(": ",",
        ")": ",",
        "√": "the square root of",
        "e^": "e to the power of",
        ln: "the logarithm of",
        Σ: "the sum of",
      },
      ...{
        max: "the greatest of",
        "≤": "is at most",
        "≥": "is at least",
        "≠": "is not",
        "<": "is less than",
        ">": "is more than",
      },
      ...{ σ: "sigma of", δ: "delta", ŷ: "y hat", "⋯": "and so on", "|": ",", ℓ: "the losses" },
    },
    matrix: (rows, columns) => `a matrix of ${rows} by ${columns}`,
    transposed: "transposed",
    squared: "squared",
    fresh: (name) => `the new ${name}`,
    partial: (name) => `the derivative of L by ${name}`,
  },
  sentences: {
    givenInputs: ({ rows, columns }) =>
      `The inputs: ${rowsOf(rows)} with ${columnsOf(columns)}, one example in each row.`,
    givenTargets: ({ rows, columns }) => `The targets: what is right, ${rowsOf(rows)} with ${columnsOf(columns)}.`,
    givenRowWeights: ({ name }, write) => `${write.name(name)}: what each row counts in the loss.`,
    givenCarried: ({ name }, write) =>
      `${write.name(name)} is what the micro-batches since the last update have added up.`,
    lossPart: () => "The sum over this micro-batch alone; the mean over all of them is taken where the update is made.",
    accumulated: ({ of }, write) =>
      `The gradient of ${write.name(of)} by this micro-batch is added to that of the ones before it.`,
    accumulatedCount: () => "How much all values since the last update count together.",
    accumulatedWhole: ({ of }, write) =>
      `The gradient of ${write.name(of)} as if all micro-batches since the last update were one batch, regularizers included.`,
    accumulatedOnly: ({ of }, write) =>
      `${write.name(of)} and all other parameters stay as they are: the update comes with the last micro-batch.`,
    givenParameter: ({ name }, write) => `${write.name(name)} is a parameter: it is learned.`,
    givenState: ({ name }, write) => `${write.name(name)} is kept by its layer from step to step; it is not learned.`,
    givenSlot: ({ name }, write) => `${write.name(name)} is what the optimizer remembers.`,
    givenScalar: ({ name }, write) => `${write.name(name)} is set for this step.`,
    givenDraw: ({ name }, write) => `${write.name(name)}: the random numbers of this step, between 0 and 1.`,
    givenConstant: ({ name }, write) => `${write.name(name)} is fixed.`,
    raw: ({ column }, write) =>
      `The column ${write.word(column)}, as it was read; a missing cell counts as the median.`,
    encoded: ({ column, kind, inputs }, write) =>
      `The column ${write.word(column)} as the network sees it (${kind}): ${inputs.map(write.word).join(", ")}.`,
    product: ({ left, right, inner }, write) =>
      `${write.name(left)} and ${write.name(right)} are multiplied: each number is ${inner === 1 ? "one product" : `the sum of ${inner} products`}.`,
    bias: ({ bias, rows }, write) =>
      rows === 1
        ? `The bias ${write.name(bias)} is added.`
        : `The bias ${write.name(bias)} is added for each of the ${rows} examples.`,
    noBias: ({ name }, write) => `This layer has no bias: ${write.name(name)} stays as it is.`,
    activation: ({ symbol, operand }, write) =>
      `${write.symbol(symbol)} is applied to every number of ${write.name(operand)}.`,
    output: ({ symbol, operand }, write) =>
      `The prediction: ${write.symbol(symbol)} is applied to every number of ${write.name(operand)}.`,
    map: ({ operands }, write) =>
      operands.length === 0
        ? "A number."
        : `The formula is applied number by number to ${operands.map(write.name).join(", ")}.`,
    sum: ({ operand }, write) => `${write.name(operand)}, added up.`,
    mean: ({ operand, count }, write) => `The mean of ${write.name(operand)}: the sum divided by ${count}.`,
    scaledSum: ({ operand, factor }, write) =>
      factor === -1
        ? `${write.name(operand)}, added up and with the other sign.`
        : `${write.name(operand)}, added up and multiplied by ${write.number(factor)}.`,
    maximum: ({ operand }, write) => `The greatest of ${write.name(operand)}.`,
    primitive: ({ primitive, operand }, write) => {
      const texts: Readonly<Record<string, string>> = {
        gather: `Rows of ${write.name(operand)} are picked by their numbers.`,
        "scatter-add": `${write.name(operand)} is added at the places that it was picked from.`,
        concat: "Quantities are set side by side.",
        slice: `A part of ${write.name(operand)}.`,
        pad: `${write.name(operand)} with zeros around it.`,
        reshape: `The numbers of ${write.name(operand)} in another shape.`,
        broadcast: `Every number of ${write.name(operand)} is repeated where it is needed.`,
        permute: `${write.name(operand)} with its axes in another order.`,
        stopGradient: `${write.name(operand)}, taken as fixed: nothing is learned through it.`,
        scan: `A loop over time that begins with ${write.name(operand)}.`,
        window: `Every place where a window fits on ${write.name(operand)}.`,
        fold: `The windows of ${write.name(operand)}, added up where they overlap.`,
      };
      return texts[primitive] ?? `${primitive} of ${write.name(operand)}.`;
    },
    labeled: ({ label, operands, moment, count }, write) => labeled[label](operands.map(write.name), moment, count),
    windowProduct: ({ input, kernel, inner }, write) =>
      `The kernel ${write.name(kernel)} is laid on every place of ${write.name(input)}: what lies under the window times the kernel, added up, ${inner} products for each number.`,
    windowMaximum: ({ operand, count }, write) =>
      `The greatest of the ${count} numbers of ${write.name(operand)} under each window.`,
    windowMean: ({ operand, count }, write) =>
      `The mean of the ${count} numbers of ${write.name(operand)} under each window.`,
    windowFormula: ({ operands }, write) =>
      `The formula is applied number by number to what lies under each window of ${write.name(operands[0]!)}${operands.length < 2 ? "" : `, and to ${operands.slice(1).map(write.name).join(", ")}`}.`,
    overlap: ({ windows }, write) =>
      `Every window of ${write.name(windows)} is laid on its place; where windows overlap, their numbers are added.`,
    winners: () => "Which number won, counted inside of its window:",
    turnsLeftOut: ({ from, to }) => `The steps from ${from} to ${to} go the same way.`,
    lossValues: ({ loss }, write) => `How wrong each prediction is, by the loss ${write.word(loss)}.`,
    lossMean: ({ count }) => `The loss is the mean over ${count === 1 ? "1 value" : `${count} values`}.`,
    lossSum: ({ count }) => `The loss is the sum of ${count === 1 ? "1 value" : `${count} values`}.`,
    lossTotal: () => "The loss, with what the regularizers add.",
    gradientStart: ({ of }, write) =>
      `How the loss changes with each number of ${write.name(of)}: every one has the same share.`,
    gradientMap: ({ of, through }, write) =>
      `The chain rule: what arrives, ${write.name(through)}, times the slope with respect to ${write.name(of)}.`,
    gradientParameter: ({ of, left, right }, write) =>
      `The gradient of ${write.name(of)}: ${write.name(left)} and ${write.name(right)} multiplied, summed over the examples. It has the shape of ${write.name(of)}.`,
    gradientBias: ({ of, operand }, write) =>
      `${write.name(of)} was added for every example, so its gradient is the sum of ${write.name(operand)} over the examples.`,
    gradientInput: ({ of, left, right }, write) =>
      `Each number of ${write.name(of)} reaches the loss along several paths; the product of ${write.name(left)} and ${write.name(right)} adds them up.`,
    gradientPaths: ({ of, count }, write) =>
      `${write.name(of)} is used in ${count} places: the gradients of the ${count} paths are added.`,
    gradientOther: ({ of }, write) => `The gradient of the loss with respect to ${write.name(of)}.`,
    gradientKernel: ({ of, input, arriving }, write) =>
      `The gradient of ${write.name(of)}: at every place where a number of the kernel met one of ${write.name(input)}, that one times what arrives there, ${write.name(arriving)}, all added up. It has the shape of ${write.name(of)}.`,
    gradientOverlap: ({ of, windows }, write) =>
      `A number of ${write.name(of)} lies under several windows: what they hand back, ${write.name(windows)}, is added.`,
    gradientWindows: ({ arriving, kernel }, write) =>
      `What each window hands back: what arrives, ${write.name(arriving)}, times the kernel ${write.name(kernel)}.`,
    gradientWon: ({ of, arriving, ties }, write) =>
      `Only the number of ${write.name(of)} that won gets what arrives, ${write.name(arriving)}; all others get 0${ties === "first" ? ". Of equal ones the first won." : ". Equal ones share it."}`,
    gradientJoined: ({ of }, write) => `The gradients of the parts of ${write.name(of)}, put together.`,
    gradientMoved: ({ arriving }, write) => `What arrives, ${write.name(arriving)}, is handed on as it is.`,
    gradientInside: ({ of }, write) =>
      `The chain rule: what arrives at ${write.name(of)}, times the slope of the function that made it.`,
    gradientTurn: ({ of, at }, write) => `What step ${at} adds to the gradient of ${write.name(of)}.`,
    gradientThrough: ({ of, through }, write) =>
      `What the path through ${write.name(through)} adds to the gradient of ${write.name(of)}.`,
    throughTime: ({ of, row, rows }, write) =>
      `Through time: what arrives at each state from outside the loop, times the slopes of all steps between it and ${write.name(of)}${rows === 1 ? "" : `, for row ${row}`}. In a slope, row i and column j tell how number i of a state changes with number j of the state before.`,
    noGradient: ({ of }, write) => `The loss does not depend on ${write.name(of)}: its gradient is 0.`,
    noBiasGradient: ({ name }, write) => `${write.name(name)} has no bias, so there is no gradient of one.`,
    pathPart: ({ of }, write) => `A part of the gradient of ${write.name(of)}.`,
    clip: ({ of }, write) => `The gradient of ${write.name(of)}, held within bounds.`,
    clipFactor: () => "How much the whole gradient is shortened.",
    slot: ({ slot, of }, write) => `What the optimizer remembers for ${write.name(of)}: ${write.word(slot)}.`,
    update: ({ of, optimizer }, write) => `The new ${write.name(of)}, by the rule of ${write.word(optimizer)}.`,
    constraint: ({ of }, write) => `The new ${write.name(of)}, held to its constraint.`,
    updatePart: ({ name }, write) => `${write.name(name)} is needed for what follows.`,
    state: ({ of }, write) => `${write.name(of)}, brought up to date by its layer.`,
    again: ({ before, after, predicted }, write) =>
      `The loss with the new parameters: ${write.number(before)} becomes ${write.number(after)}. It falls by ${write.number(before - after)}; the gradient predicted ${write.number(predicted)}.`,
    check: (facts, write) => {
      const { place, exact, digits, finding, ratio } = facts;
      const value = write.formula(numberText(exact, digits), numberLatex(exact, digits));
      const verdicts: Readonly<Record<typeof finding, string>> = {
        agrees: `They agree ${write.formula("✓", "\\checkmark")}.`,
        kink: "A kink lies within the difference, so the two cannot be compared.",
        rounding: "The difference is lost in rounding, so the two cannot be compared.",
        random: "The loss is another one each time: something is random.",
        wrong: `They disagree ${write.formula("✗", "\\times")}${ratio === undefined ? "." : `: the exact one is ${ratio.toFixed(2)} times the other.`}`,
      };
      return `Check at ${place}: ${quotientOf(facts, write)}; exact ${value}. ${verdicts[finding]}`;
    },
    solverGradient: ({ solver }, write) =>
      `The gradient of all parameters, one after the other, as the engine gave it to ${write.word(solver)}, which goes on from it in float64.`,
    solverDirection: ({ solver }, write) =>
      `The direction of ${write.word(solver)}: the gradient turned by what the last steps tell of the curvature.`,
    solverLength: ({ trials, taken }, write) =>
      `The step length that the line search took. It looked at ${trials
        .map(({ step, value }) => `${write.formula("t", "t")} = ${write.number(step)} (loss ${write.number(value)})`)
        .join(", ")}, and took ${write.number(taken)}: the loss is low enough there and its slope flat enough.`,
    solverWeights: () => "All parameters, one after the other.",
    solverNext: () => "All new parameters: one step along the direction.",
    rowSum: ({ count, of, hasRest }, write) =>
      `Row by row: ${write.name(of)} is the sum of what the ${rowsOf(count)} add${hasRest ? ", and of what the regularizers add" : ""}.`,
    rowShare: ({ row, line, percent }, write) =>
      `Row ${row}${line === undefined ? "" : ` (line ${line})`}: ${write.number(percent)} ${write.word("%")} of it, measured along it.`,
    rowFocus: ({ count, of }, write) => `What the row adds to ${write.name(of)} in the batch of ${rowsOf(count)}:`,
    rowsTogether: ({ why }) =>
      why === "coupled"
        ? "The rows look at each other (statistics of the batch), so no part of this gradient belongs to one row alone."
        : "The loss has no values of single rows, so this gradient is not a sum over rows.",
    engine: ({ greatest, difference }, write) =>
      greatest === 0
        ? "Engine, float32: the same in every bit."
        : `Engine, float32: at most ${write.number(greatest)} ulp away (${write.number(difference)}).`,
    move: ({ at, of, network, loss, moved, kept }, write) =>
      `Move ${at} of ${of}: ${write.word(network)} lowers its loss, ${write.number(loss)}, by moving ${moved.map(write.name).join(", ")}.${kept.length === 0 ? "" : ` The weights of ${kept.map(write.word).join(", ")} stay as they are.`}`,
    engineSkips: () => "The engine does not compute this: its stable form goes another way.",
    definition: ({ symbol }, write) => `The definition of ${write.symbol(symbol)}.`,
    differentiated: () => "Differentiated, part by part.",
    throughResult: () => "With the value f of the function itself, which is known already.",
    chainRule: () => "The chain rule, nothing left out.",
    cancelled: () => "Over one denominator; what stands above and below is taken away.",
    targetsSumToOne: () => "The targets of a row add up to 1.",
    stableForm: () => "The form that the engine computes, which cannot overflow.",
  },
};
