import { add } from "../../expr/operations/add.ts";
import { select } from "../../expr/operations/select.ts";
import { full, matmul, reshape, slice, transpose } from "../../graph/functions.ts";
import { scan } from "../../graph/loops.ts";
import { label, type Tensor } from "../../graph/tensor.ts";
import { wholeNumber } from "../../util/whole-number.ts";
import type { Initializer } from "../initializers/_initializer.ts";
import { glorotUniform } from "../initializers/glorot-uniform.ts";
import { orthogonal } from "../initializers/orthogonal.ts";
import { zeros } from "../initializers/zeros.ts";
import { defineLayer, type Layer } from "../network.ts";
import type { Regularizer } from "../regularizers/_regularizer.ts";
import { alongTime } from "./_time.ts";

/** What recurrent layers have in common. */
export interface RecurrentOptions {
  /** Whether the output of every step is given (n×t×units); that of the last one (n×units) unless said otherwise. */
  readonly sequence?: boolean;
  /** Whether b is added to the input's products; yes unless said otherwise. */
  readonly bias?: boolean;
  /** Whether the products of what is carried have a bias of their own, as in PyTorch. */
  readonly recurrentBias?: boolean;
  /** How W begins; Glorot-uniform unless said otherwise. */
  readonly initializer?: Initializer;
  /** How U begins; orthogonal unless said otherwise. */
  readonly recurrentInitializer?: Initializer;
  /** How the biases begin; zeros unless said otherwise. */
  readonly biasInitializer?: Initializer;
  /** What W adds to the loss. */
  readonly regularizer?: Regularizer;
  /** What U adds to the loss. */
  readonly recurrentRegularizer?: Regularizer;
}

/** A kind of recurrent layer: how many gates it has, what it carries, and what one step does. */
export interface Recurrence {
  readonly gates: number;
  /** How many tensors (n×units) it carries; the first is its output. */
  readonly carries: number;
  readonly recurrentBias?: boolean;
  /** The next carries, from the products x W + b and h U of a step, gate by gate. */
  readonly step: (
    input: readonly Tensor[],
    recurrent: readonly Tensor[],
    carries: readonly Tensor[],
  ) => readonly Tensor[];
}

/**
 * Makes a recurrent layer: `units` numbers are carried along the time of each row (n×t×c). A step that a mask leaves out
 * changes nothing of what is carried.
 */
export function defineRecurrent(
  name: string,
  { gates, carries, step, recurrentBias: ownBias = false }: Recurrence,
): (units: number, options?: RecurrentOptions) => Layer {
  return defineLayer(name, (units: number, options: RecurrentOptions = {}) => {
    wholeNumber(units, `${name}: the number of units`);
    const { sequence = false, bias = true, recurrentBias = ownBias, biasInitializer = zeros } = options;
    const { initializer = glorotUniform, recurrentInitializer = orthogonal() } = options;
    return (input, scope) => {
      const [n, length, channels] = alongTime(input, name);
      const width = gates * units;
      const { regularizer, recurrentRegularizer } = options;
      const kernel = scope.parameter("kernel", [channels, width], { initializer, regularizer });
      const recurrent = scope.parameter("recurrent", [units, width], {
        initializer: recurrentInitializer,
        regularizer: recurrentRegularizer,
      });
      const biasOf = (what: string): Tensor => scope.parameter(what, [width], { initializer: biasInitializer });
      const products = matmul(input, kernel);
      const weighed = bias ? label(add(products, biasOf("bias")), "inputs weighed") : products;
      // Time first: what does not depend on what is carried is computed for all steps at once.
      const inputs = transpose(weighed, [1, 0, 2]);
      const offset = recurrentBias ? biasOf("recurrentBias") : undefined;
      const gatesOf = (tensor: Tensor): Tensor[] =>
        Array.from({ length: gates }, (_, gate) => slice(tensor, -1, gate * units, (gate + 1) * units));
      const first = Array.from({ length: carries }, () => full([n, units], 0));
      const mask = scope.mask(input);
      const there = mask === undefined ? [] : [reshape(transpose(mask), [length, n, 1])];
      const walked = scan(
        (held, [x, isThere]) => {
          const own = matmul(held[0]!, recurrent);
          const moved = label(offset === undefined ? own : add(own, offset), "state weighed");
          const next = step(gatesOf(x!), gatesOf(moved), held);
          return { carries: isThere === undefined ? next : next.map((one, i) => select(isThere, one, held[i]!)) };
        },
        first,
        { sequences: [inputs, ...there] },
      );
      return sequence ? transpose(walked.stacked[0]!, [1, 0, 2]) : walked.carries[0]!;
    };
  });
}
