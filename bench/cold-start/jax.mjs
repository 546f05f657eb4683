import { defaultDevice, init, jit, nn, numpy as np, valueAndGrad } from "@jax-js/jax";

await init("wasm");
defaultDevice("wasm");
const x = np.array([0, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1]).reshape([4, 3]);
const y = np.array([0, 1, 1, 0]).reshape([4, 1]);
const weights = [
  [3, 4],
  [4, 1],
].map(([n, m]) => np.array(Array.from({ length: n * m }, () => Math.random() - 0.5)).reshape([n, m]));
const loss = ([first, second]) => {
  const difference = nn.sigmoid(np.matmul(nn.sigmoid(np.matmul(x.ref, first)), second)).sub(y.ref);
  return difference.ref.mul(difference).sum();
};
const step = jit((given) => {
  const [value, slopes] = valueAndGrad(loss)(given.map((w) => w.ref));
  value.dispose();
  return given.map((w, i) => w.sub(slopes[i]));
});
if (!Number.isFinite(step(weights)[0].dataSync()[0])) throw new Error("nothing was trained");
