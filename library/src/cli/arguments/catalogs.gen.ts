// Generated from the folders of records by `npm run gen`.
/** Records by name, each with what brings it. */
export type Catalog = Readonly<Record<string, () => Promise<unknown>>>;

/** A catalog by its names; its module is loaded when a record is asked for. */
function catalogOf<T>(load: () => Promise<T>, names: readonly (keyof T & string)[]): Catalog {
  return Object.fromEntries(names.map((name) => [name, async () => (await load())[name]]));
}

export const activations: Catalog = catalogOf(() => import("../../nn/activations/index.gen.ts"), [
  "arctan",
  "bentIdentity",
  "bipolarStep",
  "celu",
  "elu",
  "exponential",
  "gaussian",
  "geluTanh",
  "gelu",
  "glu",
  "hardSigmoid",
  "hardSwish",
  "hardTanh",
  "hardshrink",
  "identity",
  "leakyRelu",
  "logSigmoid",
  "logSoftmax",
  "maxout",
  "mish",
  "prelu",
  "relu",
  "relu6",
  "rrelu",
  "selu",
  "sigmoid",
  "silu",
  "sinusoid",
  "softmax",
  "softmin",
  "softplus",
  "softshrink",
  "softsign",
  "sparsemax",
  "squareplus",
  "step",
  "tanhShrink",
  "tanh",
  "threshold",
]);

export const initializers: Catalog = catalogOf(() => import("../../nn/initializers/index.gen.ts"), [
  "constant",
  "glorotNormal",
  "glorotUniform",
  "heNormal",
  "heUniform",
  "identity",
  "lecunNormal",
  "lecunUniform",
  "normal",
  "ones",
  "orthogonal",
  "truncatedNormal",
  "uniform",
  "zeros",
]);

export const losses: Catalog = catalogOf(() => import("../../nn/losses/index.gen.ts"), [
  "binaryCrossEntropyLogits",
  "binaryCrossEntropy",
  "binaryFocal",
  "categoricalCrossEntropy",
  "categoricalFocal",
  "categoricalHinge",
  "cosine",
  "crossEntropy",
  "dice",
  "gaussianNegativeLogLikelihood",
  "hinge",
  "huber",
  "kullbackLeibler",
  "logCosh",
  "marginRanking",
  "meanAbsoluteError",
  "meanAbsolutePercentageError",
  "meanSquaredError",
  "meanSquaredLogarithmicError",
  "negativeLogLikelihood",
  "poisson",
  "quantile",
  "squaredHinge",
  "sumSquaredError",
  "triplet",
]);

export const optimizers: Catalog = catalogOf(() => import("../../nn/optimizers/index.gen.ts"), [
  "adadelta",
  "adagrad",
  "adamW",
  "adam",
  "adamax",
  "amsgrad",
  "asgd",
  "lion",
  "momentum",
  "nadam",
  "nesterov",
  "radam",
  "rmsprop",
  "rprop",
  "sgd",
]);

export const schedules: Catalog = catalogOf(() => import("../../nn/schedules/index.gen.ts"), [
  "constant",
  "cosineRestarts",
  "cosine",
  "cyclic",
  "exponential",
  "inverseTime",
  "linearWarmUp",
  "multiStep",
  "oneCycle",
  "plateau",
  "polynomial",
  "step",
]);

export const solvers: Catalog = catalogOf(() => import("../../nn/solvers/index.gen.ts"), [
  "lbfgs",
]);
