"""PyTorch as its own examples write it."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
import torch
from problem import main, times


class Recurrent(torch.nn.Module):
    """An LSTM whose last output goes through a dense layer."""

    def __init__(self, problem):
        super().__init__()
        given, parameters = problem["recurrent"], problem["parameters"]
        self.shape = (given["time"], given["channels"])
        self.lstm = torch.nn.LSTM(given["channels"], given["units"], batch_first=True)
        self.last = torch.nn.Linear(given["units"], problem["sizes"][-1])
        # PyTorch has two biases, of which the problem has one.
        self.lstm.bias_hh_l0.requires_grad_(False)
        own = [self.lstm.weight_ih_l0, self.lstm.weight_hh_l0, self.lstm.bias_ih_l0, self.last.weight, self.last.bias]
        with torch.no_grad():
            self.lstm.bias_hh_l0.zero_()
            for parameter, values in zip(own, parameters):
                numbers = torch.from_numpy(values)
                parameter.copy_(numbers if parameter.dim() == 1 else numbers.reshape(parameter.t().shape).t())

    def forward(self, x):
        return self.last(self.lstm(x.reshape(-1, *self.shape))[0][:, -1])


def network_of(problem):
    """Layers with the weights of the problem (PyTorch keeps them transposed); the last one gives sums."""
    if problem.get("recurrent") is not None:
        return Recurrent(problem)
    sizes, parameters = problem["sizes"], problem["parameters"]
    layers = []
    for i in range(len(sizes) - 1):
        layer = torch.nn.Linear(sizes[i], sizes[i + 1])
        with torch.no_grad():
            layer.weight.copy_(torch.from_numpy(parameters[2 * i].reshape(sizes[i], sizes[i + 1])).t())
            layer.bias.copy_(torch.from_numpy(parameters[2 * i + 1]))
        layers.append(layer)
        if i < len(sizes) - 2:
            layers.append(torch.nn.Sigmoid() if problem.get("hidden") == "sigmoid" else torch.nn.ReLU())
    return torch.nn.Sequential(*layers)


def optimizer_of(problem, network):
    given = problem["optimizer"]
    if given["name"] == "adam":
        return torch.optim.Adam([w for w in network.parameters() if w.requires_grad], lr=given["rate"])
    return torch.optim.SGD(network.parameters(), lr=given["rate"], momentum=given.get("momentum", 0))


def training(problem, threads):
    torch.set_num_threads(threads)
    network = network_of(problem)
    optimizer = optimizer_of(problem, network)
    batch, batches = problem["batch"], problem["batches"]
    inputs = torch.from_numpy(problem["inputs"]).reshape(problem["rows"], -1)
    kind = problem["loss"]
    if kind == "classes":
        targets = torch.from_numpy(problem["labels"]).long()
        loss = torch.nn.CrossEntropyLoss()
    else:
        targets = torch.from_numpy(problem["targets"]).reshape(problem["rows"], -1)
        squares = torch.nn.MSELoss(reduction="sum")
        loss = {
            "binary": torch.nn.BCEWithLogitsLoss(),
            "mean": torch.nn.MSELoss(),
            "squares": lambda z, y: squares(torch.sigmoid(z), y),
        }[kind]
    parts = [(inputs[k * batch : (k + 1) * batch], targets[k * batch : (k + 1) * batch]) for k in range(batches)]
    state = {"done": 0, "total": torch.zeros(())}

    def step():
        x, y = parts[state["done"] % batches]
        optimizer.zero_grad(set_to_none=True)
        value = loss(network(x), y)
        value.backward()
        optimizer.step()
        state["total"] += value.detach()
        state["done"] += 1

    def results():
        with torch.no_grad():
            return [loss(network(parts[0][0]), parts[0][1])]

    return times(step), results


def product(problem, threads):
    torch.set_num_threads(threads)
    n = problem["n"]
    a, b = (torch.from_numpy(problem[name]).reshape(n, n) for name in "ab")
    c = torch.empty(n, n)
    return times(lambda: torch.mm(a, b, out=c)), lambda: c.reshape(-1)[problem["probes"]]


def inference(problem, threads):
    torch.set_num_threads(threads)
    last = torch.nn.Sigmoid() if problem["outputs"] == 1 else torch.nn.Softmax(dim=-1)
    network = torch.nn.Sequential(network_of(problem), last).eval()
    rows = torch.from_numpy(problem["inputs"]).reshape(problem["rows"], -1)
    kept = {}

    def run():
        with torch.inference_mode():
            kept["y"] = network(rows)

    return times(run), lambda: kept["y"].reshape(-1)[problem["probes"]]


def stream(problem, threads):
    torch.set_num_threads(threads)
    x = torch.from_numpy(problem["x"]).reshape(problem["shape"])
    name = problem["operation"]
    y = torch.empty(problem["shape"][0] if name == "rowSum" else problem["shape"])
    operation = {
        "sigmoid": lambda: torch.sigmoid(x, out=y),
        "softmax": lambda: torch.softmax(x, -1),
        "rowSum": lambda: torch.sum(x, 1, out=y),
    }[name]
    kept = {}

    def run():
        kept["y"] = operation()

    return times(run), lambda: kept["y"].reshape(-1)[problem["probes"]]


main({"training": training, "product": product, "inference": inference, "stream": stream})
