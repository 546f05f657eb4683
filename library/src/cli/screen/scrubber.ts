import stringWidth from "fast-string-width";
import { type Derivation, type Phase, type TextOptions, toText } from "../../explain/index.ts";
import { present } from "../../explain/present.ts";
import { viewOf } from "../../explain/render/options.ts";
import { wordsOf } from "../../explain/sentences/languages.ts";
import type { Depth } from "../../explain/writer.ts";
import { wrapped } from "../../util/wrapped.ts";
import type { Messages } from "../messages/messages.ts";

/** A key that was pressed, as `node:readline` names it. */
export interface Key {
  readonly name?: string | undefined;
  readonly sequence?: string | undefined;
  readonly shift?: boolean | undefined;
  readonly ctrl?: boolean | undefined;
}

/** What a key asks of whoever holds the scrubber; everything else it does itself. */
export type Wish = "quit" | "interrupt" | "next" | "check";

/** How a derivation is shown. */
export type ScrubberOptions = Omit<TextOptions, "width" | "frame" | "phase">;

/** The most lines of a frame that the keys of scrolling pass at once are those of a screen but this many. */
const kept = 2;

/**
 * A derivation one frame at a time: where the reader is, and what the screen shows there.
 *
 * It knows keys and lines, and no terminal.
 */
export class Scrubber {
  private derivation: Derivation;
  private frames: readonly { readonly frame: number; readonly phase: Phase }[] = [];
  private readonly options: ScrubberOptions;
  private readonly messages: Messages["scrubber"];
  private at = 0;
  private depth: Depth;
  private top = 0;
  private page = 1;
  /** The number that is typed after `g`. */
  private typed: string | undefined;
  private isHelp = false;
  /** Shown at the foot until the next key. */
  private note = "";

  constructor(derivation: Derivation, options: ScrubberOptions, messages: Messages["scrubber"]) {
    this.options = options;
    this.messages = messages;
    this.depth = options.depth ?? 2;
    this.derivation = derivation;
    this.show(derivation);
  }

  /** Another derivation: the same one checked, or the next step; the reader stays at the frame. */
  show(derivation: Derivation): void {
    const before = this.frames[this.at];
    this.derivation = derivation;
    const seen = new Map(
      present(derivation, viewOf({ ...this.options, depth: 1 })).map(({ step }) => [step.frame, step.phase]),
    );
    this.frames = [...seen].map(([frame, phase]) => ({ frame, phase })).sort((a, b) => a.frame - b.frame);
    this.at = Math.max(
      0,
      this.frames.findIndex(({ frame }) => frame === before?.frame),
    );
  }

  tell(note: string): void {
    this.note = note;
  }

  private move(to: number): void {
    this.at = Math.min(Math.max(0, to), this.frames.length - 1);
    this.top = 0;
  }

  /** The first frame of the phase that is so many phases on; of this phase itself where a way back begins inside it. */
  private movePhase(by: 1 | -1): void {
    const { phase } = this.frames[this.at]!;
    const first = (from: number): number => {
      let at = from;
      while (at > 0 && this.frames[at - 1]!.phase === this.frames[from]!.phase) at--;
      return at;
    };
    if (by > 0) {
      const next = this.frames.findIndex((one, i) => i > this.at && one.phase !== phase);
      this.move(next < 0 ? this.frames.length - 1 : next);
      return;
    }
    const own = first(this.at);
    this.move(own < this.at || own === 0 ? own : first(own - 1));
  }

  private type({ name, sequence }: Key): void {
    if (name === "return" || name === "enter") {
      const wanted = Number(this.typed);
      const found = this.frames.findIndex(({ frame }) => frame === wanted);
      if (this.typed !== "" && found >= 0) this.move(found);
      else this.note = this.messages.noFrame({ frame: this.typed ?? "", last: this.derivation.frameCount - 1 });
      this.typed = undefined;
    } else if (name === "backspace") this.typed = (this.typed ?? "").slice(0, -1);
    else if (name === "escape") this.typed = undefined;
    else if (/^\d$/.test(sequence ?? "")) this.typed = `${this.typed}${sequence}`.slice(0, 5);
  }

  /** Does what a key says, or gives what it asks for. */
  press(key: Key): Wish | undefined {
    const { name, sequence, shift, ctrl } = key;
    if (ctrl === true && name === "c") return "interrupt";
    this.note = "";
    if (this.isHelp) {
      this.isHelp = false;
      return undefined;
    }
    if (this.typed !== undefined) {
      this.type(key);
      return undefined;
    }
    if (sequence === "?") this.isHelp = true;
    else if (name === "left") shift === true ? this.movePhase(-1) : this.move(this.at - 1);
    else if (name === "right") shift === true ? this.movePhase(1) : this.move(this.at + 1);
    else if (name === "home") this.move(0);
    else if (name === "end") this.move(this.frames.length - 1);
    else if (name === "up" || name === "down") {
      this.depth = Math.min(4, Math.max(1, this.depth + (name === "down" ? 1 : -1))) as Depth;
      this.top = 0;
    } else if (name === "pagedown" || name === "space") this.top += this.page;
    else if (name === "pageup" || name === "b") this.top = Math.max(0, this.top - this.page);
    else if (name === "g") this.typed = "";
    else if (name === "q" || name === "escape") return "quit";
    else if (name === "n") return "next";
    else if (name === "c") return "check";
    return undefined;
  }

  /** The lines of a screen, exactly as many as it has rows. */
  lines(columns: number, rows: number): readonly string[] {
    const room = Math.max(1, rows - 3);
    this.page = Math.max(1, room - kept);
    const body = this.isHelp ? this.messages.keys.flatMap((line) => wrapped(line, columns)) : this.frameLines(columns);
    this.top = Math.min(this.top, Math.max(0, body.length - room));
    const shown = body.slice(this.top, this.top + room);
    const isLonger = this.top + room < body.length;
    const foot =
      this.typed !== undefined
        ? this.messages.goTo({ typed: this.typed })
        : this.note !== ""
          ? this.note
          : isLonger || this.top > 0
            ? this.messages.longer({ from: this.top + 1, to: this.top + shown.length, of: body.length })
            : this.messages.foot;
    const filled = [...shown, ...new Array<string>(Math.max(0, room - shown.length)).fill("")];
    const all = [this.head(columns), "", ...filled, wrapped(foot, columns)[0] ?? ""];
    return all.slice(0, rows).map((line) => clipped(line, columns));
  }

  private head(columns: number): string {
    const { frame, phase } = this.frames[this.at]!;
    const words = wordsOf(this.options.language ?? "en");
    const last = this.derivation.frameCount - 1;
    const text = this.messages.head({ phase: words.phases[phase], frame, last, depth: this.depth });
    const line = wrapped(text, columns)[0] ?? "";
    // The way through the frames, where there is room: a mark for each, the present one filled.
    const marks = this.frames.map((_, i) =>
      i === this.at ? (this.options.ascii ? "#" : "●") : this.options.ascii ? "." : "·",
    );
    const track = ` ${marks.join("")}`;
    return stringWidth(line) + track.length < columns ? line + track : line;
  }

  private frameLines(columns: number): readonly string[] {
    const { frame } = this.frames[this.at]!;
    return toText(this.derivation, { ...this.options, depth: this.depth, width: columns, frame })
      .trimEnd()
      .split("\n");
  }
}

/** A line cut at the edge of the screen, where a matrix is wider than a very narrow one. */
function clipped(line: string, columns: number): string {
  if (stringWidth(line) <= columns) return line;
  let cut = "";
  for (const letter of line) {
    if (stringWidth(cut + letter) > columns) break;
    cut += letter;
  }
  return cut;
}
