/** The words in shared memory by which threads wait for each other, in bytes from where they begin. */
export const meeting = {
  /** How many threads have come in this round. */
  arrived: 0,
  /** Counts the rounds; who waits sleeps on it. */
  round: 4,
  /** How many sleep. */
  sleepers: 8,
  /** Not 0 once the run is given up, because a thread is gone. */
  givenUp: 12,
  /** How often a thread sleeps before it gives up by itself, a tenth of a second each time; 0 in runs that may be long. */
  patience: 16,
  bytes: 64,
} as const;
