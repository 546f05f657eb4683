"""PyTorch as its own examples write it."""
import os
import sys

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "..", "support"))
import torch
from problem import main, times


class Last(torch.nn.Module):
    """An LSTM of which the last output is taken, with one bias instead of PyTorch's two."""

    def __init__(self, channels, units, parameters):
        super().__init__()
        self.lstm = torch.nn.LSTM(channels, units, batch_first=True)
        kernel, recurrent, bias = (torch.from_numpy(values) for values in parameters)
        with torch.no_grad():
            self.lstm.weight_ih_l0.copy_(kernel.reshape(channels, 4 * units).t())
            self.lstm.weight_hh_l0.copy_(recurrent.reshape(units, 4 * units).t())
            self.lstm.bias_ih_l0.copy_(bias)
            self.lstm.bias_hh_l0.zero_()
        self.lstm.bias_hh_l0.requires_grad_(False)

    def forward(self, x):
        return self.lstm(x)[0][:, -1]


def front_of(problem, parameters):
    """The layers before the dense ones, images with their channels first; takes their parameters from the list."""
    shape, layers = list(problem["input"]), []
    images = len(shape) == 3
    if images:
        layers.append(torch.nn.Unflatten(1, (shape[2], shape[0], shape[1])))
    else:
        layers.append(torch.nn.Unflatten(1, tuple(shape)))
    for given in problem["front"]:
        kind = given["layer"]
        if kind == "conv":
            size, filters = given["size"], given["filters"]
            same = given["padding"] == "same"
            layer = torch.nn.Conv2d(shape[2], filters, size, padding=size // 2 if same else 0)
            kernel = torch.from_numpy(parameters.pop(0)).reshape(size, size, shape[2], filters)
            with torch.no_grad():
                layer.weight.copy_(kernel.permute(3, 2, 0, 1))
                layer.bias.copy_(torch.from_numpy(parameters.pop(0)))
            layers += [layer, torch.nn.ReLU()]
            less = 0 if same else size - 1
            shape = [shape[0] - less, shape[1] - less, filters]
        elif kind == "maxPool":
            layers.append(torch.nn.MaxPool2d(given["size"]))
            shape = [shape[0] // given["size"], shape[1] // given["size"], shape[2]]
        elif kind == "lstm":
            layers.append(Last(shape[1], given["units"], [parameters.pop(0) for _ in range(3)]))
        else:
            layers.append(torch.nn.Flatten())
            # The weights after it are those of places with their channels last.
            outputs = len(parameters[0]) // (shape[0] * shape[1] * shape[2])
            parameters[0] = parameters[0].reshape(*shape, outputs).transpose(2, 0, 1, 3).reshape(-1).copy()
    return layers


def network_of(problem):
    """Layers with the weights of the problem (PyTorch keeps them transposed); the last one gives sums."""
    sizes, parameters = problem["sizes"], list(problem["parameters"])
    layers = front_of(problem, parameters) if "front" in problem else []
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
        return torch.optim.Adam(network.parameters(), lr=given["rate"])
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
            "meanSquares": torch.nn.MSELoss(),
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
