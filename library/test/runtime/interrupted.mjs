// Trains with checkpoints in a folder, going on from the last one; the test kills it at random moments.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { dense, sequential, train } from "../../dist/index.js";
import { relu, sigmoid } from "../../dist/nn/activations/index.gen.js";
import { batchNorm, dropout } from "../../dist/nn/layers/index.gen.js";
import { binaryCrossEntropy } from "../../dist/nn/losses/index.gen.js";
import { adam } from "../../dist/nn/optimizers/index.gen.js";
import { checkpointsIn, hasCheckpoint, loadCheckpoint } from "../../dist/node.js";

const folder = process.argv[2];
const rowCount = 2000;
const inputs = Float32Array.from({ length: rowCount * 20 }, (_, i) => Math.sin(i * 12.9898) * 2);
const targets = Float32Array.from({ length: rowCount }, (_, i) => (inputs[i * 20] > inputs[i * 20 + 7] ? 1 : 0));
const run = train(
  sequential(dense(64, relu), batchNorm(), dropout(0.2), dense(64, relu), dense(1, sigmoid)),
  { inputs, targets, rowCount },
  {
    loss: binaryCrossEntropy,
    optimizer: adam({ learningRate: 1e-3 }),
    epochs: 60,
    batch: 32,
    seed: 9,
    validation: { inputs: inputs.subarray(0, 4000), targets: targets.subarray(0, 200), rowCount: 200 },
    patience: 100,
    checkpoint: checkpointsIn(folder, 0),
    ...(hasCheckpoint(folder) ? { resume: loadCheckpoint(folder) } : {}),
  },
);
const { weights, layerState } = await run;
writeFileSync(join(folder, "result.json"), JSON.stringify([[...weights], [...layerState]]));
