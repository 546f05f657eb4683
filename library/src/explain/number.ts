/** How numbers are written: with this many significant digits. */
export const usualDigits = 4;

/**
 * A number with some significant digits. What is exact in fewer digits is written short, so a full row of digits says
 * that the number is rounded: 0.5 is one half, 0.5000 is near it.
 */
export function numberText(value: number, digits: number = usualDigits): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "∞" : "-∞";
  if (value === 0) return "0";
  const shortest = String(value).replace("e+", "e");
  if (significant(shortest) <= digits)
    return shortest.length <= digits + 3 ? shortest : value.toExponential().replace("e+", "e");
  const rounded = value.toPrecision(digits);
  const size = Math.abs(value);
  return (size < 1e-4 || size >= 1e15 ? value.toExponential(digits - 1) : rounded).replace("e+", "e");
}

/** How many digits a written number shows, leading zeros not counted. */
function significant(text: string): number {
  const [mantissa = ""] = text.replace("-", "").split("e");
  return mantissa.replace(".", "").replace(/^0+/, "").length;
}

/** A written number in LaTeX. */
export function numberLatex(value: number, digits: number = usualDigits): string {
  const text = numberText(value, digits).replace("∞", "\\infty").replace("NaN", "\\mathrm{NaN}");
  const [mantissa, power] = text.split("e");
  return power === undefined ? text : `${mantissa} \\cdot 10^{${power}}`;
}

/** All numbers that are written like this one: a single one where it is exact, else those that round to it. */
export function writtenInterval(value: number, digits: number): { readonly lower: number; readonly upper: number } {
  const text = numberText(value, digits);
  if (!Number.isFinite(value) || Number(text) === value) return { lower: value, upper: value };
  const [mantissa = "", power = "0"] = text.split("e");
  const decimals = mantissa.split(".")[1]?.length ?? 0;
  const whole = decimals > 0 ? 0 : Math.max(0, significant(text) - digits);
  const half = 0.5 * 10 ** (Number(power) - decimals + whole);
  const middle = Number(text);
  return { lower: middle - half, upper: middle + half };
}
