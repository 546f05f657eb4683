import { defineInitializer, fans, type Initializer, uniformScaled } from "./_initializer.ts";

/** Uniform in ±√(6/(fan in + fan out)), for sigmoid and tanh. Source: Glorot and Bengio, AISTATS 2010. */
export const glorotUniform: Initializer = defineInitializer("glorotUniform", (shape, random) => {
  const { fanIn, fanOut } = fans(shape);
  return uniformScaled(shape, random, 2 / (fanIn + fanOut));
});
