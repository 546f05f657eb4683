// Generated from the files of this folder by `npm run gen`.
export * from "./adam.ts";
export * from "./rmsprop.ts";
export * from "./sgd.ts";
