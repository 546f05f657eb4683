import sys

sys.path.pop(0)
import torch

x = torch.tensor([[0.0, 0, 1], [0, 1, 1], [1, 0, 1], [1, 1, 1]])
y = torch.tensor([[0.0], [1], [1], [0]])
network = torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Sigmoid(), torch.nn.Linear(4, 1), torch.nn.Sigmoid())
optimizer = torch.optim.SGD(network.parameters(), lr=1)
loss = torch.nn.MSELoss(reduction="sum")(network(x), y)
loss.backward()
optimizer.step()
