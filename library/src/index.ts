export { Expr, parse } from "./expr/index.ts";
export * from "./expr/operations/index.ts";
export * from "./graph/index.ts";
export { defineActivation } from "./nn/activations/_activation.ts";
export { type Clipping, clipByNorm, clipByValue } from "./nn/clipping.ts";
export { defineInitializer } from "./nn/initializers/_initializer.ts";
export { dense } from "./nn/layers/dense.ts";
export { defineLoss } from "./nn/losses/_loss.ts";
export {
  type Activation,
  defineLayer,
  functional,
  type Layer,
  type LayerFunction,
  type Network,
  type Scope,
  sequential,
} from "./nn/network.ts";
export { defineOptimizer } from "./nn/optimizers/_optimizer.ts";
export { defineConstraint, defineRegularizer } from "./nn/regularizers/_regularizer.ts";
export { defineSchedule } from "./nn/schedules/_schedule.ts";
export { defineSolver } from "./nn/solvers/_solver.ts";
export { type BackendName, backendOf } from "./runtime/backend.ts";
export { type Checkpoint, encodeCheckpoint, parseCheckpoint } from "./runtime/checkpoint.ts";
export { Model } from "./runtime/model.ts";
export { gradientStep, type StepOptions, trainingStep } from "./runtime/step.ts";
export {
  type CheckpointOptions,
  type Examples,
  type Progress,
  type Run,
  type TrainOptions,
  train,
} from "./runtime/train.ts";
export * from "./util/errors.ts";
export { version } from "./util/version.ts";
