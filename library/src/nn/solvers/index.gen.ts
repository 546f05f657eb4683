// Generated from the files of this folder by `npm run gen`.
export * from "./lbfgs.ts";
