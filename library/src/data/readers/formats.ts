import { TableError } from "../findings.ts";

/** Formats that are no table of text: the kind of the finding, what it is called, and how it begins. */
const formats: readonly (readonly [kind: string, name: string, ...bytes: number[]])[] = [
  ["excel", "a zip archive, such as an Excel workbook", 0x50, 0x4b, 0x03, 0x04],
  ["excel", "an old Excel workbook", 0xd0, 0xcf, 0x11, 0xe0],
  ["pdf", "a PDF document", 0x25, 0x50, 0x44, 0x46],
  ["parquet", "a Parquet file", 0x50, 0x41, 0x52, 0x31],
];

/** @throws TableError E101 where the first bytes of a file are none, or say that it is no table of text. */
export function refuseOtherFormats(head: Uint8Array, file: string): void {
  const facts = { code: "E101", file, count: 1, expected: "a header line and rows" } as const;
  if (head.length === 0) throw new TableError("the file is empty", { ...facts, kind: "empty", found: "no bytes" });
  const other = otherFormat(head);
  if (other === undefined) return;
  const [kind, found] = other;
  throw new TableError("the file is no table of text", { ...facts, kind, found }, "save it as CSV");
}

function otherFormat(head: Uint8Array): readonly [kind: string, name: string] | undefined {
  for (const [kind, name, ...bytes] of formats) if (bytes.every((byte, i) => head[i] === byte)) return [kind, name];
  const text = String.fromCharCode(...head.subarray(0, 200))
    .replace(/^\u00EF\u00BB\u00BF/, "")
    .trimStart()
    .toLowerCase();
  if (text.startsWith("<!doctype") || text.startsWith("<html") || text.startsWith("<?xml"))
    return ["html", "a web page or XML"];
  if (/^[[{]\s*["{[\]}]/.test(text)) return ["json", "JSON"];
  return undefined;
}
