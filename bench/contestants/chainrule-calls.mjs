// chainrule by the calls that its users make: train() for as many steps as a stretch holds, compiling and checks of the
// data included, and a predictor. Beside chainrule.mjs it shows what these add.
import { Model, train } from "chainrule";
import { times } from "../support/measure.mjs";
import { arenaOf, executionOf, lossOf, networkOf, optimizerOf } from "./chainrule.mjs";

export async function training(problem, execution) {
  const { inputs, targets, rows, batch, batches, width, outputs } = problem;
  const [network, loss, optimizer] = [networkOf(problem), lossOf(problem), optimizerOf(problem)];
  let weights = arenaOf(problem);
  return {
    // Nobody trains for a step or two: the shortest training is that of the checks.
    beginsAnew: true,
    // Goes on from the weights before, with a new optimizer: the first call is the one that results are known for.
    repeat: async (count) => {
      const options = {
        loss,
        optimizer,
        batch,
        epochs: Math.ceil(count / batches),
        until: count,
        shuffle: false,
        weights,
        ...executionOf(execution),
      };
      weights = (await train(network, { inputs, targets, rowCount: rows }, options)).weights;
    },
    results: async () => {
      const first = {
        inputs: inputs.subarray(0, batch * width),
        targets: targets.subarray(0, batch * outputs),
        rowCount: batch,
      };
      let seen;
      // The loss of a step is that before its update.
      for await (const { losses } of train(network, first, { loss, optimizer, epochs: 1, weights })) seen = losses[0];
      return [seen];
    },
  };
}

export async function inference(problem, execution) {
  const { sizes, inputs, probes, rows } = problem;
  const model = new Model(networkOf(problem), sizes[0], arenaOf(problem));
  const predictor = await model.predictor({ ...executionOf(execution), block: rows });
  let output;
  return {
    repeat: times(() => {
      output = predictor.predict(inputs);
    }),
    results: () => probes.map((i) => output[i]),
  };
}
