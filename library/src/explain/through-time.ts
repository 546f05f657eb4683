import { mul } from "../expr/operations/mul.ts";
import { apply, build } from "../graph/build.ts";
import { differentiate } from "../graph/differentiate.ts";
import { evaluateAll } from "../graph/evaluate.ts";
import { input } from "../graph/functions.ts";
import { constant } from "../graph/primitives/leaves.ts";
import { rewrite } from "../graph/rewrite.ts";
import { sizeOf } from "../graph/shape.ts";
import type { Tensor } from "../graph/tensor.ts";
import { type Equation, equals, math, type Part } from "./equation.ts";
import { agree } from "./lines.ts";
import type { Name } from "./name.ts";
import type { WalkedStep } from "./walk.ts";
import { joinedShort, type Writer } from "./writer.ts";

/** What is carried after a turn of a loop, for one row: its parts one after the other, with their names. */
interface Carried {
  readonly names: readonly Name[];
  readonly tensors: readonly Tensor[];
}

/** The slope of what a turn makes with respect to what the turn before made. */
interface Slope {
  readonly of: readonly Name[];
  readonly by: readonly Name[];
  readonly values: Float64Array;
}

/** What comes from one later turn: what arrives there from outside the loop, and the slopes on its way, last turn first. */
export interface TimePath {
  readonly names: readonly Name[];
  readonly arriving: Float64Array;
  readonly slopes: readonly Slope[];
}

/** The gradient of what a loop carries as a sum over later turns of products of slopes, for one row of the batch. */
export interface ThroughTime {
  readonly of: Name;
  readonly names: readonly Name[];
  readonly row: number;
  readonly rows: number;
  /** How many numbers are carried. */
  readonly size: number;
  readonly paths: readonly TimePath[];
  readonly total: Float64Array;
}

/** More numbers than this nobody follows through time. */
const mostCarried = 16;

/** Follows gradients back through the loops of a step. */
export class TimeWalk {
  private readonly walk: WalkedStep;
  private readonly loops = new Map<object, Tensor[][]>();
  private readonly known = new Map<string, readonly Float64Array[]>();

  constructor(walk: WalkedStep) {
    this.walk = walk;
    for (const node of walk.plan.order) {
      const carried = node.moment?.carried;
      if (carried === undefined) continue;
      const turns = this.loops.get(carried.loop) ?? [];
      this.loops.set(carried.loop, turns);
      turns[carried.turn] ??= [];
      turns[carried.turn]![carried.which] = node;
    }
  }

  /**
   * How the gradient of what a loop carries after a turn comes back from later ones: ∂L/∂hₜ = Σ over k ≥ t of
   * aₖ · ∂hₖ/∂hₖ₋₁ ⋯ ∂hₜ₊₁/∂hₜ, with what arrives at hₖ from outside the loop as aₖ.
   *
   * @returns nothing for what is not the first of what is carried, or is too much to look at.
   */
  from(node: Tensor): ((row: number) => ThroughTime | undefined) | undefined {
    const carried = node.moment?.carried;
    if (carried === undefined || carried.which !== 0) return undefined;
    const turns = this.loops.get(carried.loop)!;
    const isWhole = turns.length > carried.turn + 1 && Array.from(turns.slice(carried.turn)).every(isFull(turns));
    return isWhole ? (row) => this.followed(node, turns, carried.turn, row) : undefined;
  }

  private followed(node: Tensor, turns: readonly Tensor[][], turn: number, wanted: number): ThroughTime | undefined {
    const [first] = turns[turn]!;
    const isByRow = first!.shape.length > 1 && first!.shape[0] === this.walk.facts.rows.rowCount;
    const rows = isByRow ? first!.shape[0]! : 1;
    const row = Math.min(wanted, rows - 1);
    const carriedAt = (at: number): Carried => ({
      tensors: turns[at]!,
      names: turns[at]!.map((tensor) => this.walk.naming.get(tensor)!),
    });
    const width = (tensor: Tensor): number => sizeOf(tensor.shape) / rows;
    const size = turns[turn]!.reduce((sum, tensor) => sum + width(tensor), 0);
    const gradients = turns.map(([state]) => state && this.walk.gradients.get(state));
    if (size > mostCarried || gradients.slice(turn).some((gradient) => gradient === undefined)) return undefined;
    const last = turns.length - 1;
    const slopes = Array.from({ length: last - turn }, (_, i) => this.slope(turns, last - i, row, rows, size));
    const own = (at: number): Float64Array => {
      const whole = new Float64Array(size);
      const values = this.walk.values.get(gradients[at]!)!;
      const count = width(turns[at]![0]!);
      whole.set(values.subarray(row * count, (row + 1) * count));
      return whole;
    };
    // Walking back, what arrives from outside is what the turns after it do not explain.
    let total = own(last);
    const arriving = new Map([[last, total]]);
    for (let at = last - 1; at >= turn; at--) {
      const back = product(total, slopes[last - 1 - at]!, size);
      const seen = own(at);
      const count = width(turns[at]![0]!);
      const [mine, brought] = [seen.subarray(0, count), back.subarray(0, count)];
      if (!agree(mine, brought)) {
        const outside = new Float64Array(size);
        mine.forEach((value, i) => {
          outside[i] = value - brought[i]!;
        });
        arriving.set(at, outside);
        total = back.map((value, i) => value + outside[i]!);
      } else total = back;
    }
    const paths = [...arriving].map(([at, values]) => ({
      names: carriedAt(at).names,
      arriving: values,
      slopes: Array.from({ length: at - turn }, (_, i) => ({
        of: carriedAt(at - i).names,
        by: carriedAt(at - i - 1).names,
        values: slopes[last - at + i]!,
      })),
    }));
    return { of: this.walk.naming.get(node)!, names: carriedAt(turn).names, row, rows, size, paths, total };
  }

  /** ∂ what is carried after a turn / ∂ what was carried before it, row by column, for one row of the batch. */
  private slope(turns: readonly Tensor[][], turn: number, row: number, rows: number, size: number): Float64Array {
    const { loop } = turns[turn]![0]!.moment!.carried!;
    const key = `${[...this.loops.keys()].indexOf(loop)} ${row}`;
    const all = [...(this.known.get(key) ?? [])];
    all[turn] ??= this.computeSlope(turns[turn]!, turns[turn - 1]!, row, rows, size);
    this.known.set(key, all);
    return all[turn]!;
  }

  private computeSlope(
    after: readonly Tensor[],
    before: readonly Tensor[],
    row: number,
    rows: number,
    size: number,
  ): Float64Array {
    // Parts of what was carried that depend on each other within their turn must not do so here.
    const fresh = new Map(before.map((tensor, i) => [tensor, input(`before${i}`, tensor.shape)]));
    const apart = rewrite(after, (now, original) => fresh.get(original) ?? now);
    const bindings = new Map<Tensor, ArrayLike<number>>(this.walk.bindings);
    for (const [tensor, leaf] of fresh) bindings.set(leaf, this.walk.values.get(tensor)!);
    const seeded = after.flatMap((tensor) => {
      const count = sizeOf(tensor.shape) / rows;
      return Array.from({ length: count }, (_, i) => {
        const data = new Float64Array(sizeOf(tensor.shape));
        data[row * count + i] = 1;
        const chosen = mul(apart(tensor), apply(constant, [], { shape: tensor.shape, data })) as Tensor;
        return differentiate(
          build.sum(
            chosen,
            chosen.shape.map((_, axis) => axis),
          ),
          [...fresh.values()],
        );
      });
    });
    const values = evaluateAll(seeded.flat(), bindings);
    const out = new Float64Array(size * size);
    seeded.forEach((parts, i) => {
      let column = 0;
      parts.forEach((part, which) => {
        const count = sizeOf(part.shape) / rows;
        const own = values[i * before.length + which]!;
        out.set(own.subarray(row * count, (row + 1) * count), i * size + column);
        column += count;
      });
    });
    return out;
  }
}

const isFull =
  (turns: readonly (readonly Tensor[])[]) =>
  (parts: readonly Tensor[] | undefined): boolean =>
    parts !== undefined &&
    parts.length === turns.at(-1)!.length &&
    Array.from(parts).every((part) => part !== undefined);

function product(left: Float64Array, right: Float64Array, size: number): Float64Array {
  return Float64Array.from({ length: size }, (_, column) =>
    left.reduce((sum, value, i) => sum + value * right[i * size + column]!, 0),
  );
}

/** The sum of products in symbols, and with its numbers. */
export function timeEquations(writer: Writer, { names, size, paths, total }: ThroughTime): readonly Equation[] {
  const times = math(" · ", " \\cdot ");
  const plus = math(" + ");
  const state = (parts: readonly Name[], key: "text" | "latex"): string => {
    const listed = parts.map((name) => writer.name(name)[key]).join(", ");
    return parts.length === 1 ? listed : `(${listed})`;
  };
  const partial = (of: readonly Name[] | undefined, by: readonly Name[]): Part => {
    const top = (key: "text" | "latex"): string => (of === undefined ? "L" : state(of, key));
    const [text, latexText] = (["text", "latex"] as const).map((key) => [top(key), state(by, key)] as const);
    return math(`∂${text![0]}/∂${text![1]}`, `\\frac{\\partial ${latexText![0]}}{\\partial ${latexText![1]}}`);
  };
  const row = (values: Float64Array): Part => writer.matrix(values, [1, size], false);
  const symbols = paths.map(({ names: at, slopes }, i) => {
    const arriving = partial(undefined, at);
    const own = i === 0 ? arriving : writer.name({ letter: "a", for: at[0] });
    return joinedShort([own, ...slopes.map((slope) => partial(slope.of, slope.by))], times);
  });
  const numbers = paths.map(({ arriving, slopes }) =>
    joinedShort([row(arriving), ...slopes.map(({ values }) => writer.matrix(values, [size, size], false))], times),
  );
  return [
    [partial(undefined, names), equals, ...joinedShort(symbols, plus)],
    [...joinedShort(numbers, plus), equals, row(total)],
  ];
}
