/** The shortest and the longest piece of memory: narrow tables waste little, long ones are not copied over and over. */
const [shortest, longest] = [64, 1 << 16];

/** Numbers that grow, in pieces. */
export class Growing<Numbers extends Float64Array | Int32Array> {
  private readonly make: (length: number) => Numbers;
  private readonly full: Numbers[] = [];
  private piece: Numbers;
  private at = 0;
  private before = 0;

  constructor(make: (length: number) => Numbers) {
    this.make = make;
    this.piece = make(shortest);
  }

  get length(): number {
    return this.before + this.at;
  }

  push(value: number): void {
    if (this.at === this.piece.length) {
      this.full.push(this.piece);
      this.before += this.at;
      this.piece = this.make(Math.min(longest, this.before));
      this.at = 0;
    }
    this.piece[this.at++] = value;
  }

  /** The same numbers, to go on with apart. */
  copy(): Growing<Numbers> {
    const other = new Growing(this.make);
    for (const value of this.values()) other.push(value);
    return other;
  }

  /** All numbers so far, in one piece. */
  values(): Numbers {
    const all = this.make(this.length);
    let at = 0;
    for (const piece of this.full) {
      all.set(piece, at);
      at += piece.length;
    }
    all.set(this.piece.subarray(0, this.at), at);
    return all;
  }

  /** All numbers in one piece; the others are given back, and nothing may be pushed after. */
  joined(): Numbers {
    const all = this.values();
    this.full.length = 0;
    this.piece = this.make(0);
    return all;
  }
}

/** Numbers that grow. */
export const growingNumbers = (): Growing<Float64Array> => new Growing((length) => new Float64Array(length));

/** Codes that grow. */
export const growingCodes = (): Growing<Int32Array> => new Growing((length) => new Int32Array(length));
