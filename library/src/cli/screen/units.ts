const prefixes = ["", "k", "M", "G", "T"];
const small = ["", "m", "µ", "n"];

/** Three significant digits, never in powers of ten. */
function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** A large number with a unit behind it, such as `719 kB`: whole below 1000, else three digits and a prefix. */
export function large(value: number, unit = ""): string {
  let rest = value;
  let prefix = 0;
  while (rest >= 999.5 && prefix < prefixes.length - 1) {
    rest /= 1000;
    prefix++;
  }
  const number = prefix === 0 && Number.isInteger(rest) ? String(rest) : digits(rest);
  return `${number} ${prefixes[prefix]}${unit}`.trimEnd();
}

/** Seconds, such as `26.0 µs`. */
export function duration(seconds: number): string {
  let rest = seconds;
  let prefix = 0;
  while (rest < 0.9995 && prefix < small.length - 1) {
    rest *= 1000;
    prefix++;
  }
  return `${rest === 0 ? "0" : digits(rest)} ${small[prefix]}s`;
}
