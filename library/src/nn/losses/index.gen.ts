// Generated from the files of this folder by `npm run gen`.
export * from "./binary-cross-entropy.ts";
export * from "./categorical-cross-entropy.ts";
export * from "./huber.ts";
export * from "./log-cosh.ts";
export * from "./mean-absolute-error.ts";
export * from "./mean-squared-error.ts";
export * from "./sum-squared-error.ts";
