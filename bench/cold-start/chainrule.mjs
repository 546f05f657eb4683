import { dense, sequential, train } from "chainrule";
import { sigmoid } from "chainrule/activations";
import { sumSquaredError } from "chainrule/losses";
import { sgd } from "chainrule/optimizers";

const network = sequential(dense(4, sigmoid), dense(1, sigmoid));
const examples = { inputs: [0, 0, 1, 0, 1, 1, 1, 0, 1, 1, 1, 1], targets: [0, 1, 1, 0], rowCount: 4 };
const model = await train(network, examples, { loss: sumSquaredError, optimizer: sgd({ learningRate: 1 }), epochs: 1 });
if (!(model.weights.length === 21)) throw new Error("nothing was trained");
