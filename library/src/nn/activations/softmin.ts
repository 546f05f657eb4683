import { neg } from "../../expr/operations/neg.ts";
import { softmax } from "../../graph/composed.ts";
import { defineTensorActivation, type TensorActivation } from "./_activation.ts";

/** Softmax of −x along the last axis: the smallest x gets the greatest share. */
export const softmin: TensorActivation = defineTensorActivation("softmin", (input) => softmax(neg(input), -1));
