import { defineInitializer, fans, type Initializer, normalScaled } from "./_initializer.ts";

/** Normal with variance 1/fan in, for SELU. Source: LeCun, Bottou, Orr, Müller, Efficient BackProp, 1998. */
export const lecunNormal: Initializer = defineInitializer("lecunNormal", (shape, random) => {
  const { fanIn } = fans(shape);
  return normalScaled(shape, random, 1 / fanIn);
});
