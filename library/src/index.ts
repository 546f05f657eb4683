export { Expr } from "./expr/expr.ts";
export * from "./expr/operations/index.ts";
export { parse } from "./expr/parse.ts";
export * from "./graph/composed.ts";
export { differentiate } from "./graph/differentiate.ts";
export { type Bindings, evaluate, evaluateAll } from "./graph/evaluate.ts";
export * from "./graph/functions.ts";
export { gradient, gradientOf, hessian, jacobian, type Point, type TensorFunction } from "./graph/gradient.ts";
export type { Shape } from "./graph/shape.ts";
export { type ElementType, label, Tensor } from "./graph/tensor.ts";
export * from "./graph/windows.ts";
export { defineActivation } from "./nn/activations/_activation.ts";
export { type Clipping, clipByNorm, clipByValue } from "./nn/clipping.ts";
export { dense } from "./nn/layers/dense.ts";
export type { TogetherStep } from "./nn/move.ts";
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
export type { BackendName } from "./runtime/backend.ts";
export type { Checkpoint } from "./runtime/checkpoint.ts";
export { Model } from "./runtime/model.ts";
export type { MinimizeOptions, OwnStep } from "./runtime/own-step.ts";
export type { TogetherNow } from "./runtime/together-step.ts";
export {
  type CheckpointOptions,
  type Examples,
  type JudgeOptions,
  type LossAndMetrics,
  type Progress,
  type Run,
  type TrainOptions,
  train,
} from "./runtime/train.ts";
export {
  type RowsOf,
  type Together,
  type TogetherOptions,
  type TogetherProgress,
  togetherStep,
  trainTogether,
} from "./runtime/train-together.ts";
export * from "./util/errors.ts";
export { type RandomStream, randomStream } from "./util/random.ts";
export { version } from "./util/version.ts";
