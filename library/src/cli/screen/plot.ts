import { isWide, shown } from "../../report/numbers.ts";

/** A curve of a plot. */
export interface PlotSeries {
  readonly points: readonly (readonly [x: number, y: number])[];
  /** Drawn with gaps. */
  readonly dotted?: boolean;
}

export interface PlotOptions {
  readonly series: readonly PlotSeries[];
  /** Where a vertical line stands. */
  readonly mark?: number;
  /** The room in characters. */
  readonly columns: number;
  readonly rows?: number;
  /** Whether heights are logarithms; where the values span much, unless said otherwise. */
  readonly logarithmic?: boolean;
  /** Braille, with eight dots in a character; otherwise stars and points. */
  readonly unicode: boolean;
}

/** The bits of a Braille character by column and row of its dots. */
const dots = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;

/** What is drawn, as a grid of points: which series is where. */
class Raster {
  readonly width: number;
  readonly height: number;
  private readonly owner: Int8Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.owner = new Int8Array(width * height);
  }

  set(x: number, y: number, series: number): void {
    if (x < 0 || x >= this.width || y < 0 || y >= this.height) return;
    const at = y * this.width + x;
    if (this.owner[at] === 0) this.owner[at] = series;
  }

  get(x: number, y: number): number {
    return this.owner[y * this.width + x]!;
  }
}

/** Draws a curve: at every x the height between its neighbors, joined from top to bottom. */
function draw(raster: Raster, points: readonly (readonly [number, number])[], series: number, dotted: boolean): void {
  let last: number | undefined;
  let at = 0;
  for (let x = Math.ceil(points[0]![0]); x <= points.at(-1)![0]; x++) {
    while (at + 2 < points.length && points[at + 1]![0] < x) at++;
    const [[ax, ay], [bx, by]] = [points[at]!, points[at + 1] ?? points[at]!];
    const y = Math.round(bx === ax ? ay : ay + ((x - ax) / (bx - ax)) * (by - ay));
    const from = last === undefined || dotted ? y : last + Math.sign(y - last);
    if (!dotted || x % 4 < 2)
      for (let step = Math.min(from, y); step <= Math.max(from, y); step++) raster.set(x, step, series);
    last = y;
  }
}

/** Curves as lines of text, with the highest, middle and lowest value beside them and the ends of x below. */
export function plotLines({ series, mark, columns, rows = 8, logarithmic: asked, unicode }: PlotOptions): string[] {
  const drawn = series.filter(({ points }) => points.length > 0);
  const all = drawn.flatMap(({ points }) => points);
  if (all.length === 0) return [];
  const logarithmic = asked ?? isWide(all.map(([, y]) => y));
  const height = (y: number): number => (logarithmic ? Math.log(y) : y);
  const range = (values: readonly number[]): [number, number] =>
    values.reduce(([a, b], value) => [Math.min(a, value), Math.max(b, value)], [Infinity, -Infinity]);
  const [left, right] = range(all.map(([x]) => x));
  const [low, high] = range(all.map(([, y]) => height(y)));
  const value = (y: number): string => shown(logarithmic ? Math.exp(y) : y);
  const labels = Array.from({ length: rows }, (_, row) =>
    row === 0
      ? value(high)
      : row === rows - 1
        ? value(low)
        : row === Math.floor(rows / 2)
          ? value(high - ((high - low) * row) / (rows - 1))
          : "",
  );
  const margin = Math.max(...labels.map((label) => label.length));
  const width = Math.max(8, Math.min(72, columns - margin - 2));
  const [across, down] = unicode ? [2, 4] : [1, 1];
  const raster = new Raster(width * across, rows * down);
  const at = (x: number): number => (right === left ? 0 : ((x - left) / (right - left)) * (raster.width - 1));
  drawn.forEach(({ points, dotted = false }, i) => {
    const placed = points.map(
      ([x, y]) =>
        [at(x), high === low ? raster.height - 1 : ((high - height(y)) / (high - low)) * (raster.height - 1)] as const,
    );
    draw(raster, placed, i + 1, dotted);
  });
  const markedCell = mark === undefined ? -1 : Math.floor(at(mark) / across);
  const cell = (column: number, row: number): string => {
    if (!unicode) {
      const series = raster.get(column, row);
      return series > 0 ? (drawn[series - 1]!.dotted === true ? "." : "*") : column === markedCell ? "|" : " ";
    }
    let bits = 0;
    for (let x = 0; x < 2; x++)
      for (let y = 0; y < 4; y++) if (raster.get(column * 2 + x, row * 4 + y) > 0) bits |= dots[x]![y]!;
    if (bits > 0) return String.fromCharCode(0x2800 + bits);
    return column === markedCell ? "│" : " ";
  };
  const body = labels.map((label, row) =>
    `${label.padStart(margin)} ${unicode ? "┤" : "|"}${Array.from({ length: width }, (_, column) => cell(column, row)).join("")}`.trimEnd(),
  );
  return [...body, " ".repeat(margin + 2) + below(left, right, mark, markedCell, width)];
}

/** The ends of the axis, and the mark where there is room between them. */
function below(left: number, right: number, mark: number | undefined, cell: number, width: number): string {
  const [first, last] = [String(left), String(right)];
  const line = first === last ? first : first + last.padStart(width - first.length);
  if (mark === undefined || mark === left || mark === right) return line;
  const text = String(mark);
  const from = cell - Math.floor(text.length / 2);
  if (from <= first.length || from + text.length >= width - last.length) return line;
  return line.slice(0, from) + text + line.slice(from + text.length);
}
