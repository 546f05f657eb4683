// Generated from the files of this folder by `npm run gen`.
export { type Initializer, defineInitializer } from "./_initializer.ts";
export * from "./constant.ts";
export * from "./glorot-normal.ts";
export * from "./glorot-uniform.ts";
export * from "./he-normal.ts";
export * from "./he-uniform.ts";
export * from "./identity.ts";
export * from "./lecun-normal.ts";
export * from "./lecun-uniform.ts";
export * from "./normal.ts";
export * from "./ones.ts";
export * from "./orthogonal.ts";
export * from "./truncated-normal.ts";
export * from "./uniform.ts";
export * from "./zeros.ts";
