// Generated from the files of this folder by `npm run gen`.
export { type Value, type Distribution, type DistributionRecord, defineDistribution } from "./_distribution.ts";
export * from "./bernoulli.ts";
export * from "./binomial.ts";
export * from "./categorical.ts";
export * from "./normal.ts";
export * from "./poisson.ts";
export * from "./uniform.ts";
