import { concat } from "../../graph/functions.ts";
import { defineLayer, type Layer } from "../network.ts";

/** Several layers on the same input, their outputs side by side along the last axis. */
export const concatenate: (...branches: readonly Layer[]) => Layer = defineLayer(
  "concatenate",
  (...branches: readonly Layer[]) =>
    (input, scope) =>
      concat(
        branches.map((branch) => scope.use(branch, input)),
        -1,
      ),
);
