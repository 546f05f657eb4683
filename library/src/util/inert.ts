// Text from elsewhere (headers, cells, names of users' own functions) made harmless where it is shown.

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not come through
const control = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f]/g;
/** Marks that turn the direction of writing round, or end a line unseen, would let a name rearrange what stands beside it. */
const direction = /[\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;
const marks: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** A text without control characters and without marks that turn the direction of writing. */
export function plain(text: string): string {
  return text.replace(control, "�").replace(direction, "�");
}

/** A text on a single line, made plain. */
export function plainLine(text: string): string {
  return plain(text).replace(/[\t\n]/g, "�");
}

/** A text on a single line, made plain, and not too long for where it stands. */
export function inert(text: string, longest = 60): string {
  // Cut before it is searched: a name may be very long. Half of a pair is no character.
  const cut = text.length > longest ? `${text.slice(0, longest - 1).replace(/[\ud800-\udbff]$/, "")}…` : text;
  return plainLine(cut);
}

/** Text made safe inside HTML, SVG and MathML. */
export function escaped(text: string): string {
  return plain(text).replace(/[&<>"']/g, (mark) => marks[mark]!);
}
