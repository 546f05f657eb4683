/** Text made safe inside HTML and SVG. */
export function escaped(text: string): string {
  const marks: Readonly<Record<string, string>> = {
    "&": "&amp;",
    "<": "&lt;",
    ">": "&gt;",
    '"': "&quot;",
    "'": "&#39;",
  };
  // Marks that turn the direction of text round would let a cell rearrange the page.
  return text.replace(/[\u200e\u200f\u202a-\u202e\u2066-\u2069]/g, "�").replace(/[&<>"']/g, (mark) => marks[mark]!);
}

/** A number for an attribute: three decimals at most. */
export function coordinate(value: number): string {
  return String(Math.round(value * 1000) / 1000);
}

/** The room of a chart and of its margins, in pixels. */
export const frame = { width: 560, height: 300, left: 64, right: 16, top: 16, bottom: 48 } as const;
