/** How soon a call must follow the end of the last one to be in a row with it, in milliseconds. */
const pause = 0.2;
/** For how long the calling thread is kept by calls before its event loop has a turn, in milliseconds. */
const longestWithoutTurn = 10;
/** Milliseconds that calls in a row take before threads are asked to await the next ones. */
const longRow = 10;
/**
 * A way is judged by the fastest of some stretches of calls, of so many milliseconds: what comes between by chance tells
 * nothing of it. The first time it has more of them, as the engine compiles meanwhile what threads look for orders with.
 */
const stretch = 10;
const [stretches, firstStretches] = [5, 15];
/** After how many such trials of the better way the other one is tried again: twice as many each time that it loses. */
const [leastPatience, mostPatience] = [16, 128];

/** Lets the event loop do what waits for it. */
function turn(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(undefined);
  });
}

/** Whether the calling thread does a call alone or together with others. */
export type Way = "alone" | "together";

/**
 * Keeps account of the short calls of a program, which keep the calling thread while they run: in which way they are done
 * sooner is measured, because others may need the processors too.
 */
export class ShortCalls {
  private inARow = 0;
  private sinceTurn = 0;
  private begun = 0;
  private ended = Number.NEGATIVE_INFINITY;
  /** What is known of both ways, in milliseconds for each statement. */
  private readonly rates: Record<Way, number | undefined> = { alone: undefined, together: undefined };
  private way: Way = "together";
  private readonly spent = { milliseconds: 0, work: 0 };
  private fastest = Number.POSITIVE_INFINITY;
  private left = firstStretches;
  /** Whether the way is being tried that was slower, or is not known yet; and how many trials the better one has had. */
  private trying = false;
  private trials = 0;
  private patience = leastPatience;

  /** To be told before a call, and awaited where the event loop is to have a turn first. */
  begin(): Promise<void> | undefined {
    this.begun = performance.now();
    if (this.begun - this.ended > pause) this.inARow = 0;
    if (this.sinceTurn < longestWithoutTurn) return undefined;
    this.sinceTurn = 0;
    return turn().then(() => {
      this.begun = performance.now();
    });
  }

  /** How to do the call; one that threads would be woken for in vain, were it alone, is done together only in a row. */
  choose(isWorthWaking: boolean): Way {
    return isWorthWaking || this.inARow > longRow ? this.way : "alone";
  }

  /** To be told after a call how it was done, and how many statements it executed. */
  end(way: Way, work: number): void {
    this.ended = performance.now();
    const milliseconds = this.ended - this.begun;
    this.inARow += milliseconds;
    this.sinceTurn += milliseconds;
    if (way !== this.way) return;
    this.spent.milliseconds += milliseconds;
    this.spent.work += work;
    if (this.spent.milliseconds < stretch) return;
    this.fastest = Math.min(this.fastest, this.spent.milliseconds / this.spent.work);
    this.spent.milliseconds = 0;
    this.spent.work = 0;
    if (--this.left > 0) return;
    this.judge(way, this.fastest);
    this.fastest = Number.POSITIVE_INFINITY;
    this.left = stretches;
  }

  /** After a trial of a way: goes on with the faster one, or with the other one where that has not been tried for long. */
  private judge(way: Way, rate: number): void {
    const { rates } = this;
    const other = way === "alone" ? "together" : "alone";
    const known = rates[other];
    rates[way] = rate;
    if (this.trying) {
      this.trying = false;
      const wins = known === undefined || rate < known;
      this.patience = wins ? leastPatience : Math.min(2 * this.patience, mostPatience);
      this.way = wins ? way : other;
      this.trials = 0;
    } else if (++this.trials > this.patience || known === undefined || known < rate) {
      this.trying = true;
      this.way = other;
    }
  }
}
