import leven from "leven";

/** The name that is most like a wrong one: by its letters, or by those of its beginning that were typed. */
export function nearest(wrong: string, names: readonly string[]): string {
  const far = (name: string): number => Math.min(leven(wrong, name), 0.5 + leven(wrong, name.slice(0, wrong.length)));
  return names.reduce((best, name) => (far(name) < far(best) ? name : best), names[0] ?? "");
}
