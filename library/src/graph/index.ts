export { apply } from "./build.ts";
export { differentiate } from "./differentiate.ts";
export { type Bindings, evaluate, evaluateAll } from "./evaluate.ts";
export * from "./functions.ts";
export { gradient, gradientOf, hessian, jacobian, type Point, type TensorFunction } from "./gradient.ts";
export { type Builder, type ContractNames, definePrimitive, type Primitive, type Values } from "./primitive.ts";
export { type Shape, shapeText, sizeOf } from "./shape.ts";
export { stabilize } from "./stabilize.ts";
export { ancestors, type ElementType, label, type Origin, Tensor } from "./tensor.ts";
