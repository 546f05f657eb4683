import { defineInitializer, fans, type Initializer, uniformScaled } from "./_initializer.ts";

/** Uniform in ±√(3/fan in), for SELU. Source: LeCun, Bottou, Orr, Müller, Efficient BackProp, 1998. */
export const lecunUniform: Initializer = defineInitializer("lecunUniform", (shape, random) => {
  const { fanIn } = fans(shape);
  return uniformScaled(shape, random, 1 / fanIn);
});
