/**
 * The words in shared memory through which a crew hands orders to one of its threads, by their places. Such an order is
 * taken in about a microsecond, where a message takes tens of them; but only a thread that is looking finds it.
 */
export const slot = {
  /** One of `states`. */
  state: 0,
  /** How many messages were posted to the thread, and how many of them it has taken. */
  posted: 1,
  taken: 2,
  /** Where the numbers of an order begin. */
  order: 3,
  words: 16,
} as const;

/**
 * Where a thread is: away in its event loop, where messages alone reach it; here, so that it looks at its slot before it
 * goes away; or here with an order in the slot. Only the crew puts `ordered` in the place of `here`, only the thread does
 * the rest, and each of them by comparing and exchanging, so that no order is put down for a thread that has left.
 */
export const states = { away: 0, here: 1, ordered: 2 } as const;

/** The numbers of an order as they stand in a slot. */
export const orderNumbers = ["number", "program", "steps", "thread", "threads", "silent"] as const;

/** Runs steps of a program as one of its threads. */
export interface Order {
  readonly number: number;
  /** Which program; a thread keeps those that it has once been given. */
  readonly program: number;
  readonly steps: number;
  readonly thread: number;
  readonly threads: number;
  /** 1 where nobody waits for an answer, unless it is an error. */
  readonly silent: 0 | 1;
}
