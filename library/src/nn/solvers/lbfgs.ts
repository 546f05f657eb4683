import { type Algebra, along, arrays, dot } from "./_algebra.ts";
import { defineSolver, type LineSearch, type Problem, type Solver } from "./_solver.ts";

/** Options of L-BFGS. */
export interface LbfgsOptions {
  /** How many earlier steps shape the next one, ≥ 1. */
  readonly history?: number;
  /** Stops where no element of the gradient is larger. */
  readonly tolerance?: number;
  /** How often a line search may look, ≥ 1. */
  readonly lookups?: number;
}

const greatest = (a: Float64Array): number => a.reduce((most, value) => Math.max(most, Math.abs(value)), 0);

/** A place on the line that is searched. */
interface Trial {
  readonly step: number;
  readonly value: number;
  readonly gradient: Float64Array;
  readonly slope: number;
}

/** Where a cubic through two values and slopes is least, held inside the middle of the interval. */
function between(a: Trial, b: Trial): number {
  const d1 = a.slope + b.slope - (3 * (a.value - b.value)) / (a.step - b.step);
  const root = d1 * d1 - a.slope * b.slope;
  const [low, high] = [Math.min(a.step, b.step), Math.max(a.step, b.step)];
  const margin = 0.1 * (high - low);
  if (!(root >= 0)) return (low + high) / 2;
  const d2 = Math.sign(b.step - a.step) * Math.sqrt(root);
  const guess = b.step - ((b.step - a.step) * (b.slope + d2 - d1)) / (b.slope - a.slope + 2 * d2);
  return Number.isFinite(guess) ? Math.min(high - margin, Math.max(low + margin, guess)) : (low + high) / 2;
}

/** A step with enough decrease and a flatter slope (strong Wolfe conditions, Nocedal and Wright 3.5 and 3.6). */
function lineSearch(start: Trial, first: number, look: (step: number) => Trial, lookups: number): Trial | undefined {
  const low = (trial: Trial): boolean => trial.value <= start.value + 1e-4 * trial.step * start.slope;
  const flat = (trial: Trial): boolean => Math.abs(trial.slope) <= -0.9 * start.slope;
  let last = start;
  let trial = look(first);
  let bracket: [Trial, Trial] | undefined;
  for (let i = 1; i < lookups && bracket === undefined; i++) {
    if (!low(trial) || !Number.isFinite(trial.value) || (last !== start && trial.value >= last.value))
      bracket = [last, trial];
    else if (flat(trial)) return trial;
    else if (trial.slope >= 0) bracket = [trial, last];
    else {
      last = trial;
      trial = look(trial.step * 2);
    }
  }
  if (bracket === undefined) return low(trial) ? trial : undefined;
  let [best, other] = bracket;
  for (let i = 0; i < lookups; i++) {
    const finite = Number.isFinite(other.value) && Number.isFinite(other.slope);
    trial = look(finite ? between(best, other) : (best.step + other.step) / 2);
    if (!low(trial) || !(trial.value < best.value)) other = trial;
    else {
      if (flat(trial)) return trial;
      if (trial.slope * (other.step - best.step) >= 0) other = best;
      best = trial;
    }
  }
  return best.step > 0 && low(best) ? best : undefined;
}

/** The last steps s and what they changed in the gradient, y; the oldest first. */
function pairs<V>(memory: Readonly<Record<string, V>>): readonly { readonly s: V; readonly y: V }[] {
  const list = [];
  for (let i = 0; memory[`s${i}`] !== undefined; i++) list.push({ s: memory[`s${i}`]!, y: memory[`y${i}`]! });
  return list;
}

/** The two-loop recursion: −H∇L, where H is what the last steps tell of the inverse of the second derivatives. */
function direction<V, S>(on: Algebra<V, S>, gradient: V, memory: Readonly<Record<string, V>>): V {
  const known = pairs(memory);
  const curvatures = known.map(({ s, y }, i) => on.named(on.dot(s, y), "c", i + 1));
  const alphas: S[] = [];
  let q = on.named(on.opposite(gradient), "q", known.length);
  for (let i = known.length - 1; i >= 0; i--) {
    const { s, y } = known[i]!;
    alphas[i] = on.named(on.quotient(on.dot(s, q), curvatures[i]!), "a", i + 1);
    q = on.named(on.along(q, on.negative(alphas[i]!), y), "q", i);
  }
  const newest = known.at(-1);
  if (newest !== undefined) {
    const scale = on.named(on.quotient(curvatures.at(-1)!, on.dot(newest.y, newest.y)), "γ");
    q = on.named(on.scaled(scale, q), "r", 0);
  }
  known.forEach(({ s, y }, i) => {
    const slope = on.quotient(on.dot(y, q), curvatures[i]!);
    q = on.named(on.along(q, on.difference(alphas[i]!, slope), s), "r", i + 1);
  });
  return q;
}

/**
 * Limited-memory BFGS: a quasi-Newton direction from the last few steps, and a line search along it.
 *
 * For small data sets, all rows at once. Source: Liu and Nocedal, Mathematical Programming 1989.
 */
export function lbfgs({ history = 10, tolerance = 1e-9, lookups = 25 }: LbfgsOptions = {}): Solver {
  return defineSolver({
    name: "lbfgs",
    start: (weights, problem) => {
      const { value, gradient } = problem(weights);
      return { weights: weights.slice(), value, gradient, memory: {}, finished: greatest(gradient) <= tolerance };
    },
    direction,
    advance: (state, problem: Problem, watch) => {
      if (state.finished) return state;
      const { weights, value, gradient, memory } = state;
      const known = pairs(memory);
      const p = direction(arrays, gradient, memory);
      const slope = dot(gradient, p);
      const trials: LineSearch["trials"][number][] = [];
      const look = (step: number): Trial => {
        const there = problem(along(weights, step, p));
        const trial = { step, ...there, slope: dot(there.gradient, p) };
        trials.push(trial);
        return trial;
      };
      const first = known.length === 0 ? Math.min(1, 1 / Math.sqrt(dot(gradient, gradient))) : 1;
      const found = lineSearch({ step: 0, value, gradient, slope }, first, look, lookups);
      watch?.({ trials, taken: found?.step });
      // Without a step downhill the memory is at fault: forget it once, then give up.
      if (found === undefined) return { ...state, memory: {}, finished: known.length === 0 };
      const s = p.map((x) => x * found.step);
      const y = along(found.gradient, -1, gradient);
      const kept = dot(s, y) > 1e-12 * dot(y, y) ? [...known, { s, y }].slice(-history) : known;
      return {
        weights: along(weights, 1, s),
        value: found.value,
        gradient: found.gradient,
        memory: Object.fromEntries(kept.flatMap((pair, i) => [[`s${i}`, pair.s] as const, [`y${i}`, pair.y] as const])),
        finished: greatest(found.gradient) <= tolerance,
      };
    },
  });
}
