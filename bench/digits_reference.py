# A training step of the small networks on digits in PyTorch, one thread: median milliseconds. Called by bench/digits.ts with
# network, fusion layer, width, batch, learning rate, warm-up steps, steps.
import sys
import time

import torch
import torch.nn as nn
import torch.nn.functional as F

network, fusion, width, batch = sys.argv[1], *map(int, sys.argv[2:5])
rate, warm_up, steps = float(sys.argv[5]), *map(int, sys.argv[6:8])
torch.set_num_threads(1)
torch.manual_seed(1)
SIDE = 14


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        depth = 5

        def layer(i, views):
            if network == "mlp":
                return nn.Linear(views * (SIDE * SIDE if i == 1 else width), 10 if i == depth else width)
            return nn.Conv2d(views * (1 if i == 1 else width), width, 3)

        self.a = nn.ModuleList(layer(i, 1) for i in range(1, fusion))
        self.b = nn.ModuleList(layer(i, 1) for i in range(1, fusion))
        self.rest = nn.ModuleList(layer(i, 2 if i == fusion else 1) for i in range(fusion, depth + 1))
        self.out = nn.Linear(width * ((SIDE - 2 * depth) // 2) ** 2, 10) if network == "cnn" else None

    def forward(self, a, b):
        for wa, wb in zip(self.a, self.b):
            a, b = F.relu(wa(a)), F.relu(wb(b))
        x = torch.cat((a, b), 1)
        for i, w in enumerate(self.rest):
            x = w(x if i == 0 else F.relu(x))
        return x if self.out is None else self.out(torch.flatten(F.max_pool2d(F.relu(x), 2), 1))


net = Net()
optimizer = torch.optim.SGD(net.parameters(), lr=rate)
shape = (batch, SIDE * SIDE) if network == "mlp" else (batch, 1, SIDE, SIDE)
a, b, y = torch.randn(shape), torch.randn(shape), torch.randint(10, (batch,))
times = []
for i in range(warm_up + steps):
    started = time.perf_counter()
    optimizer.zero_grad()
    loss = F.cross_entropy(net(a, b), y)
    loss.backward()
    optimizer.step()
    loss.item()
    if i >= warm_up:
        times.append(1000 * (time.perf_counter() - started))
print(sorted(times)[len(times) // 2])
