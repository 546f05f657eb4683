// What a weight is: three inputs, four units. The weights of a layer are a matrix with a row for each input and a column for
// each unit; whole layers and whole sets of rows are products of matrices. Run: node examples/what-a-weight-is.mjs
import { dense, evaluate, matmul, sequential, tensor } from "chainrule";
import { relu, sigmoid } from "chainrule/activations";
import { explainStep, toText } from "chainrule/explain";
import { sumSquaredError } from "chainrule/losses";

const x = [0.5, -1, 2];
const W = [
  [0.1, 0.2, 0.3, 0.4],
  [0.5, 0.6, 0.7, 0.8],
  [0.9, 1.0, 1.1, 1.2],
];

console.log("w₂₃ = 0.7 goes from input 2 to unit 3: row 2, column 3 of W (3×4).");
const sum = W.map((row) => row[0]).reduce((total, weight, i) => total + weight * x[i], 0);
console.log(`unit 1 as a sum: 0.5·0.1 + (-1)·0.5 + 2·0.9 = ${sum.toFixed(2)}`);
const z = evaluate(matmul(tensor([x]), tensor(W)));
console.log(`all units as a product: (1×3)(3×4) = (1×4): ${[...z].map((value) => value.toFixed(2)).join("  ")}`);

// Any depth is the same again: the output of one layer is the input of the next.
const network = sequential(dense(4, relu), dense(2, relu), dense(1, sigmoid));
const rows = { inputs: [...x, 1, 0, -0.5], targets: [1, 0], rowCount: 2 };
const facts = { network, rows, weights: network.initialize([3], 1), loss: sumSquaredError };
console.log(`\n${toText(explainStep(facts), { width: 72, phase: "forward" })}`);

// An image is a matrix too: laid out in a row of pixels, it is an input like any other.
const image = [
  [0, 1, 0],
  [1, 1, 1],
  [0, 1, 0],
];
const edges = [1, 0, -1, 1, 0, -1, 1, 0, -1];
const seen = evaluate(matmul(tensor([image.flat()]), tensor(edges, [9, 1])));
console.log(`\na 3×3 image as (1×9), times weights that compare left with right (9×1): ${seen[0]}`);
