"""scikit-learn's MLPClassifier. It has no loss for a sum of squares of a sigmoid, so the smallest network is not its."""
import os
import sys
import warnings

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
import numpy
from problem import main
from sklearn.neural_network import MLPClassifier
from sklearn.neural_network._stochastic_optimizers import AdamOptimizer, SGDOptimizer

warnings.filterwarnings("ignore")


class Adam(AdamOptimizer):
    """Adam with ε where PyTorch has it: beside the root of the corrected second moment."""

    def _get_updates(self, grads):
        self.epsilon = 1e-8 * (1 - self.beta_2 ** (self.t + 1)) ** 0.5
        return super()._get_updates(grads)


def training(problem, threads):
    sizes, batch, batches = problem["sizes"], problem["batch"], problem["batches"]
    given = problem["optimizer"]
    x = problem["inputs"].reshape(problem["rows"], -1)
    y = problem["labels"]
    shared = {
        "hidden_layer_sizes": tuple(sizes[1:-1]),
        "activation": "logistic" if problem["hidden"] == "sigmoid" else "relu",
        "solver": "adam" if given["name"] == "adam" else "sgd",
        "learning_rate_init": given["rate"],
        "momentum": given.get("momentum", 0),
        "nesterovs_momentum": False,
        "alpha": 0,
        "batch_size": batch,
        "shuffle": False,
        "tol": 0,
        "n_iter_no_change": 10**9,
    }
    network = MLPClassifier(**shared)
    # Makes the arrays, which then get the weights of the problem and an optimizer that has seen nothing.
    network.partial_fit(x[:batch], y[:batch], classes=numpy.unique(y))
    for i in range(len(sizes) - 1):
        network.coefs_[i][...] = problem["parameters"][2 * i].reshape(sizes[i], sizes[i + 1])
        network.intercepts_[i][...] = problem["parameters"][2 * i + 1]
    parameters = network.coefs_ + network.intercepts_
    if given["name"] == "adam":
        network._optimizer = Adam(parameters, given["rate"])
    else:
        network._optimizer = SGDOptimizer(
            parameters, given["rate"], "constant", given.get("momentum", 0), nesterov=False
        )
    state = {"checked": False}

    def repeat(count):
        if not state["checked"]:
            state["checked"] = True
            for _ in range(count // batches):
                network.partial_fit(x, y)
            if count % batches > 0:
                network.partial_fit(x[: count % batches * batch], y[: count % batches * batch])
            return
        # `fit` is the faster way: it looks at the data once.
        epochs = count // batches
        network.set_params(warm_start=True, max_iter=max(epochs, 1))
        few = len(x) if epochs > 0 else count * batch
        network.fit(x[:few], y[:few])
        if epochs > 0 and count % batches > 0:
            network.set_params(max_iter=1)
            network.fit(x[: count % batches * batch], y[: count % batches * batch])

    def results():
        p = network.predict_proba(x[:batch]).astype(numpy.float64)
        return [-numpy.log(p[numpy.arange(batch), y[:batch]]).mean()]

    return repeat, results


main({"training": training})
