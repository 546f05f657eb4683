// Generated from the files of this folder by `npm run gen`.
export * from "./glorot-uniform.ts";
export * from "./he-uniform.ts";
export * from "./uniform.ts";
export * from "./zeros.ts";
