import { defineInitializer, fans, type Initializer, normalScaled } from "./_initializer.ts";

/** Normal with variance 2/(fan in + fan out), for sigmoid and tanh. Source: Glorot and Bengio, AISTATS 2010. */
export const glorotNormal: Initializer = defineInitializer("glorotNormal", (shape, random) => {
  const { fanIn, fanOut } = fans(shape);
  return normalScaled(shape, random, 2 / (fanIn + fanOut));
});
