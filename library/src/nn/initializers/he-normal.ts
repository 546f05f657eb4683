import { defineInitializer, fans, type Initializer, normalScaled } from "./_initializer.ts";

/** Normal with variance 2/fan in, for rectifiers. Source: He, Zhang, Ren, Sun, ICCV 2015. */
export const heNormal: Initializer = defineInitializer("heNormal", (shape, random) => {
  const { fanIn } = fans(shape);
  return normalScaled(shape, random, 2 / fanIn);
});
