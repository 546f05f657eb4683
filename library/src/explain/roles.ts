import type { Tensor } from "../graph/tensor.ts";
import type { Role } from "./derivation.ts";
import type { ForwardGraph } from "./step-graph.ts";
import type { UpdateGraph } from "./update-graph.ts";

/** What the leaves of a step are. */
export function rolesOf(forward: ForwardGraph, update: UpdateGraph | undefined): ReadonlyMap<Tensor, Role> {
  const roles = new Map<Tensor, Role>();
  if (forward.x !== undefined) roles.set(forward.x, "input");
  if (forward.y !== undefined) roles.set(forward.y, "target");
  for (const { leaf, role } of forward.given ?? []) roles.set(leaf, role);
  if (forward.weights !== undefined) roles.set(forward.weights, "weight");
  const { accumulation } = update ?? {};
  if (accumulation?.count !== undefined) roles.set(accumulation.count.leaf, "carried");
  for (const { carried } of accumulation?.parameters ?? []) roles.set(carried, "carried");
  for (const { leaf } of forward.parameters) roles.set(leaf, "parameter");
  for (const { leaf } of forward.states) roles.set(leaf, "state");
  for (const draw of forward.draws) roles.set(draw, "draw");
  for (const leaf of Object.values(update?.scalars ?? {})) roles.set(leaf, "scalar");
  for (const { slots } of update?.parameters ?? [])
    for (const { leaf } of Object.values(slots)) roles.set(leaf, "slot");
  for (const [leaf, role] of update?.roles ?? []) roles.set(leaf, role);
  return roles;
}
