import { filled, type Initializer } from "./_initializer.ts";

/** Uniform in ±√(6/fan in), for rectifiers. Source: He, Zhang, Ren, Sun, ICCV 2015. */
export const heUniform: Initializer = (shape, random) => {
  const limit = Math.sqrt(6 / shape.at(-2)!);
  return filled(shape, () => limit * (2 * random.uniform() - 1));
};
