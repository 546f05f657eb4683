// Slopes: partial derivatives, the chain rule, the gradient; transposes and broadcasting; squared error and cross-entropy; and
// y = Mx + B found by descent. Run: node examples/slopes.mjs
import { add, evaluate, gradient, gradientOf, matmul, mul, sequential, sin, tensor, train, transpose } from "chainrule";
import { binomial, normal, poisson } from "chainrule/distributions";
import { calculusLines, derive, softmaxJacobian } from "chainrule/explain";
import { dense } from "chainrule/layers";
import { meanSquaredError } from "chainrule/losses";
import { sgd } from "chainrule/optimizers";

console.log("Partial derivatives of x·sin y at (1, 2), rule by rule:");
for (const { text, remark } of calculusLines(derive("x*sin(y)", { at: { x: 1, y: 2 } })))
  console.log(`  ${text}   ${remark}`);
const [dx, dy] = gradient((x, y) => mul(x, sin(y)))(1, 2);
console.log(`  the same from the library's own graph: ${dx.toFixed(6)}, ${dy.toFixed(6)}`);

console.log("\nThe chain rule, many paths: f = u·v with u = x², v = sin x has ∂f/∂x = v·2x + u·cos x.");
const direct = derive("x^2*sin(x)", { at: { x: 1.5 } }).partials[0].value;
const paths = Math.sin(1.5) * 2 * 1.5 + 1.5 ** 2 * Math.cos(1.5);
console.log(`  ${direct.toFixed(10)} = ${paths.toFixed(10)}`);

const A = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);
console.log(`\nTranspose: (2×3) becomes (3×2): ${[...evaluate(transpose(A))].join(" ")}`);
console.log(`(AB)ᵀ = BᵀAᵀ: ${[...evaluate(transpose(matmul(A, transpose(A))))].join(" ")}`);
console.log(`Broadcasting: (2×3) + (3): ${[...evaluate(add(A, tensor([10, 20, 30])))].join(" ")}`);

const y = tensor([1, 2, 3]);
const [slope] = gradientOf((p) => mul(1 / 3, matmul(add(p, mul(-1, y)), add(p, mul(-1, y)))))(tensor([2, 2, 2]));
console.log(
  `\nMean squared error: ∂/∂ŷ = 2(ŷ − y)/n: ${[...evaluate(slope)].map((value) => value.toFixed(4)).join(" ")}`,
);
console.log(`Cross-entropy on softmax needs its Jacobian, row by row:`);
for (const row of softmaxJacobian(3)) console.log(`  ${row.map(({ text }) => text).join("   ")}`);

const inputs = Array.from({ length: 20 }, (_, i) => i / 10 - 1);
const line = sequential(dense(1));
const model = await train(
  line,
  { inputs, targets: inputs.map((x) => 3 * x + 2), rowCount: 20 },
  {
    loss: meanSquaredError,
    optimizer: sgd({ learningRate: 0.1 }),
    epochs: 400,
    seed: 1,
  },
);
console.log(
  `\ny = Mx + B by descent, from rows of y = 3x + 2: M = ${model.weights[0].toFixed(4)}, B = ${model.weights[1].toFixed(4)}`,
);

console.log(
  `\nDistributions: normal at 0 ${normal(0, 1).density(0).toFixed(4)}, binomial(10, ½) at 5 ${binomial(10, 0.5).density(5).toFixed(4)}, Poisson(3) at 2 ${poisson(3).density(2).toFixed(4)}`,
);
