import { type Activation, defineLayer, type Layer } from "../network.ts";

/** An activation as a layer of its own: a = f(x). */
export const activation: (f: Activation) => Layer = defineLayer("activation", (f: Activation) => (input, scope) => {
  return scope.use(f, input);
});
