import type { ProblemTexts } from "./problems.ts";

/** What is said of command lines that cannot be followed, in English. */
export const problems: ProblemTexts = {
  error: "error",
  expected: "expected",
  found: "found",
  try: "try",
  more: "more",
  didYouMean: ({ near }) => `did you mean "${near}"?`,
  unknownCommand: ({ name }) => `there is no command "${name}"`,
  unknownOption: ({ name, command }) => `${command} has no option --${name}`,
  missingValue: ({ name }) => `--${name} needs a value`,
  noValue: ({ name }) => `--${name} takes no value`,
  missingOption: ({ name, columns }) =>
    `--${name} is missing${columns === undefined ? "" : `; the columns are ${columns}`}`,
  missingArgument: ({ name, command }) => `${command} needs a ${name}`,
  extraArgument: ({ value, command }) => `${command} does not know what to do with "${value}"`,
  notNumber: ({ name, found, whole, least, above, below }) =>
    `--${name} must be a ${whole ? "whole " : ""}number ${above ? ">" : "≥"} ${least}${below < Infinity ? ` and < ${below}` : ""}; found ${found === "" ? "nothing" : `"${found}"`}`,
  notPair: ({ name, found, expected }) => `--${name} must be ${expected}; found "${found}"`,
  notOneOf: ({ name, found, expected }) => `--${name} must be one of ${expected}; found "${found}"`,
  unknownRecord: ({ kind, name, known }) => `there is no ${kind} "${name}"; there are ${known}`,
  takesNoOptions: ({ kind, name, found }) => `the ${kind} "${name}" takes no options; found "${found}"`,
  badRecordOption: ({ kind, found }) =>
    `an option of the ${kind} cannot be read; expected name:option=number,option=number; found "${found}"`,
  unknownMetric: ({ name, known }) => `there is no metric "${name}"; there are ${known}`,
  optionChanged: ({ name, folder, before, now }) =>
    `--${name} is not what ${folder} began with; expected ${before}; found ${now}`,
  notOfTable: ({ place }) => `${place} was not trained on a table: it does not say how columns become inputs`,
  nonFinite: ({ step, epoch, rows, phase, layer, parameter, operation, source, value, largest }) => ({
    what: `${operation} is ${value} at step ${step} of epoch ${epoch}${largest === 0 ? "" : `; its operands reach ${Number(largest.toPrecision(3))}`}`,
    where: [
      `in the ${phase} pass${rows === "validation" ? " over the validation rows" : ""}`,
      layer,
      parameter === undefined ? undefined : `parameter ${parameter}`,
      source === undefined ? undefined : `${source.file}, line ${source.line}`,
    ]
      .filter((part) => part !== undefined)
      .join(", "),
  }),
  advice: {
    "lower the learning rate": "lower the learning rate: the weights are thrown farther with each step",
    "clip the gradient": "clip the gradient: one row throws the weights too far",
    "scale the inputs": "scale the inputs: they are too large to begin with",
    "use a loss on logits": "use a loss that takes logits: probabilities have reached 0 or 1",
    "check the data": "check the data: it holds a number that is not finite",
  },
  noTerminal: ({ name }) =>
    `--${name} needs a terminal for its keys and its screen; found a file, a pipe or TERM=dumb; leave it out for text`,
  excludes: ({ first, second }) => `--${first} and --${second} exclude each other`,
};
