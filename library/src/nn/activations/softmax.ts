import { softmax as softmaxOf } from "../../graph/composed.ts";
import { defineTensorActivation, type TensorActivation } from "./_activation.ts";

/** Softmax along the last axis, e^xᵢ / Σ e^xⱼ: positive numbers that add up to 1. */
export const softmax: TensorActivation = defineTensorActivation("softmax", (input) => softmaxOf(input, -1));
