import { sizeOf } from "../../src/graph/shape.ts";
import { elu } from "../../src/nn/activations/elu.ts";
import { sigmoid } from "../../src/nn/activations/sigmoid.ts";
import { softplus } from "../../src/nn/activations/softplus.ts";
import { tanh } from "../../src/nn/activations/tanh.ts";
import * as l from "../../src/nn/layers/index.gen.ts";
import { lossOf } from "../../src/nn/losses/_loss.ts";
import { meanSquaredError } from "../../src/nn/losses/mean-squared-error.ts";
import { type Layer, type Network, network, sequential } from "../../src/nn/network.ts";
import { adam } from "../../src/nn/optimizers/adam.ts";
import { l2, maxNorm } from "../../src/nn/regularizers/index.gen.ts";
import type { Execution } from "../../src/runtime/backend.ts";
import { trainTogether } from "../../src/runtime/train-together.ts";
import { type RandomStream, randomStream } from "../../src/util/random.ts";

/** A drawn network with rows to learn from. */
export interface Drawn {
  /** All that is needed to see what was drawn. */
  readonly title: string;
  readonly network: Network;
  readonly inputs: number;
  readonly targets: number;
  readonly rowCount: number;
  readonly rows: { readonly inputs: Float64Array; readonly targets: Float64Array };
}

/** How large what is drawn may be: `small` for the reference, `large` enough for threads to share it. */
export type Extent = "small" | "large";

/** What the channels of a step hold that is not there. */
const absent = -9;

interface Draws {
  readonly random: RandomStream;
  /** A whole number from one to another. */
  readonly whole: (least: number, most: number) => number;
  readonly one: <T>(...choices: readonly T[]) => T;
  /** Yes, once in so many times. */
  readonly once: (times: number) => boolean;
}

function drawsOf(index: number): Draws {
  const random = randomStream(index, 911);
  return {
    random,
    whole: (least, most) => least + random.integer(most - least + 1),
    one: (...choices) => choices[random.integer(choices.length)]!,
    once: (times) => random.integer(times) === 0,
  };
}

/** How windows lie on one axis, drawn so that at least one fits. */
interface Lay {
  readonly size: number;
  readonly stride: number;
  readonly dilation: number;
}

function lay({ whole, one }: Draws, length: number): Lay {
  const size = whole(1, Math.min(4, length));
  const dilation = size === 1 ? whole(1, 3) : whole(1, Math.max(1, Math.min(3, Math.floor((length - 1) / (size - 1)))));
  return { size, stride: one(1, 1, 2, 3, size + 1), dilation };
}

const each = <T>(places: readonly number[], of: (length: number) => T): T[] => places.map(of);

/** What windows lie on, with the padding that they are given: a number may be larger than the window. */
function windows(draws: Draws, places: readonly number[]) {
  const lays = each(places, (length) => lay(draws, length));
  const padding = draws.one<"valid" | "same" | number[]>(
    "valid",
    "same",
    each(places, () => draws.whole(0, 5)),
  );
  return {
    size: lays.map(({ size }) => size),
    options: { stride: lays.map(({ stride }) => stride), dilation: lays.map(({ dilation }) => dilation), padding },
  };
}

/** A layer over places, for rows of a shape (places × channels). */
function placeLayer(draws: Draws, shape: readonly number[], most: number): Layer {
  const { whole, one, once } = draws;
  const [places, channels] = [shape.slice(0, -1), shape.at(-1)!];
  const activation = one(undefined, tanh, softplus, elu());
  const kind = whole(0, 12);
  const { size, options } = windows(draws, places);
  const kernel = {
    ...(once(3) ? { bias: false } : {}),
    ...(once(4) ? { regularizer: l2(0.01) } : {}),
    ...(once(4) ? { constraint: maxNorm(0.7) } : {}),
  };
  if (kind <= 3) {
    const groups = one(...[1, 1, 2, 3, channels].filter((count) => channels % count === 0));
    return l.conv(groups * whole(1, 3), size, activation, { ...options, ...kernel, groups });
  }
  if (kind === 4) return l.depthwiseConv(size, activation, { ...options, ...kernel, multiplier: whole(1, 2) });
  if (kind === 5) return l.separableConv(whole(1, 4), size, activation, { ...options, ...kernel });
  if (kind <= 7) {
    const stride = places.map((length) => (length * 3 > most ? 1 : whole(1, 3)));
    const padding = one<"valid" | "same">("valid", "same");
    return l.convTranspose(whole(1, 3), size, activation, { stride, dilation: options.dilation, padding, ...kernel });
  }
  if (kind === 8) {
    const stride = once(2) ? {} : { stride: options.stride };
    const padding = one<"valid" | "same" | number[]>(
      "valid",
      "same",
      size.map((own) => whole(0, own - 1)),
    );
    if (once(2)) return l.maxPool(size, { ...stride, padding });
    return l.averagePool(size, { ...stride, padding, countPadding: once(2) });
  }
  if (kind === 9)
    return places.some((length) => length * 2 > most)
      ? l.instanceNorm()
      : l.upsample(
          each(places, () => whole(1, 2)),
          { interpolation: one("nearest", "linear") },
        );
  if (kind === 10) return one(l.batchNorm(), l.layerNorm(), l.rmsNorm(), l.instanceNorm(), l.groupNorm(channels));
  if (kind === 11) return one(l.dropout(0.3), l.gaussianNoise(0.2));
  return l.residual(l.conv(channels, size, activation, { padding: "same" }));
}

/** A layer along time, for rows of a shape (time × channels) that keeps the time. */
function timeLayer(draws: Draws, [, channels]: readonly number[], most: number): Layer {
  const { whole, one, once } = draws;
  const units = whole(1, most);
  const options = {
    sequence: true,
    recurrentBias: once(2),
    ...(once(3) ? { bias: false } : {}),
    ...(once(4) ? { regularizer: l2(0.01), recurrentRegularizer: l2(0.02) } : {}),
  };
  const cell = one(l.simpleRnn, l.lstm, l.gru);
  const kind = whole(0, 6);
  if (kind <= 2) return cell(units, options);
  if (kind === 3)
    return l.bidirectional(cell(units, options), one(l.simpleRnn, l.lstm, l.gru)(whole(1, most), options));
  if (kind === 4)
    return l.attention(whole(1, 3), { causal: once(2), size: whole(1, 3), ...(once(3) ? { bias: false } : {}) });
  if (kind === 5)
    return l.transformerEncoder(channels!, 1, whole(1, most), {
      causal: once(2),
      dropout: one(0, 0.2),
      normalizeAfter: once(2),
    });
  return one(
    l.positionalEncoding({ learned: once(2) }),
    l.batchNorm(),
    l.layerNorm(),
    l.dropout(0.2),
    l.residual(cell(channels!, options)),
  );
}

/** A network of images, of series or along time, with rows, as its number decides. */
export function drawNetwork(index: number, extent: Extent = "small"): Drawn {
  const draws = drawsOf(index);
  const { random, whole, one, once } = draws;
  const isLarge = extent === "large";
  const family = one("image", "series", "time");
  const most = isLarge ? 30 : 9;
  const channels = whole(1, isLarge ? 12 : 4);
  const places = family === "image" ? [whole(1, most), whole(1, most)] : [one(1, whole(1, most), whole(1, most))];
  const rowCount = isLarge ? whole(20, 70) : one(1, 2, 3, 5);
  // Some steps of some rows are not there.
  const isMasked = family === "time" && once(2);
  const layers: Layer[] = [l.reshape([...places, channels]), ...(isMasked ? [l.masking(absent)] : [])];
  const rowShape = [...places, channels];
  const inputs = sizeOf(rowShape);
  const shapeOf = (): readonly number[] => sequential(...layers).outputShape([inputs]);
  const depth = whole(1, 3);
  for (let i = 0; i < depth; i++) {
    const shape = shapeOf();
    const isTime = family === "time" && !once(4);
    layers.push(isTime ? timeLayer(draws, shape, isLarge ? 20 : 4) : placeLayer(draws, shape, most));
  }
  const last = whole(0, 3);
  if (last === 0) layers.push(l.globalAveragePool());
  if (last === 1) layers.push(l.globalMaxPool());
  if (last === 2 && family === "time") {
    const cell = one(l.simpleRnn, l.lstm, l.gru);
    layers.push(once(2) ? cell(whole(1, 4)) : l.bidirectional(cell(whole(1, 4)), cell(whole(1, 4))));
  }
  if (shapeOf().length > 1) layers.push(l.flatten());
  const targets = whole(1, 3);
  layers.push(l.dense(targets, one(undefined, sigmoid, tanh)));
  const normal = (count: number): Float64Array =>
    Float64Array.from({ length: count }, () => Math.fround(random.normal()));
  const rows = { inputs: normal(rowCount * inputs), targets: normal(rowCount * targets) };
  if (isMasked)
    for (let step = 0; step < rows.inputs.length; step += channels)
      if (once(3)) rows.inputs.fill(absent, step, step + channels);
  return {
    title: `${index} ${extent}: ${rowCount} rows of ${rowShape.join("×")}, ${layers.map(describe).join(", ")}`,
    network: network(sequential(...layers)),
    ...{ inputs, targets, rowCount },
    rows,
  };
}

/** Weights to begin with, away from the zeros of biases, in numbers that float32 has. */
export function weightsOf({ network, inputs }: Drawn): Float64Array {
  const random = randomStream(7, 7);
  return network.initialize([inputs], 7).map((weight) => Math.fround(weight + 0.1 * random.normal()));
}

/** Weights and states of networks that learn side by side in one program, each by a loss of its own, on rows of its own. */
export async function trainedTogether(
  several: readonly Drawn[],
  execution: Execution,
  batch = 5,
): Promise<readonly (readonly number[])[]> {
  const optimizer = adam({ learningRate: 0.01 });
  const named = several.map((one, i) => [`network ${i}`, one] as const);
  const networks = named.map(([name, one]) => [name, { ...one, optimizer, weights: weightsOf(one) }] as const);
  // Two steps of an epoch, of the drawn rows over and over.
  const repeated = (rows: Float64Array, width: number) => ({
    values: Float64Array.from({ length: 2 * batch * width }, (_, i) => rows[i % rows.length]!),
    width,
  });
  const data = named.flatMap(([name, { rows, inputs, targets }]) => [
    [`x of ${name}`, repeated(rows.inputs, inputs)] as const,
    [`y of ${name}`, repeated(rows.targets, targets)] as const,
  ]);
  const options = { batch, epochs: 2, seed: 3, ...execution };
  const models = await trainTogether(Object.fromEntries(networks), Object.fromEntries(data), options, (step) => {
    for (const [name] of named) {
      const output = step.apply(name, step.rows[`x of ${name}`]!);
      step.minimize(name, lossOf(meanSquaredError, output, step.rows[`y of ${name}`]!));
    }
  });
  return named.map(([name]) => [...models[name]!.weights, ...models[name]!.layerState]);
}

/** A layer with all that it was made with. */
function describe({ made }: Layer): string {
  const text = (value: unknown): string =>
    typeof value === "function" && "symbol" in value
      ? String(value.symbol)
      : typeof value === "object" && value !== null && "made" in value
        ? describe(value as Layer)
        : Array.isArray(value)
          ? `[${value.map(text).join(" ")}]`
          : typeof value === "object" && value !== null
            ? `{${Object.entries(value).map(([key, own]) => `${key}: ${text(own)}`)}}`
            : String(value);
  return `${made.name}(${made.given.map(text).join(", ")})`;
}
