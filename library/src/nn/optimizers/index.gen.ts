// Generated from the files of this folder by `npm run gen`.
export { type UpdateInputs, type UpdateResult, type Optimizer, defineOptimizer } from "./_optimizer.ts";
export * from "./adadelta.ts";
export * from "./adagrad.ts";
export * from "./adam-w.ts";
export * from "./adam.ts";
export * from "./adamax.ts";
export * from "./amsgrad.ts";
export * from "./asgd.ts";
export * from "./lion.ts";
export * from "./momentum.ts";
export * from "./nadam.ts";
export * from "./nesterov.ts";
export * from "./radam.ts";
export * from "./rmsprop.ts";
export * from "./rprop.ts";
export * from "./sgd.ts";
