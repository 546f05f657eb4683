import { filled, type Initializer } from "./_initializer.ts";

/** Uniform in ±√(6/(fan in + fan out)), for sigmoid and tanh. Source: Glorot and Bengio, AISTATS 2010. */
export const glorotUniform: Initializer = (shape, random) => {
  const limit = Math.sqrt(6 / (shape.at(-2)! + shape.at(-1)!));
  return filled(shape, () => limit * (2 * random.uniform() - 1));
};
