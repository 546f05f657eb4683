import { ArgumentError } from "../../util/errors.ts";
import { randomStream } from "../../util/random.ts";

/** Images one after the other: count × height × width × channels. */
export interface Images {
  readonly values: ArrayLike<number>;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

/** How images are changed at random, each by itself. Nothing is changed that is not named. */
export interface AugmentOptions {
  /** The probability that left and right are exchanged. */
  readonly flip?: number;
  /** The most pixels moved, in each direction. */
  readonly shift?: number;
  /** The most degrees turned, to either side. */
  readonly rotate?: number;
  /** The most that is added to all numbers of an image, or taken off. */
  readonly brightness?: number;
  /** The deviation of normal noise. */
  readonly noise?: number;
  /** What comes in from outside; 0 unless said otherwise. */
  readonly outside?: number;
}

/**
 * Images changed at random: flipped, turned and moved (read between pixels by bilinear interpolation), brightened, noised.
 *
 * The same seed gives the same images; take another one for every epoch.
 *
 * @throws ArgumentError where the numbers do not fill images, or an option is negative.
 */
export function augmented(
  { values, height, width, channels }: Images,
  { flip = 0, shift = 0, rotate = 0, brightness = 0, noise = 0, outside = 0 }: AugmentOptions,
  seed: number,
): Float64Array {
  const size = height * width * channels;
  const count = values.length / size;
  if (!Number.isInteger(count))
    throw new ArgumentError("augmented: the numbers do not fill images", {
      expected: `a multiple of ${height}×${width}×${channels}`,
      found: String(values.length),
    });
  for (const [name, value] of Object.entries({ flip, shift, rotate, brightness, noise }))
    if (!(value >= 0))
      throw new ArgumentError(`augmented: ${name} is wrong`, { expected: "≥ 0", found: String(value) });
  const out = new Float64Array(values.length);
  for (let image = 0; image < count; image++) {
    const random = randomStream(seed, image);
    const both = (most: number): number => most * (2 * random.uniform() - 1);
    const mirrored = random.uniform() < flip;
    const angle = (both(rotate) * Math.PI) / 180;
    const [down, right] = [Math.round(both(shift)), Math.round(both(shift))];
    const lighter = both(brightness);
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
    const [middleY, middleX] = [(height - 1) / 2, (width - 1) / 2];
    const begin = image * size;
    const pixel = (y: number, x: number, channel: number): number =>
      y < 0 || x < 0 || y >= height || x >= width
        ? outside
        : values[begin + (y * width + (mirrored ? width - 1 - x : x)) * channels + channel]!;
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        // Where this pixel comes from: moved back, then turned back around the middle.
        const [fromY, fromX] = [y - down - middleY, x - right - middleX];
        const sourceY = cosine * fromY - sine * fromX + middleY;
        const sourceX = sine * fromY + cosine * fromX + middleX;
        const [top, left] = [Math.floor(sourceY), Math.floor(sourceX)];
        const [partY, partX] = [sourceY - top, sourceX - left];
        for (let channel = 0; channel < channels; channel++) {
          let value = (1 - partY) * (1 - partX) * pixel(top, left, channel);
          if (partX > 0) value += (1 - partY) * partX * pixel(top, left + 1, channel);
          if (partY > 0) value += partY * (1 - partX) * pixel(top + 1, left, channel);
          if (partY > 0 && partX > 0) value += partY * partX * pixel(top + 1, left + 1, channel);
          const at = begin + (y * width + x) * channels + channel;
          out[at] = value + lighter + (noise === 0 ? 0 : noise * random.normal());
        }
      }
  }
  return out;
}
