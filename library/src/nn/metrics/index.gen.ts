// Generated from the files of this folder by `npm run gen`.
export * from "./accuracy.ts";
export * from "./r2.ts";
