import * as tf from "@tensorflow/tfjs";

await tf.setBackend("cpu");
const x = tf.tensor2d([0, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1], [4, 3]);
const y = tf.tensor2d([0, 1, 1, 0], [4, 1]);
const weights = [tf.variable(tf.randomUniform([3, 4])), tf.variable(tf.randomUniform([4, 1]))];
const loss = () => {
  const output = tf.sigmoid(tf.matMul(tf.sigmoid(tf.matMul(x, weights[0])), weights[1]));
  return tf.sum(tf.squaredDifference(output, y));
};
tf.train.sgd(1).minimize(loss, false, weights);
if (!Number.isFinite(weights[0].dataSync()[0])) throw new Error("nothing was trained");
