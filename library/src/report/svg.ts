import { inert, escaped as safe } from "../util/inert.ts";

/** How much of a name is shown. */
const longest = 4000;

/** Text made safe inside HTML and SVG, on one line and not without end. */
export function escaped(text: string): string {
  return safe(inert(text, longest));
}

/** A name from a file, short enough for a cell or a label, and safe. */
export function named(text: string | number, most = 60): string {
  return escaped(inert(String(text), most));
}

/** A number for an attribute: two decimals at most. */
export function coordinate(value: number): string {
  return String(Math.round(value * 100) / 100);
}

/** A number as text, with the mark for minus that numbers have in print. */
export function figure(text: string): string {
  return escaped(text).replace(/(^|e|\s|\()-(?=\d)/g, "$1−");
}
