import { hull } from "../interval.ts";
import { defineOperation, type Operation } from "../operation.ts";

/** Chooses: y where the condition x is not 0, else z. Both are computed; the one not chosen leaves no trace, NaN included. */
export const select: Operation = defineOperation({
  symbol: "select",
  arity: 3,
  evaluate: (x, y, z) => (x !== 0 ? y! : z!),
  derivative: ([x]) => [0, select(x!, 1, 0), select(x!, 0, 1)],
  latex: (x, y, z) => `\\begin{cases} ${y()} & \\text{if } ${x()} \\\\ ${z()} & \\text{otherwise} \\end{cases}`,
  interval: (_, y, z) => hull(y.lower, y.upper, z.lower, z.upper),
  instruction: "select",
  identities: [
    { kind: "exact", from: (x, y) => select(x!, y!, y!), to: (_, y) => y! },
    { kind: "exact", from: (_, y, z) => select(1, y!, z!), to: (_, y) => y! },
    { kind: "exact", from: (_, y, z) => select(0, y!, z!), to: (_, __, z) => z! },
  ],
  javascript: (x, y, z) => `(${x} !== 0 ? ${y} : ${z})`,
});
