// Generated from the files of this folder by `npm run gen`.
export * from "./l1.ts";
export * from "./l2.ts";
export * from "./max-norm.ts";
