// Generated from the files of this folder by `npm run gen`.
export { type Regularizer, type Constraint, defineRegularizer, defineConstraint } from "./_regularizer.ts";
export * from "./elastic-net.ts";
export * from "./l1.ts";
export * from "./l2.ts";
export * from "./max-norm.ts";
