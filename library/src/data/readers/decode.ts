import { DataError } from "../../util/errors.ts";

/** The encodings that are tried, in this order, where none is asked for and no byte order mark is there. */
const tried = ["utf-8", "gb18030"] as const;

/** What the first bytes of a file say it is, where that is no table. */
function otherFormat(head: Uint8Array): string | undefined {
  const starts = (...bytes: number[]): boolean => bytes.every((byte, i) => head[i] === byte);
  if (starts(0x50, 0x4b, 0x03, 0x04)) return "a zip archive, such as an Excel workbook";
  if (starts(0xd0, 0xcf, 0x11, 0xe0)) return "an old Excel workbook";
  if (starts(0x25, 0x50, 0x44, 0x46)) return "a PDF document";
  if (starts(0x50, 0x41, 0x52, 0x31)) return "a Parquet file";
  const text = String.fromCharCode(...head.subarray(0, 200))
    .trimStart()
    .toLowerCase();
  if (text.startsWith("<!doctype") || text.startsWith("<html") || text.startsWith("<?xml")) return "a web page or XML";
  if (/^[[{]\s*["{[\]}]/.test(text)) return "JSON";
  return undefined;
}

function byteOrderMark(head: Uint8Array): string | undefined {
  if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) return "utf-8";
  if (head[0] === 0xff && head[1] === 0xfe) return "utf-16le";
  if (head[0] === 0xfe && head[1] === 0xff) return "utf-16be";
  return undefined;
}

/**
 * The encoding of a file: that of its byte order mark, else strict UTF-8, else GB18030.
 *
 * @param pieces gives the bytes from the start, again for every call.
 * @throws DataError E101 where the bytes are another format, E102 where no encoding reads them.
 */
export function encodingOf(pieces: () => Iterable<Uint8Array>, name: string, asked?: string): string {
  let head: Uint8Array | undefined;
  for (const piece of pieces()) {
    head = piece;
    break;
  }
  if (head === undefined || head.length === 0)
    throw new DataError("the file is empty", { code: "E101", place: name, expected: "a header line and rows" });
  const other = otherFormat(head);
  if (other !== undefined)
    throw new DataError("the file is no table of text", {
      code: "E101",
      place: name,
      found: other,
      remedy: "save it as CSV",
    });
  const marked = byteOrderMark(head);
  if (marked !== undefined) return marked;
  if (asked === undefined && head.subarray(0, 65536).includes(0))
    throw new DataError("the file holds zero bytes: it is no text", {
      code: "E102",
      place: name,
      remedy: "save it as CSV in UTF-8",
    });
  for (const encoding of asked === undefined ? tried : [asked]) if (reads(pieces(), encoding, name)) return encoding;
  throw new DataError("the bytes are in no encoding that was tried", {
    code: "E102",
    place: name,
    expected: asked ?? tried.join(" or "),
    remedy: "save it as UTF-8, or name its encoding with --encoding",
  });
}

function reads(pieces: Iterable<Uint8Array>, encoding: string, name: string): boolean {
  let decoder: TextDecoder;
  try {
    decoder = new TextDecoder(encoding, { fatal: true });
  } catch {
    throw new DataError(`there is no encoding "${encoding}"`, {
      code: "E102",
      place: name,
      expected: "utf-8, gb18030, windows-1252, shift_jis …",
    });
  }
  try {
    for (const piece of pieces) decoder.decode(piece, { stream: true });
    decoder.decode();
    return true;
  } catch {
    return false;
  }
}
