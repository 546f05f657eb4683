import { type Chart, drawn, keySample, keysOf } from "./chart.ts";
import { chartStyle, colorStyle, printColors } from "./style.ts";
import { escaped } from "./svg.ts";

/** The room of a key, in pixels. */
const [keyWidth, rowHeight] = [150, 20];

/** Content of an SVG element of `width` × `height` as a file of its own, with styles, title and what it says in words. */
export function standaloneSvg(
  content: { readonly svg: string; readonly width: number; readonly height: number },
  title: string,
  said: string,
  keys: { readonly svg: string; readonly rows: number },
): string {
  const { svg, width, height } = content;
  const [top, bottom] = [38 + rowHeight * keys.rows, 8];
  return `<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" aria-label="${escaped(`${title}: ${said}`)}" width="${width * 1.5}" height="${(height + top + bottom) * 1.5}" viewBox="0 0 ${width} ${height + top + bottom}">
<style>${colorStyle}
${chartStyle}
.paper{fill:var(--paper)}.title{font-weight:600;font-size:15px}
${printColors}</style>
<rect class="paper" width="100%" height="100%"/>
<text class="strong title" x="16" y="24">${escaped(title)}</text>
${keys.svg}
<g transform="translate(0 ${top})">${svg}</g>
</svg>
`;
}

/** A chart as a file of its own, its legend below the title. */
export function chartFile(chart: Chart, title: string, said: string): string {
  const content = drawn(chart);
  const inRow = Math.max(1, Math.floor((content.width - 16) / keyWidth));
  const keys = keysOf(chart).map((key, i) => {
    const place = `${16 + (i % inRow) * keyWidth} ${36 + Math.floor(i / inRow) * rowHeight}`;
    return `<g transform="translate(${place})">${keySample(key)}<text x="38" y="9.5">${escaped(key.name)}</text></g>`;
  });
  return standaloneSvg(content, title, said, { svg: keys.join(""), rows: Math.max(1, Math.ceil(keys.length / inRow)) });
}
