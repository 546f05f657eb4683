import stringWidth from "string-width";
import type { Progress } from "../runtime/train.ts";
import type { Messages } from "./messages/messages.ts";

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

/** Where progress goes: a stream that may be a terminal. */
export interface ProgressTarget {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
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

  constructor(target: ProgressTarget, epochs: number, rows: number, messages: Messages, firstEpoch = 1) {
    this.target = target;
    this.epochs = epochs;
    this.rows = rows;
    this.messages = messages;
    this.firstEpoch = firstEpoch;
  }

  update(progress: Progress): void {
    const seen = progress.validation?.loss;
    this.last = progress;
    this.curve.push(seen ?? progress.loss);
    if (seen !== undefined && (this.best === undefined || seen < this.best.loss))
      this.best = { loss: seen, epoch: progress.epoch };
    const wait = this.target.isTTY === true ? redrawMilliseconds : plainMilliseconds;
    if (performance.now() - this.drawn < wait) return;
    this.draw(progress);
  }

  /** Shows the last state, and leaves the line. */
  finish(): void {
    if (this.last !== undefined && this.shown !== this.last) this.draw(this.last);
    if (this.target.isTTY === true && this.last !== undefined) this.target.write("\n");
  }

  private draw(progress: Progress): void {
    this.drawn = performance.now();
    this.shown = progress;
    this.target.write(this.target.isTTY === true ? `\r\u001b[K${this.line(progress)}` : `${this.plain(progress)}\n`);
  }

  /** `epoch=41 train=0.4213 validation=0.4630`: for files and pipes. */
  private plain({ epoch, loss, validation }: Progress): string {
    const seen = validation === undefined ? "" : ` validation=${validation.loss.toFixed(4)}`;
    return `epoch=${epoch} train=${loss.toFixed(4)}${seen}`;
  }

  /** As many of its parts as fit, the first ones first. */
  private line({ epoch, loss, validation }: Progress): string {
    const { epoch: word, trainLoss, validationLoss, best } = this.messages;
    const seconds = (performance.now() - this.began) / 1000;
    const perEpoch = seconds / (epoch - this.firstEpoch + 1);
    const rate = this.rows / perEpoch;
    const bar = (width: number): string => {
      const full = Math.round((epoch / this.epochs) * width);
      return "━".repeat(full) + "─".repeat(width - full);
    };
    const parts = [
      ` ${word} ${String(epoch).padStart(String(this.epochs).length)}/${this.epochs}`,
      `${trainLoss} ${loss.toFixed(4)}`,
      ...(validation === undefined ? [] : [`${validationLoss} ${validation.loss.toFixed(4)}`]),
      ...(this.best === undefined ? [] : [`${best} ${this.best.loss.toFixed(4)}@${this.best.epoch}`]),
      bar(20),
      sparkline(this.curve, 16),
      `${rate >= 1000 ? `${(rate / 1000).toFixed(rate < 10_000 ? 1 : 0)}k` : rate.toFixed(0)} rows/s`,
      `eta ${duration(perEpoch * (this.epochs - epoch))}`,
    ];
    const room = (this.target.columns ?? 80) - 1;
    let line = "";
    for (const part of parts) {
      const longer = line === "" ? part : `${line}  ${part}`;
      if (stringWidth(longer) > room) break;
      line = longer;
    }
    return line;
  }
}
