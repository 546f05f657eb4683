// One training of a classifier of images, by a recipe that is fixed before: the weights are those of the last epoch, and
// neither validation nor test images choose anything.
import { train } from "chainrule";
import { crossEntropy } from "chainrule/losses";
import { rowAccuracy } from "chainrule/metrics";
import { adam } from "chainrule/optimizers";
import { cosine } from "chainrule/schedules";

/** Trains a network that ends with softmax; errors are in percent, `wrong` says how many test images were. */
export async function classify(network, { training, validation, test }, recipe, { execution, say }) {
  const { epochs, batch, learningRate, seed } = recipe;
  const judge = { loss: crossEntropy({ targets: "indices" }), metrics: { accuracy: rowAccuracy } };
  const begun = performance.now();
  const run = train(network, training, {
    ...judge,
    ...execution,
    validation,
    optimizer: adam({ learningRate }),
    schedule: cosine({ total: epochs * Math.ceil(training.rowCount / batch), unit: "step" }),
    epochs,
    batch,
    seed,
  });
  let validationError = 100;
  for await (const { epoch, loss, validation: seen } of run) {
    validationError = 100 * (1 - seen.metrics.accuracy);
    const seconds = ((performance.now() - begun) / 1000).toFixed(0);
    say(`  epoch ${epoch}: loss ${loss.toFixed(4)}, validation error ${validationError.toFixed(2)} %, ${seconds} s`);
  }
  const seconds = Math.round((performance.now() - begun) / 1000);
  const model = await run;
  const { metrics } = await model.evaluate(test, { ...judge, ...execution });
  const wrong = Math.round((1 - metrics.accuracy) * test.rowCount);
  const testError = (100 * wrong) / test.rowCount;
  say(`  test error ${testError.toFixed(2)} % (${wrong} of ${test.rowCount} images)`);
  return { seed, validationError, testError, wrong, seconds, weights: model.weights.length };
}
