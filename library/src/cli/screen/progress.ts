import stringWidth from "fast-string-width";
import type { Progress } from "../../runtime/train.ts";
import type { Messages } from "../messages/messages.ts";

const blocks = "▁▂▃▄▅▆▇█";
const redrawMilliseconds = 80;
const plainMilliseconds = 10_000;

/** The last values of a curve as blocks, lowest to highest. */
export function sparkline(values: readonly number[], width: number): string {
  const last = values.slice(-width);
  const [low, high] = [Math.min(...last), Math.max(...last)];
  return last.map((value) => blocks[high === low ? 0 : Math.round(((value - low) / (high - low)) * 7)]).join("");
}

/** A duration for people: `8 s`, `2 min 5 s`. */
function duration(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** Where progress goes. */
export interface ProgressTarget {
  /** How many characters a line has; asked for at every line, since windows change. */
  readonly columns: number;
  /** Whether a line may be drawn again and again. */
  readonly interactive: boolean;
  write(text: string): unknown;
}

/** How long a training is. */
export interface ProgressLength {
  readonly epochs: number;
  /** Rows of an epoch. */
  readonly rows: number;
  /** The epoch that comes first; 1 unless a training goes on. */
  readonly first?: number | undefined;
}

/** One line that is drawn again and again in a terminal, and plain lines now and then elsewhere. */
export class ProgressLine {
  private readonly target: ProgressTarget;
  private readonly epochs: number;
  private readonly rows: number;
  private readonly messages: Messages;
  private readonly curve: number[] = [];
  private readonly began = performance.now();
  private readonly firstEpoch: number;
  private drawn = Number.NEGATIVE_INFINITY;
  private best: { loss: number; epoch: number } | undefined;
  private last: Progress | undefined;
  private shown: Progress | undefined;

  constructor(target: ProgressTarget, { epochs, rows, first = 1 }: ProgressLength, messages: Messages) {
    this.target = target;
    this.epochs = epochs;
    this.rows = rows;
    this.messages = messages;
    this.firstEpoch = first;
  }

  update(progress: Progress): void {
    const seen = progress.validation?.loss;
    this.last = progress;
    this.curve.push(seen ?? progress.loss);
    if (seen !== undefined && (this.best === undefined || seen < this.best.loss))
      this.best = { loss: seen, epoch: progress.epoch };
    const wait = this.target.interactive ? redrawMilliseconds : plainMilliseconds;
    if (performance.now() - this.drawn < wait) return;
    this.draw(progress);
  }

  /** Shows the last state, and leaves the line. */
  finish(): void {
    if (this.last !== undefined && this.shown !== this.last) this.draw(this.last);
    if (this.target.interactive && this.last !== undefined) this.target.write("\n");
  }

  private draw(progress: Progress): void {
    this.drawn = performance.now();
    this.shown = progress;
    this.target.write(this.target.interactive ? `\r\u001b[K${this.line(progress)}` : `${this.plain(progress)}\n`);
  }

  /** `epoch=41 train=0.4213 validation=0.4630`: for files and pipes. */
  private plain({ epoch, loss, validation }: Progress): string {
    const seen = validation === undefined ? "" : ` validation=${validation.loss.toFixed(4)}`;
    return `epoch=${epoch} train=${loss.toFixed(4)}${seen}`;
  }

  /** As many of its parts as fit, the most wanted ones first. */
  private line({ epoch, loss, validation }: Progress): string {
    const { epoch: word, trainLoss, validationLoss, best, rowsPerSecond, eta } = this.messages;
    const seconds = (performance.now() - this.began) / 1000;
    const perEpoch = seconds / (epoch - this.firstEpoch + 1);
    const rate = this.rows / perEpoch;
    const bar = (width: number): string => {
      const full = Math.round((epoch / this.epochs) * width);
      return "━".repeat(full) + "─".repeat(width - full);
    };
    const speed = `${rate >= 1000 ? `${(rate / 1000).toFixed(rate < 10_000 ? 1 : 0)}k` : rate.toFixed(0)} ${rowsPerSecond}`;
    // In the order in which they stand; the first number says how soon a part is given up where there is no room.
    const parts: readonly (readonly [rank: number, text: string])[] = [
      [0, ` ${word} ${String(epoch).padStart(String(this.epochs).length)}/${this.epochs}`],
      [6, bar(16)],
      [1, `${trainLoss} ${loss.toFixed(4)}`],
      ...(validation === undefined ? [] : [[2, `${validationLoss} ${validation.loss.toFixed(4)}`] as const]),
      ...(this.best === undefined ? [] : [[7, `${best} ${this.best.loss.toFixed(4)}@${this.best.epoch}`] as const]),
      [4, sparkline(this.curve, 10)],
      [5, speed],
      [3, `${eta} ${duration(perEpoch * (this.epochs - epoch))}`],
    ];
    const room = this.target.columns - 1;
    const fitting = new Set<(typeof parts)[number]>();
    let width = -2;
    for (const part of [...parts].sort(([a], [b]) => a - b)) {
      const wider = width + stringWidth(part[1]) + 2;
      if (wider > room) continue;
      width = wider;
      fitting.add(part);
    }
    return parts
      .filter((part) => fitting.has(part))
      .map(([, text]) => text)
      .join("  ");
  }
}
