import type { Tensor } from "../graph/tensor.ts";
import { lineBelow } from "./lines.ts";
import type { WalkedStep } from "./walk.ts";

/** Gradients in the order of backpropagation: after each line those of the parameters that are then known. */
export function* backwardOrder(walk: WalkedStep): Generator<readonly [of: Tensor, gradient: Tensor]> {
  const parameters = new Set(walk.forward.parameters.map(({ leaf }) => leaf));
  const users = new Map<Tensor, Set<Tensor>>();
  for (const line of walk.forwardLines)
    for (const operand of walk.line(line).operands) {
      const { line: base } = lineBelow(operand, walk.plan);
      users.set(base, (users.get(base) ?? new Set()).add(line));
    }
  const done = new Set<Tensor>([walk.loss]);
  const given = new Set<Tensor>();
  const ready = function* (gradients: ReadonlyMap<Tensor, Tensor>): Generator<readonly [Tensor, Tensor]> {
    for (const leaf of parameters) {
      if (given.has(leaf) || ![...(users.get(leaf) ?? [])].every((user) => done.has(user) || !gradients.has(user)))
        continue;
      given.add(leaf);
      yield [leaf, gradients.get(leaf)!];
    }
  };
  const lines = [...walk.forwardLines].reverse().filter((line) => walk.gradients.has(line) && !parameters.has(line));
  for (const line of lines) {
    if (done.has(line)) continue;
    const gradient = walk.gradients.get(line)!;
    done.add(line);
    yield [line, gradient];
    for (const other of lines) if (walk.gradients.get(other) === gradient) done.add(other);
    yield* ready(walk.gradients);
  }
  yield* ready(walk.gradients);
}
