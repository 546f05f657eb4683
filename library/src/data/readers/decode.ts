import { TableError } from "../findings.ts";
import { refuseOtherFormats } from "./formats.ts";

/** The encodings that are tried, in this order, where none is asked for and no byte order mark is there. */
const tried: readonly string[] = ["utf-8", "gb18030"];
/** How many bytes of a source that cannot be read twice are looked at to find its encoding. */
export const headBytes: number = 1 << 20;

function byteOrderMark(head: Uint8Array): string | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return "utf-8";
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  return undefined;
}

/** The wide encoding that bytes without a mark may be in: Latin letters leave every other byte zero. */
function wideEncoding(head: Uint8Array): string | undefined {
  const zeros = [0, 0];
  head.forEach((byte, i) => {
    if (byte === 0) zeros[i % 2]!++;
  });
  const [even, odd] = zeros as [number, number];
  if (Math.max(even, odd) < 0.2 * head.length || Math.min(even, odd) > 0.02 * head.length) return undefined;
  return odd > even ? "utf-16le" : "utf-16be";
}

/**
 * The encodings that a file may be in, from its first bytes: that of its byte order mark, the one asked for, or UTF-8 and
 * then GB18030.
 *
 * @throws TableError E101 where the bytes are another format, E102 where there is no such encoding or the bytes are no text.
 */
export function encodingsFor(head: Uint8Array, file: string, asked?: string): readonly string[] {
  refuseOtherFormats(head, file);
  if (asked === undefined) {
    const marked = byteOrderMark(head);
    if (marked !== undefined) return [marked];
    const wide = wideEncoding(head.subarray(0, 4096));
    const zero = head.indexOf(0);
    if (wide !== undefined) throw zeroByte(file, zero, 1 + newlinesIn(head, zero), wide);
    return tried;
  }
  try {
    return [new TextDecoder(asked).encoding];
  } catch {
    throw new TableError(`there is no encoding "${asked}"`, {
      code: "E102",
      kind: "unknown encoding",
      file,
      count: 1,
      example: asked,
      found: asked,
      expected: "utf-8, gb18030, windows-1252, shift_jis …",
      change: { encoding: "utf-8" },
    });
  }
}

/**
 * The first of some encodings in which bytes that are in memory can be read as far as they go.
 *
 * @throws TableError E102 where there is none, with the first byte that does not fit the first of them.
 */
export function encodingOf(bytes: Uint8Array, encodings: readonly string[], file: string, whole: boolean): string {
  const found = encodings.find((encoding) => {
    if (!encoding.startsWith("utf-16") && bytes.includes(0)) return false;
    return fits(encoding === "utf-8" && !whole ? bytes.subarray(0, wholeLength(bytes)) : bytes, encoding, whole);
  });
  if (found !== undefined) return found;
  // What does not fit is looked for only where that is to be said.
  const first = encodings[0]!;
  new StrictDecoder(first, file, encodings).decode(bytes, whole);
  return first;
}

function newlinesIn(bytes: Uint8Array, end: number): number {
  let count = 0;
  for (let at = bytes.indexOf(10); at >= 0 && at < end; at = bytes.indexOf(10, at)) {
    // A search for each would be slow where lines are empty.
    while (bytes[at] === 10 && at < end) {
      count++;
      at++;
    }
  }
  return count;
}

function zeroByte(file: string, offset: number, line: number, wide?: string): TableError {
  return new TableError(
    "the file holds zero bytes: it is no text",
    {
      code: "E102",
      kind: "zero bytes",
      file,
      lines: [line],
      count: 1,
      value: offset,
      found: `a zero byte at byte ${offset}`,
      ...(wide === undefined ? {} : { change: { encoding: wide } }),
    },
    wide === undefined ? "save it as CSV in UTF-8" : `it looks like ${wide}: name that encoding, or save it as UTF-8`,
  );
}

/** Bytes to text piece by piece; the first byte that does not fit is named with its place in the file and its line. */
export class StrictDecoder {
  private readonly file: string;
  private readonly encoding: string;
  private readonly tried: readonly string[];
  private readonly wide: boolean;
  private readonly decoder: TextDecoder;
  /** The last bytes that came; in UTF-8 those of a character that is not whole yet. */
  private held: Uint8Array = new Uint8Array(0);
  private offset = 0;
  private line = 1;

  /** @param tried encodings that need not be suggested. */
  constructor(encoding: string, file: string, tried: readonly string[] = [encoding]) {
    this.file = file;
    this.encoding = encoding;
    this.tried = tried;
    this.wide = encoding.startsWith("utf-16");
    // UTF-8 is cut between characters here, because decoding whole pieces is several times faster than streaming.
    this.decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: encoding === "utf-8" });
  }

  /** @throws TableError E102. */
  decode(piece: Uint8Array, last: boolean): string {
    const zero = this.wide ? -1 : piece.indexOf(0);
    if (zero >= 0) {
      const before = this.encoding === "utf-8" ? this.held.length : 0;
      throw zeroByte(this.file, this.offset + before + zero, this.line + newlinesIn(piece, zero));
    }
    const text = this.encoding === "utf-8" ? this.wholeCharacters(piece, last) : this.streamed(piece, last);
    this.line += this.wide ? text.split("\n").length - 1 : newlinesIn(piece, piece.length);
    return text;
  }

  private wholeCharacters(piece: Uint8Array, last: boolean): string {
    const bytes = joinedBytes(this.held, piece);
    const end = last ? bytes.length : wholeLength(bytes);
    let text: string;
    try {
      text = this.decoder.decode(bytes.subarray(0, end));
    } catch {
      throw this.undecodable(bytes.subarray(0, end), this.offset, last);
    }
    if (this.offset === 0 && text.startsWith("\uFEFF")) text = text.slice(1);
    this.offset += end;
    this.held = bytes.slice(end);
    return text;
  }

  private streamed(piece: Uint8Array, last: boolean): string {
    try {
      const text = this.decoder.decode(piece, { stream: !last });
      this.offset += piece.length;
      this.held = joinedBytes(this.held, piece.subarray(-4)).slice(-4);
      return text;
    } catch {
      const bytes = joinedBytes(this.held, piece);
      throw this.undecodable(bytes, this.offset - this.held.length, last);
    }
  }

  /** E102 for the first byte that does not fit, found by halving what can be decoded. */
  private undecodable(bytes: Uint8Array, start: number, last: boolean): TableError {
    const held = this.encoding === "utf-8" ? 0 : this.held.length;
    // The bytes held back may begin inside a character: the beginning with which most can be read is right.
    const reach = Math.max(...Array.from({ length: held + 1 }, (_, from) => firstBad(bytes, from, this.encoding)));
    // In UTF-8 the byte that begins the character is the one to name.
    const bad = this.encoding === "utf-8" ? wholeLength(bytes.subarray(0, reach)) : reach;
    const offset = start + bad;
    const good = bytes.subarray(held, bad);
    const newlines = this.wide
      ? new TextDecoder(this.encoding).decode(good).split("\n").length - 1
      : newlinesIn(good, good.length);
    const candidates = [...tried, "windows-1252"].filter((one) => !this.tried.includes(one));
    const encoding = candidates.find((one) => firstBad(bytes, held, one) >= bytes.length) ?? "windows-1252";
    const found =
      reach >= bytes.length && last
        ? "an incomplete character at the end"
        : `byte 0x${(bytes[bad] ?? 0).toString(16).padStart(2, "0").toUpperCase()} at byte ${offset}`;
    return new TableError(
      `the file cannot be read as ${this.encoding.toUpperCase()}`,
      {
        code: "E102",
        kind: "undecodable",
        file: this.file,
        lines: [this.line + newlines],
        count: 1,
        value: offset,
        expected: this.tried.join(" or "),
        found,
        change: { encoding },
      },
      `save it as UTF-8, or name its encoding, such as ${encoding}`,
    );
  }
}

function joinedBytes(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const all = new Uint8Array(a.length + b.length);
  all.set(a);
  all.set(b, a.length);
  return all;
}

/** How many bytes of UTF-8 are whole characters: the last one may be cut off. */
function wholeLength(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** Whether bytes can be read in an encoding, the last character whole or, unless `whole`, cut off. */
function fits(bytes: Uint8Array, encoding: string, whole: boolean): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: !whole });
    return true;
  } catch {
    return false;
  }
}

/** The place of the first byte that does not fit, counted from the start; the length where all fit so far. */
function firstBad(bytes: Uint8Array, from: number, encoding: string): number {
  if (fits(bytes.subarray(from), encoding, false)) return bytes.length;
  let [good, bad] = [from, bytes.length];
  while (bad - good > 1) {
    const middle = (good + bad) >> 1;
    if (fits(bytes.subarray(from, middle), encoding, false)) good = middle;
    else bad = middle;
  }
  return good;
}
