// Generated from the files of this folder by `npm run gen`.
export * from "./activation.ts";
export * from "./batch-norm.ts";
export * from "./concatenate.ts";
export * from "./dense.ts";
export * from "./dropout.ts";
export * from "./embedding.ts";
export * from "./flatten.ts";
export * from "./layer-norm.ts";
export * from "./reshape.ts";
export * from "./residual.ts";
export * from "./sequential.ts";
