import { input } from "../graph/functions.ts";
import { multiplyAdds } from "../graph/multiply-adds.ts";
import { ancestors } from "../graph/tensor.ts";
import type { Network } from "../nn/network.ts";
import { applyNetwork } from "./held-network.ts";

/** About how much a training computes: all products forwards, and for the gradients of both of their operands. */
export function operationsOf(network: Network, width: number, rowCount: number, epochs: number): number {
  const { output } = applyNetwork(network, [width], input("rows", [1, width]), "inference");
  return 2 * 3 * multiplyAdds(ancestors([output])) * rowCount * epochs;
}
