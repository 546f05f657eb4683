import { logSoftmax as logSoftmaxOf } from "../../graph/composed.ts";
import { defineTensorActivation, type TensorActivation } from "./_activation.ts";

/** The logarithm of softmax along the last axis: xᵢ − ln Σ e^xⱼ. */
export const logSoftmax: TensorActivation = defineTensorActivation("logSoftmax", (input) => logSoftmaxOf(input, -1));
