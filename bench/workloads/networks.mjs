// What is known of a network from its description alone. `sizes` are those of its dense layers; `front` are the layers before
// them, which see rows of the shape `input`.
import { uniform } from "../spec.mjs";

const product = (sizes) => sizes.reduce((all, size) => all * size, 1);

/**
 * The layers of a front, walked through: for each, the shapes of its parameters with the uniform bound of those that do not
 * begin as zeros, how many multiplications its products have for a row (`first` of them without a gradient of what goes in,
 * where it is the first layer), how many numbers come out, and the shape of these.
 */
const kinds = {
  conv([height, width, channels], { filters, size, padding }) {
    const out = [height, width].map((places) => (padding === "same" ? places : places - size + 1));
    const window = size * size * channels;
    return {
      parameters: [
        { shape: [size, size, channels, filters], bound: 1 / Math.sqrt(window) },
        { shape: [filters], bound: 0 },
      ],
      products: [product(out) * window * filters],
      shape: [...out, filters],
    };
  },
  maxPool: ([height, width, channels], { size }) => ({
    shape: [Math.floor(height / size), Math.floor(width / size), channels],
  }),
  flatten: (shape) => ({ shape: [product(shape)], outputs: 0 }),
  lstm: ([steps, channels], { units }) => ({
    parameters: [
      { shape: [channels, 4 * units], bound: 1 / Math.sqrt(units) },
      { shape: [units, 4 * units], bound: 1 / Math.sqrt(units) },
      { shape: [4 * units], bound: 0 },
    ],
    products: [steps * channels * 4 * units, steps * units * 4 * units],
    // Four gates, what is remembered and what comes out, of every step.
    outputs: steps * 6 * units,
    shape: [units],
  }),
};

/** All layers of a network, the dense ones too. */
export function layersOf({ input, front = [], sizes }) {
  let shape = input;
  const before = front.map(({ layer, ...given }) => {
    const found = kinds[layer](shape, given);
    shape = found.shape;
    return { parameters: [], products: [], outputs: product(shape), ...found };
  });
  const dense = sizes.slice(1).map((units, i) => ({
    parameters: [
      { shape: [sizes[i], units], bound: 1 / Math.sqrt(sizes[i]) },
      { shape: [units], bound: 0 },
    ],
    products: [sizes[i] * units],
    outputs: units,
  }));
  return [...before, ...dense];
}

/** How many numbers a row has. */
export const inputsOf = ({ input, sizes }) => (input === undefined ? sizes[0] : product(input));

/** Multiplications and additions of a step: forward and ∂L/∂W 2·batch·products each, ∂L/∂x all but the first layer's. */
export function flopsOf(network, batch) {
  const products = layersOf(network).flatMap((layer) => layer.products);
  const all = products.reduce((sum, count) => sum + count, 0);
  return 2 * batch * (3 * all - products[0]);
}

/** How many numbers the parameters are, and how many the inputs and activations of a row. */
export function numbersOf(network) {
  const layers = layersOf(network);
  const sum = (numbers) => numbers.reduce((total, number) => total + number, 0);
  return {
    parameters: sum(layers.flatMap(({ parameters }) => parameters.map(({ shape }) => product(shape)))),
    activations: inputsOf(network) + sum(layers.map(({ outputs }) => outputs)),
  };
}

/** Parameters from seeds of their own, one for each matrix or kernel, which are uniform; biases are zeros. */
export function parametersOf(network, seed) {
  let drawn = 0;
  return layersOf(network)
    .flatMap(({ parameters }) => parameters)
    .map(({ shape, bound }) =>
      bound === 0 ? new Float32Array(product(shape)) : uniform(seed + 10 * ++drawn, product(shape), -bound, bound),
    );
}
