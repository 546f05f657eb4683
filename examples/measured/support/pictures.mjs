// Pictures as SVG: points on a plane, and images of few pixels. Numbers are rounded, so that files stay small.

const picture = (name, width, height, parts) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">\n<title>${name}</title>\n<rect width="${width}" height="${height}" fill="white"/>\n${parts.join("\n")}\n</svg>\n`;
const caption = (x, y, text) =>
  `<text x="${x}" y="${y}" font-family="sans-serif" font-size="12" text-anchor="middle" fill="#333">${text}</text>`;

/** Plots side by side: each a title, its points (x and y in turns) and its color, over a square around 0. */
export function scatters(name, plots, reach, size = 180) {
  const place = (value) => (size * (1 + value / reach)) / 2;
  return picture(
    name,
    plots.length * size,
    size + 20,
    plots.map(({ title, points, color }, i) => {
      const dots = Array.from({ length: points.length / 2 }, (_, k) => {
        const [x, y] = [i * size + place(points[2 * k]), size - place(points[2 * k + 1])];
        return `M${x.toFixed(1)} ${y.toFixed(1)}h0`;
      });
      return `<path d="${dots.join("")}" stroke="${color}" stroke-width="2" stroke-linecap="round" opacity="0.5"/>\n${caption((i + 0.5) * size, size + 14, title)}`;
    }),
  );
}

/** Rows of images (pixels from 0 to 1, `side`×`side`), each row with its name above. */
export function images(name, rows, side, pixel = 4) {
  const cell = side * pixel + 4;
  const across = Math.max(...rows.map(({ pictures }) => pictures.length));
  const high = cell + 20;
  return picture(
    name,
    across * cell,
    rows.length * high,
    rows.flatMap(({ title, pictures }, row) => [
      caption((across * cell) / 2, row * high + 14, title),
      ...pictures.map((pixels, i) => {
        // One path for each of eight shades of gray.
        const shades = Array.from({ length: 8 }, () => "");
        pixels.forEach((value, at) => {
          const shade = Math.round(Math.max(0, Math.min(1, value)) * 7);
          const [x, y] = [i * cell + (at % side) * pixel, row * high + 20 + Math.floor(at / side) * pixel];
          if (shade > 0) shades[shade] += `M${x} ${y}h${pixel}v${pixel}h-${pixel}z`;
        });
        const gray = (shade) => Math.round(255 * (1 - shade / 7));
        const paths = shades.flatMap((d, shade) =>
          d === "" ? [] : [`<path d="${d}" fill="rgb(${[0, 0, 0].map(() => gray(shade)).join(",")})"/>`],
        );
        return paths.join("");
      }),
    ]),
  );
}
