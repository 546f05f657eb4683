import { emitKeypressEvents } from "node:readline";
import type { Derivation } from "../../explain/index.ts";
import { errorLines } from "../errors.ts";
import type { Words } from "../messages/words.ts";
import { type Key, Scrubber, type ScrubberOptions } from "./scrubber.ts";

/** A step to be looked at, and what may be asked of it. */
export interface Scrubbed {
  readonly derivation: Derivation;
  /** The same with a cell of every gradient checked. */
  readonly checked: () => Promise<Derivation>;
  /** The training step after it; absent where there is none to be had. */
  readonly next: (() => Promise<Scrubbed>) | undefined;
}

const escape = "\u001b[";
const enter = `${escape}?1049h${escape}?25l`;
const leave = `${escape}?25h${escape}?1049l`;

/** What ends a process from outside; the screen is given back first. */
const signals = ["SIGTERM", "SIGHUP", "SIGINT"] as const;

/**
 * Shows a step frame by frame on the terminal until the reader quits.
 *
 * The screen from before comes back however it ends: by `q`, by Ctrl-C, by a signal, by an error.
 *
 * @returns whether it was interrupted.
 */
export async function scrub(first: Scrubbed, options: ScrubberOptions, words: Words): Promise<boolean> {
  const { messages } = words;
  const { stdin, stdout } = process;
  let subject = first;
  let busy = false;
  const scrubber = new Scrubber(first.derivation, options, messages.scrubber);
  const draw = (): void => {
    const lines = scrubber.lines(stdout.columns, stdout.rows);
    // Every line is cleared to its end, and the cursor put at each one: nothing scrolls.
    stdout.write(lines.map((line, i) => `${escape}${i + 1};1H${line}${escape}K`).join(""));
  };
  const restore = (): void => {
    stdin.setRawMode(false);
    stdout.write(leave);
  };
  const bySignal = (signal: NodeJS.Signals): void => {
    restore();
    for (const name of signals) process.off(name, bySignal);
    process.kill(process.pid, signal);
  };
  emitKeypressEvents(stdin);
  stdin.setRawMode(true);
  stdin.resume();
  stdout.write(enter);
  for (const name of signals) process.on(name, bySignal);
  try {
    return await new Promise<boolean>((resolve, reject) => {
      const attempt = async (work: () => Promise<void>): Promise<void> => {
        busy = true;
        scrubber.tell(messages.scrubber.working);
        draw();
        // The line must be on the screen before the work begins.
        await new Promise((done) => setTimeout(done, 10));
        scrubber.tell("");
        try {
          await work();
        } catch (error) {
          scrubber.tell(errorLines(error, words, undefined, []).lines.join(" "));
        }
        busy = false;
        draw();
      };
      const next = async (): Promise<void> => {
        if (subject.next === undefined) scrubber.tell(messages.scrubber.noNext);
        else {
          subject = await subject.next();
          scrubber.show(subject.derivation);
        }
      };
      stdin.on("keypress", (_text: string | undefined, key: Key) => {
        try {
          if (busy && !(key.ctrl === true && key.name === "c")) return;
          const wish = scrubber.press(key);
          if (wish === "quit" || wish === "interrupt") resolve(wish === "interrupt");
          else if (wish === "next") void attempt(next);
          else if (wish === "check") void attempt(async () => scrubber.show(await subject.checked()));
          else draw();
        } catch (error) {
          reject(error);
        }
      });
      stdin.on("end", () => resolve(false));
      stdout.on("resize", () => {
        stdout.write(`${escape}2J`);
        draw();
      });
      draw();
    });
  } finally {
    stdin.removeAllListeners("keypress");
    stdout.removeAllListeners("resize");
    for (const name of signals) process.off(name, bySignal);
    restore();
    stdin.pause();
  }
}
