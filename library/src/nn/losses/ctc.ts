import { add } from "../../expr/operations/add.ts";
import { div } from "../../expr/operations/div.ts";
import { equal } from "../../expr/operations/equal.ts";
import { greater } from "../../expr/operations/greater.ts";
import { max } from "../../expr/operations/max.ts";
import { mul } from "../../expr/operations/mul.ts";
import { neg } from "../../expr/operations/neg.ts";
import { notEqual } from "../../expr/operations/not-equal.ts";
import { select } from "../../expr/operations/select.ts";
import { logSoftmax, logSumExp, oneHot } from "../../graph/composed.ts";
import {
  contract,
  full,
  indexAlong,
  pad,
  reshape,
  stack,
  sum,
  toIndex,
  toReal,
  transpose,
} from "../../graph/functions.ts";
import { scan } from "../../graph/loops.ts";
import { shapeText } from "../../graph/shape.ts";
import type { Tensor } from "../../graph/tensor.ts";
import { ShapeError } from "../../util/errors.ts";
import { defineLoss, type Loss } from "./_loss.ts";

/** Options of connectionist temporal classification. */
export interface CtcOptions {
  /** The class that says nothing, and that fills targets up; 0 unless said otherwise. */
  readonly blank?: number;
  /** Whether a row whose labels do not fit into its steps counts 0 instead of ∞. */
  readonly zeroInfinity?: boolean;
  /** Whether each row is divided by the number of its labels (at least 1), as in PyTorch's mean. */
  readonly perLabel?: boolean;
}

/** The logarithm of a probability of 0 that sums and differences leave finite; what is less than its tenth is not possible. */
const never = -1e30;

/** Tensors moved along the last axis by some places; what comes in is `never`. */
const moved = (tensor: Tensor, by: number): Tensor =>
  pad(tensor, { low: [0, by], high: [0, -by], interior: [0, 0], value: never });

/**
 * Connectionist temporal classification: the mean over rows of −ln of the probability that a row's steps say its labels, in
 * order, each for one step or several, with any number of blanks between.
 *
 * Predictions are logits (n×t×c), before softmax; logarithms of probabilities are such. A row of targets holds its labels,
 * filled up to one length with the blank. Steps that a mask leaves out do not count. The sum over all paths is a loop over
 * time, in logarithms. Source: Graves, Fernández, Gomez, Schmidhuber, ICML 2006.
 *
 * @throws ShapeError where rows have no time.
 * @example
 * const network = sequential(reshape([50, 13]), bidirectional(lstm(32, { sequence: true }), lstm(32, { sequence: true })), dense(28));
 * await train(network, { inputs, targets, rowCount }, { loss: ctc({ zeroInfinity: true }), optimizer: adam(), epochs: 20 });
 */
export function ctc({ blank = 0, zeroInfinity = false, perLabel = false }: CtcOptions = {}): Loss {
  return defineLoss({
    name: "ctc",
    reduction: "mean",
    half: false,
    predictions: "logits",
    output: "identity",
    joinsSteps: true,
    values: (prediction, target, mask) => {
      if (prediction.shape.length !== 3 || target.shape.length !== 2)
        throw new ShapeError("ctc: there is no time to walk along", {
          expected: "predictions n×t×c and targets n×labels",
          found: `${shapeText(prediction.shape)} and ${shapeText(target.shape)}`,
        });
      const [n, , classes] = prediction.shape as [number, number, number];
      const labels = target.shape[1]!;
      const isLabel = notEqual(target, blank);
      const count = sum(isLabel, 1);
      // A path visits blank, label, blank, label, …, blank; it stays, goes to the next, or skips a blank between unlike labels.
      const places = 2 * labels + 1;
      const real = target.type === "index" ? toReal(target) : target;
      const pairs = reshape(stack([full([n, labels], blank), real], 2), [n, 2 * labels]);
      const path = pad(pairs, { low: [0, 0], high: [0, 1], interior: [0, 0], value: blank });
      const twoBefore = pad(path, { low: [0, 2], high: [0, -2], interior: [0, 0], value: blank });
      const maySkip = mul(notEqual(path, blank), notEqual(path, twoBefore));
      // Kept from being infinite: 0 · ∞ in the product that picks each place's class would be no number.
      const logarithms = max(never, logSoftmax(prediction));
      const own = oneHot(toIndex(path), classes);
      // A number that is no class has no row of its own: it is never said.
      const said = select(sum(own, -1), contract(logarithms, own, "ntc,nsc->tns"), never);
      const at = toReal(indexAlong([n, places], 1));
      // Before the first step a path stands on the first blank.
      const first = select(equal(at, 0), 0, never);
      const there = mask === undefined ? [] : [reshape(transpose(mask), [mask.shape[1]!, n, 1])];
      const loop = scan(
        ([held], [heard, isThere]) => {
          const ways = stack([held!, moved(held!, 1), select(maySkip, moved(held!, 2), never)], 2);
          const next = add(logSumExp(ways, 2), heard!);
          return { carries: [isThere === undefined ? next : select(isThere, next, held!)] };
        },
        [first],
        { sequences: [said, ...there] },
      );
      // A path ends on the last label or on the blank behind it.
      const end = mul(2, reshape(count, [n, 1]));
      const isEnd = max(equal(at, end), equal(at, add(end, -1)));
      const values = neg(logSumExp(select(isEnd, loop.carries[0]!, never), 1));
      const possible = select(greater(values, -never / 10), zeroInfinity ? 0 : Infinity, values);
      return perLabel ? div(possible, max(1, count)) : possible;
    },
  });
}
