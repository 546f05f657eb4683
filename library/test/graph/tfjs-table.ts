import * as x from "../../src/expr/operations/index.ts";
import * as g from "../../src/graph/index.ts";
import { cumulativeProduct, cumulativeSum, product } from "../../src/graph/loops.ts";
import { sizeOf } from "../../src/graph/shape.ts";
import type { Tensor } from "../../src/graph/tensor.ts";
import * as a from "../../src/nn/activations/index.gen.ts";
import {
  batchToSpace,
  einsum,
  gathered,
  mirrored,
  padded,
  placesOf,
  scattered,
  spaceToBatch,
  splits,
  stridedSlice,
  tiled,
} from "./tfjs-arrange.ts";
import {
  type Attributes,
  activated,
  axisOf,
  convolutions,
  firstGreatest,
  gradientFor,
  type Kernel,
  list,
  type Numbers,
  number,
  type Tensors,
} from "./tfjs-windows.ts";

const flag = (of: Attributes, key: string): boolean => (of[key] as boolean | undefined) === true;

const unary =
  (f: (t: Tensor, attributes: Attributes) => Tensor): Kernel =>
  (t, attributes) =>
    f(t["x"]!, attributes);
const binary =
  (f: (p: Tensor, q: Tensor) => Tensor): Kernel =>
  (t) =>
    f(t["a"]!, t["b"]!);
const all = (t: Tensors): Tensor[] => Object.values(t);

/** A reduction over the axes that `key` names (all where it names none). */
const reduction =
  (f: (t: Tensor, axes: number[], options: { keep: boolean }) => Tensor, key = "axis"): Kernel =>
  (t, attributes) => {
    const input = t["x"]!;
    const named = attributes[key] as number | Numbers | null;
    const axes =
      named === null ? input.shape.map((_, i) => i) : [named].flat().map((i) => axisOf(i, input.shape.length));
    return f(input, axes, { keep: flag(attributes, "keepDims") });
  };
const minimum = (t: Tensor, axes: number[], options: { keep: boolean }): Tensor =>
  x.neg(g.maximum(x.neg(t), axes, options));
/** Products along axes, one after the other. */
const products = (t: Tensor, axes: number[], { keep }: { keep: boolean }): Tensor => {
  let result = t;
  for (const axis of [...axes].sort((p, q) => q - p)) result = product(result, axis);
  return keep
    ? g.reshape(
        result,
        t.shape.map((size, i) => (axes.includes(i) ? 1 : size)),
      )
    : result;
};
const argument =
  (sign: number): Kernel =>
  (t, attributes) =>
    firstGreatest(x.mul(sign, t["x"]!), axisOf(number(attributes, "axis"), t["x"]!.shape.length));
const backwards = (t: Tensor, axis: number): Tensor => g.slice(t, axis, undefined, undefined, -1);
/** Sums or products up to each place, or up to the one before it, from either end. */
const cumulative =
  (f: (t: Tensor, axis: number) => Tensor, first: number): Kernel =>
  (t, attributes) => {
    const axis = axisOf(number(attributes, "axis"), t["x"]!.shape.length);
    const turn = (one: Tensor): Tensor => (flag(attributes, "reverse") ? backwards(one, axis) : one);
    const low = t["x"]!.shape.map((_, i) => (i === axis && flag(attributes, "exclusive") ? 1 : 0));
    const moved = g.pad(turn(t["x"]!), { low, high: low.map((n) => -n), interior: low.map(() => 0), value: first });
    return turn(f(moved, axis));
  };
/** How often each number 0 … size − 1 comes, or what its places weigh, row by row. */
const counted = (t: Tensors, size: number, binaryOutput: boolean): Tensor => {
  const hits = g.oneHot(g.toIndex(t["x"]!), size);
  const weights = t["weights"]!;
  if (binaryOutput) return g.maximum(hits, -2);
  return g.sum(sizeOf(weights.shape) === 0 ? hits : x.mul(g.reshape(weights, [...weights.shape, 1]), hits), -2);
};
const topped = (t: Tensor, k: number): Tensor[] => {
  const [values, places]: [Tensor[], Tensor[]] = [[], []];
  let rest = t;
  for (let i = 0; i < k; i++) {
    const at = firstGreatest(rest, rest.shape.length - 1);
    values.push(g.maximum(rest, -1));
    places.push(at);
    rest = x.select(g.oneHot(g.toIndex(at), t.shape.at(-1)!), -Infinity, rest);
  }
  const joined = (parts: Tensor[]): Tensor => (k === 0 ? g.slice(t, -1, 0, 0) : g.stack(parts, -1));
  return [joined(values), joined(places)];
};
/** Divided by the sum of squares of the channels around. */
const normalized = (t: Tensor, of: Attributes): Tensor => {
  const radius = number(of, "depthRadius");
  const wide = padded(x.mul(t, t), [
    [0, 0],
    [0, 0],
    [0, 0],
    [radius, radius],
  ]);
  const around = g.sum(g.window(wide, 3, 2 * radius + 1), -1);
  return x.div(t, x.pow(x.add(number(of, "bias"), x.mul(number(of, "alpha"), around)), number(of, "beta")));
};
const square = (t: Tensor): Tensor => x.mul(t, t);
const magnitude = (t: Tensor): Tensor => x.abs(t);
const truth = { both: (p: Tensor, q: Tensor) => x.mul(p, q), either: (p: Tensor, q: Tensor) => x.max(p, q) };
const transposedLast = (t: Tensor): Tensor =>
  g.transpose(t, [...t.shape.keys()].slice(0, -2).concat([t.shape.length - 1, t.shape.length - 2]));
const multiplied = (t: Tensors, of: Attributes): Tensor =>
  g.matmul(
    flag(of, "transposeA") ? transposedLast(t["a"]!) : t["a"]!,
    flag(of, "transposeB") ? transposedLast(t["b"]!) : t["b"]!,
  );

export const table: Readonly<Record<string, Kernel>> = {
  ...convolutions,
  Abs: unary(magnitude),
  Acos: unary((t) => x.acos(t)),
  Acosh: unary((t) => x.log(x.add(t, x.sqrt(x.sub(square(t), 1))))),
  Add: binary((p, q) => x.add(p, q)),
  AddN: (t) => all(t).reduce((p, q) => x.add(p, q)),
  All: reduction(minimum),
  Any: reduction((t, axes, options) => g.maximum(t, axes, options)),
  ArgMax: argument(1),
  ArgMin: argument(-1),
  Asin: unary((t) => x.asin(t)),
  Asinh: unary((t) => {
    const size = magnitude(t);
    return x.mul(x.sign(t), x.log1p(x.add(size, x.div(square(t), x.add(1, x.sqrt(x.add(1, square(t))))))));
  }),
  Atan: unary((t) => x.atan(t)),
  Atan2: binary((p, q) => x.atan2(p, q)),
  Atanh: unary((t) => x.mul(0.5, x.sub(x.log1p(t), x.log1p(x.neg(t))))),
  BatchMatMul: multiplied,
  BatchToSpaceND: unary((t, of) => batchToSpace(t, list(of, "blockShape"), of["crops"] as Numbers[])),
  Bincount: (t, of) => counted(t, number(of, "size"), false),
  Cast: unary((t, of) => {
    const type = of["dtype"] as string;
    if (type === "bool") return x.notEqual(t, 0);
    return type === "int32" ? x.mul(x.sign(t), x.floor(magnitude(t))) : t;
  }),
  Ceil: unary((t) => x.neg(x.floor(x.neg(t)))),
  ClipByValue: unary((t, of) => x.min(x.max(t, number(of, "clipValueMin")), number(of, "clipValueMax"))),
  Concat: (t, of) => g.concat(all(t), number(of, "axis")),
  Cos: unary((t) => x.cos(t)),
  Cosh: unary((t) => x.cosh(t)),
  Cumprod: cumulative(cumulativeProduct, 1),
  Cumsum: cumulative(cumulativeSum, 0),
  DenseBincount: (t, of) => counted(t, number(of, "size"), flag(of, "binaryOutput")),
  DepthToSpace: unary((t, of) => {
    const block = number(of, "blockSize");
    const [n, h, w, c] = t.shape as [number, number, number, number];
    const open = g.reshape(t, [n, h, w, block, block, c / block ** 2]);
    return g.reshape(g.transpose(open, [0, 1, 3, 2, 4, 5]), [n, h * block, w * block, c / block ** 2]);
  }),
  Diag: unary((t) => {
    const count = sizeOf(t.shape);
    const unit = g.oneHot(g.indexAlong([count], 0), count);
    return g.reshape(x.mul(g.reshape(t, [count, 1]), unit), [...t.shape, ...t.shape]);
  }),
  Einsum: (t, of) => einsum(all(t), of["equation"] as string),
  Elu: unary((t) => a.elu()(t)),
  EluGrad: (t) => x.mul(t["dy"]!, x.select(x.lessEqual(0, t["y"]!), 1, x.add(t["y"]!, 1))),
  Equal: binary((p, q) => x.equal(p, q)),
  Erf: unary((t) => x.erf(t)),
  Exp: unary((t) => x.exp(t)),
  ExpandDims: (t, of) => {
    const shape = [...t["input"]!.shape];
    shape.splice(axisOf(number(of, "dim"), shape.length + 1), 0, 1);
    return g.reshape(t["input"]!, shape);
  },
  Expm1: unary((t) => x.expm1(t)),
  Fill: (_, of) => g.full(list(of, "shape"), number(of, "value")),
  Floor: unary((t) => x.floor(t)),
  FloorDiv: binary((p, q) => x.floor(x.div(p, q))),
  FusedBatchNorm: (t, of) => {
    const unit = x.div(x.sub(t["x"]!, t["mean"]!), x.sqrt(x.add(t["variance"]!, number(of, "varianceEpsilon"))));
    const scaled = t["scale"] === undefined ? unit : x.mul(unit, t["scale"]);
    return t["offset"] === undefined ? scaled : x.add(scaled, t["offset"]);
  },
  GatherNd: (t) => {
    const { params, indices } = t as { params: Tensor; indices: Tensor };
    const depth = indices.shape.at(-1)!;
    const rows = g.reshape(params, [sizeOf(params.shape.slice(0, depth)), ...params.shape.slice(depth)]);
    return g.gather(rows, g.toIndex(placesOf(indices, params.shape)), 0);
  },
  GatherV2: (t, of) =>
    gathered(t["x"]!, t["indices"]!, axisOf(number(of, "axis"), t["x"]!.shape.length), number(of, "batchDims")),
  Greater: binary((p, q) => x.greater(p, q)),
  GreaterEqual: binary((p, q) => x.greaterEqual(p, q)),
  IsFinite: unary((t) => x.less(magnitude(t), Infinity)),
  IsInf: unary((t) => x.equal(magnitude(t), Infinity)),
  IsNan: unary((t) => x.notEqual(t, t)),
  LRN: unary(normalized),
  LRNGrad: (t, of) => gradientFor(normalized(t["x"]!, of), t["dy"]!, t["x"]!),
  LeakyRelu: unary((t, of) => a.leakyRelu({ slope: number(of, "alpha") })(t)),
  Less: binary((p, q) => x.less(p, q)),
  LessEqual: binary((p, q) => x.lessEqual(p, q)),
  Log: unary((t) => x.log(t)),
  Log1p: unary((t) => x.log1p(t)),
  LogicalAnd: binary(truth.both),
  LogicalNot: unary((t) => x.sub(1, t)),
  LogicalOr: binary(truth.either),
  Max: reduction((t, axes, options) => g.maximum(t, axes, options), "reductionIndices"),
  Maximum: binary((p, q) => x.max(p, q)),
  Mean: reduction((t, axes, options) => g.mean(t, axes, options)),
  Min: reduction(minimum),
  Minimum: binary((p, q) => x.min(p, q)),
  MirrorPad: unary((t, of) => mirrored(t, of["paddings"] as Numbers[], of["mode"] === "symmetric" ? 1 : 0)),
  Mod: binary((p, q) => x.sub(p, x.mul(q, x.floor(x.div(p, q))))),
  Multiply: binary((p, q) => x.mul(p, q)),
  Neg: unary((t) => x.neg(t)),
  NotEqual: binary((p, q) => x.notEqual(p, q)),
  OneHot: (t, of) => {
    const [on, off] = [number(of, "onValue"), number(of, "offValue")];
    return x.add(off, x.mul(on - off, g.oneHot(g.toIndex(t["indices"]!), number(of, "depth"))));
  },
  OnesLike: unary((t) => g.full(t.shape, 1)),
  Pack: (t, of) => g.stack(all(t), number(of, "axis")),
  PadV2: unary((t, of) => padded(t, of["paddings"] as Numbers[], number(of, "constantValue"))),
  Pow: binary((p, q) => x.pow(p, q)),
  Prelu: (t) => x.select(x.less(0, t["x"]!), t["x"]!, x.mul(t["alpha"]!, t["x"]!)),
  Prod: reduction(products),
  RealDiv: binary((p, q) => x.div(p, q)),
  Reciprocal: unary((t) => x.div(1, t)),
  Relu: unary((t) => a.relu(t)),
  Relu6: unary((t) => a.relu6(t)),
  Reshape: unary((t, of) => g.reshape(t, list(of, "shape"))),
  Reverse: unary((t, of) =>
    [(of["dims"] as number | Numbers | undefined) ?? [...t.shape.keys()]]
      .flat()
      .reduce((now: Tensor, axis) => backwards(now, axis), t),
  ),
  Round: unary((t) => x.round(t)),
  Rsqrt: unary((t) => x.div(1, x.sqrt(t))),
  ScatterNd: (t, of) => scattered(t["indices"]!, t["updates"]!, list(of, "shape")),
  SearchSorted: (t, of) => {
    const { sortedSequence: sorted, values } = t as { sortedSequence: Tensor; values: Tensor };
    const [n, length] = sorted.shape as [number, number];
    const [left, right] = [g.reshape(sorted, [n, 1, length]), g.reshape(values, [...values.shape, 1])];
    const isBefore = of["side"] === "left" ? x.less(left, right) : x.lessEqual(left, right);
    return g.sum(isBefore, -1);
  },
  Select: (t) => {
    const condition = t["condition"]!;
    const rest = t["t"]!.shape.slice(condition.shape.length).map(() => 1);
    return x.select(g.reshape(condition, [...condition.shape, ...rest]), t["t"]!, t["e"]!);
  },
  Selu: unary((t) => a.selu(t)),
  Sigmoid: unary((t) => a.sigmoid(t)),
  Sign: unary((t) => x.sign(t)),
  Sin: unary((t) => x.sin(t)),
  Sinh: unary((t) => x.sinh(t)),
  Slice: unary((t, of) =>
    list(of, "begin").reduce((now, start, axis) => {
      const size = list(of, "size")[axis]!;
      return g.slice(now, axis, start, size < 0 ? undefined : start + size);
    }, t),
  ),
  Softmax: (t, of) => g.softmax(t["logits"]!, number(of, "dim")),
  Softplus: unary((t) => a.softplus(t)),
  SpaceToBatchND: unary((t, of) => spaceToBatch(t, list(of, "blockShape"), of["paddings"] as Numbers[])),
  SplitV: (t, of) =>
    splits(t["x"]!, of["numOrSizeSplits"] as number | Numbers, axisOf(number(of, "axis"), t["x"]!.shape.length)),
  Sqrt: unary((t) => x.sqrt(t)),
  Square: unary(square),
  SquaredDifference: binary((p, q) => square(x.sub(p, q))),
  Step: unary((t, of) => x.select(x.equal(t, t), x.select(x.less(0, t), 1, number(of, "alpha")), t)),
  StridedSlice: unary(stridedSlice),
  Sub: binary((p, q) => x.sub(p, q)),
  Sum: reduction((t, axes, options) => g.sum(t, axes, options)),
  Tan: unary((t) => x.tan(t)),
  Tanh: unary((t) => x.tanh(t)),
  TensorScatterUpdate: (t) => {
    const { tensor, indices, updates } = t as { tensor: Tensor; indices: Tensor; updates: Tensor };
    const hit = scattered(indices, g.full(updates.shape, 1), tensor.shape);
    return x.add(x.mul(x.sub(1, hit), tensor), scattered(indices, updates, tensor.shape));
  },
  Tile: unary((t, of) => tiled(t, list(of, "reps"))),
  TopK: (t, of) => topped(t["x"]!, number(of, "k")),
  Transpose: unary((t, of) => g.transpose(t, (of["perm"] as Numbers | null) ?? undefined)),
  UnsortedSegmentSum: (t, of) => g.scatterAdd(t["x"]!, g.toIndex(t["segmentIds"]!), 0, number(of, "numSegments")),
  ZerosLike: unary((t) => g.full(t.shape, 0)),
  _FusedMatMul: (t, of) => {
    const z = multiplied(t, of);
    return activated(t["bias"] === undefined ? z : x.add(z, t["bias"]), t, of);
  },
  Unpack: (t, of) => {
    const axis = axisOf(number(of, "axis"), t["value"]!.shape.length);
    const shape = t["value"]!.shape.filter((_, i) => i !== axis);
    return splits(t["value"]!, t["value"]!.shape[axis]!, axis).map((one) => g.reshape(one, shape));
  },
};
