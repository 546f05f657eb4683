import { defineInitializer, fans, type Initializer, uniformScaled } from "./_initializer.ts";

/** Uniform in ±√(6/fan in), for rectifiers. Source: He, Zhang, Ren, Sun, ICCV 2015. */
export const heUniform: Initializer = defineInitializer("heUniform", (shape, random) => {
  const { fanIn } = fans(shape);
  return uniformScaled(shape, random, 2 / fanIn);
});
