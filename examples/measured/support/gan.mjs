// A generator and a discriminator, trained against each other in one compiled step.
import { add, differentiate, full, mean, mul, sequential, stopGradient, sum, trainTogether } from "chainrule";
import { binaryCrossEntropyLogits } from "chainrule/losses";
import { adam } from "chainrule/optimizers";

/**
 * Learns to make rows like those that are given, from `noise` normal numbers each; gives the generator.
 *
 * In every step the discriminator learns to tell real rows from made ones, then the generator to be taken for real (the
 * loss that does not saturate; Goodfellow et al., NeurIPS 2014). The discriminator's slopes at real rows are held down by
 * ½ γ |∂D/∂x|², a loss that has derivatives in it (Mescheder, Geiger, Nowozin, ICML 2018).
 */
export async function adversarial(rows, { generator, discriminator, noise, width, learningRate, slopes, ...options }) {
  const networks = {
    generator: { network: sequential(...generator), inputs: noise, optimizer: adam({ learningRate, beta1: 0.5 }) },
    discriminator: {
      network: sequential(...discriminator),
      inputs: width,
      optimizer: adam({ learningRate, beta1: 0.5 }),
    },
  };
  const { batch } = options;
  const loss = binaryCrossEntropyLogits();
  const judged = (logits, truth) => mean(loss.values(logits, full([batch, 1], truth)));
  const models = await trainTogether(networks, { real: { values: rows, width } }, options, (step) => {
    const { real } = step.rows;
    const made = () => step.apply("generator", step.normal([batch, noise]));
    const logits = step.apply("discriminator", real);
    const [slope] = differentiate(sum(logits), [real]);
    const penalty = mul(slopes / 2 / batch, sum(mul(slope, slope)));
    const asMade = judged(step.apply("discriminator", stopGradient(made())), 0);
    step.minimize("discriminator", add(add(judged(logits, 1), asMade), penalty));
    step.minimize("generator", judged(step.apply("discriminator", made()), 1));
  });
  return models.generator;
}
