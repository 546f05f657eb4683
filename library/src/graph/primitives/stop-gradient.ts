import { definePrimitive, type Primitive } from "../primitive.ts";

/** The same values, behind which nothing is differentiated. */
export const stopGradient: Primitive = definePrimitive<Record<string, never>>({
  name: "stopGradient",
  shape: ([input]) => ({ shape: input!.shape, type: input!.type }),
  derivative: () => [undefined],
  view: (_, operand) => operand,
});
