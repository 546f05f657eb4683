import { createRequire } from "node:module";

const { NeuralNetwork } = createRequire(import.meta.url)("brain.js");
const rows = [
  [0, 0, 1],
  [0, 1, 1],
  [1, 0, 1],
  [1, 1, 1],
];
const network = new NeuralNetwork({ hiddenLayers: [4], activation: "sigmoid" });
network.train(
  rows.map((input) => ({ input, output: [input[0] ^ input[1]] })),
  { learningRate: 0.9, iterations: 1 },
);
