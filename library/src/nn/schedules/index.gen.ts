// Generated from the files of this folder by `npm run gen`.
export { type Schedule, type ScheduleState, defineSchedule, type TimeOptions } from "./_schedule.ts";
export * from "./constant.ts";
export * from "./cosine-restarts.ts";
export * from "./cosine.ts";
export * from "./cyclic.ts";
export * from "./exponential.ts";
export * from "./inverse-time.ts";
export * from "./linear-warm-up.ts";
export * from "./multi-step.ts";
export * from "./one-cycle.ts";
export * from "./plateau.ts";
export * from "./polynomial.ts";
export * from "./step.ts";
