import type { Statement, Value } from "./loops.ts";

type SetStatement = Extract<Statement, { kind: "set" }>;

/** How many lanes matter, by local. */
type Lanes = Map<number, number>;

/** The same number in all lanes: one number, however many lanes hold it. */
const uniform = 0;
/** As many lanes as there are. */
const all = Number.POSITIVE_INFINITY;

/** What is known of the lanes of a kernel. */
export interface UsefulLanes {
  /** How many numbers a statement computes or loads that something comes of; 1 where all lanes hold the same. */
  readonly count: (statement: SetStatement) => number;
  /** How many lanes a statement that combines lanes finds filled. */
  readonly moved: (statement: SetStatement) => number;
}

/**
 * Finds how many lanes of each value matter: instructions always work on all lanes, but the tail of a loop fills one of
 * them, the edge of a tile is computed and not stored, and a number that is the same in all lanes is one number.
 *
 * Filled lanes follow from the loads, forwards; needed ones from the stores, backwards; the fewer of both count. How wide
 * vectors are stands only in loads and stores, so that this holds for any width.
 */
export function usefulLanes(body: readonly Statement[]): UsefulLanes {
  const filled = new Map<SetStatement, number>();
  const combined = new Map<SetStatement, number>();
  const needed = new Map<SetStatement, number>();
  forwards(body, new Map(), filled, combined);
  backwards(body, new Map(), needed);
  return {
    count: (statement) => {
      const need = needed.get(statement) ?? 0;
      const has = filled.get(statement)!;
      if (need === 0) return 0;
      if (has === uniform) return 1;
      const fewer = Math.min(need, has);
      return fewer === all ? 1 : fewer;
    },
    moved: (statement) => combined.get(statement) ?? 0,
  };
}

function fewest(lanes: readonly number[]): number {
  const several = lanes.filter((count) => count !== uniform);
  return several.length === 0 ? uniform : Math.min(...several);
}

/** In how many lanes a value differs from a number that fills all of them. */
function filledBy(value: Value, lanes: Lanes): number {
  switch (value.kind) {
    case "load":
      return value.mode === "splat" ? uniform : value.mode === "one" ? 1 : value.lanes;
    case "constant":
    case "across":
      return uniform;
    case "position":
    case "random":
      return value.lane === 0 ? uniform : all;
    case "first":
      return Math.min(value.lanes, lanes.get(value.arg) || value.lanes);
    case "operation":
      return fewest(value.args.map((arg) => lanes.get(arg) ?? uniform));
  }
}

function forwards(
  body: readonly Statement[],
  lanes: Lanes,
  filled: Map<SetStatement, number>,
  combined: Map<SetStatement, number>,
): void {
  for (const statement of body) {
    if (statement.kind === "for") {
      const before = new Map(lanes);
      forwards(statement.body, lanes, filled, combined);
      // What one turn leaves is what the next begins with.
      let changed = false;
      for (const [local, count] of before) {
        const joined = fewest([count, lanes.get(local)!]);
        changed ||= joined !== count;
        lanes.set(local, joined);
      }
      if (changed) forwards(statement.body, lanes, filled, combined);
    } else if (statement.kind === "set") {
      const { local, value } = statement;
      const count = filledBy(value, lanes);
      if (value.kind === "across") combined.set(statement, lanes.get(value.arg) ?? uniform);
      filled.set(statement, count);
      // What is added to the first lanes of a sum leaves the others as they are.
      const adds = value.kind === "operation" && value.args.includes(local);
      lanes.set(local, adds ? Math.max(count, lanes.get(local) ?? uniform) : count);
    }
  }
}

/** Turns what is needed after statements into what is needed before them. */
function backwards(body: readonly Statement[], lanes: Lanes, needed: Map<SetStatement, number>): void {
  const need = (local: number, count: number): void => {
    lanes.set(local, Math.max(lanes.get(local) ?? 0, count));
  };
  for (let i = body.length - 1; i >= 0; i--) {
    const statement = body[i]!;
    if (statement.kind === "store") need(statement.local, statement.lanes);
    else if (statement.kind === "set") {
      const { local, value } = statement;
      const count = lanes.get(local) ?? 0;
      needed.set(statement, Math.max(needed.get(statement) ?? 0, count));
      lanes.delete(local);
      if (count === 0) continue;
      if (value.kind === "operation") for (const arg of value.args) need(arg, count);
      else if (value.kind === "across") need(value.arg, all);
      else if (value.kind === "first") need(value.arg, Math.min(count, value.lanes));
    } else if (statement.kind === "for") {
      const after = new Map(lanes);
      let known: string;
      do {
        known = textOf(lanes);
        backwards(statement.body, lanes, needed);
        for (const [local, count] of after) need(local, count);
      } while (textOf(lanes) !== known);
      // The body runs at least once: what it sets itself is not needed before it.
      backwards(statement.body, lanes, needed);
    }
  }
}

function textOf(lanes: Lanes): string {
  return [...lanes]
    .sort(([a], [b]) => a - b)
    .map(([local, count]) => `${local}:${count}`)
    .join(" ");
}
