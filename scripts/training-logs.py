"""Logs of PyTorch runs for docs/guide/training-reports.md: /usr/bin/python3 scripts/training-logs.py, in the project's root.

Two branches added at the output (late fusion), no biases. Inputs are centred and of unit variance, the target too, as --standardize
has them. The loss is PyTorch's mean square. Columns out_NAME, the standard deviation of a branch's output, are for judging the
diagnosis; its reader does not know them.
"""
import csv
import json
import math
import sys

import torch

torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)
ROWS = 220

RUNS = {
    'linear-cancer': dict(data='cancer', modalities={'mean': 'mean_', 'error': 'error_'}, y='benign', std=0.0005, lr=0.015, steps=6000, seed=1),
    'linear-deep-cancer': dict(data='cancer', modalities={'mean': 'mean_', 'error': 'error_'}, y='benign', depth=3, norm=0.1, lr=0.015, steps=30000, seed=2),
    'batches-cancer': dict(data='cancer', modalities={'mean': 'mean_', 'error': 'error_'}, y='benign', std=0.0005, lr=0.015, steps=6000, seed=3, batch=64),
    'relu-diabetes': dict(data='diabetes', modalities={'serum': ['s1', 's2', 's3', 's4', 's5', 's6'], 'body': ['bmi', 'bp']}, y='progression', std=0.0005, lr=0.015, steps=6000, seed=4, relu=True),
    'relu-iris': dict(data='iris', modalities={'sepal': 'sepal_', 'petal': 'petal_'}, y='versicolor', std=0.0005, lr=0.015, steps=12000, seed=5, relu=True),
    'adam-cancer': dict(data='cancer', modalities={'mean': 'mean_', 'error': 'error_'}, y='benign', std=0.0005, lr=0.0003, steps=3000, seed=6, adam=True),
}


def read(name, modalities, y):
    with open(f'data/{name}.csv') as file:
        rows = list(csv.DictReader(file))
    scaled = lambda x: (x - x.mean(0)) / x.std(0, unbiased=False)
    columns = lambda names: torch.tensor([[float(row[n]) for n in names] for row in rows])
    chosen = {m: [n for n in rows[0] if n.startswith(of)] if isinstance(of, str) else of for m, of in modalities.items()}
    return {m: scaled(columns(names)) for m, names in chosen.items()}, scaled(columns([y])), chosen


def branch(inputs, depth, width, relu, std, norm):
    layers = []
    for l in range(depth):
        layer = torch.nn.Linear(inputs if l == 0 else width, 1 if l == depth - 1 else width, bias=False)
        entries = layer.weight.numel()
        torch.nn.init.normal_(layer.weight, std=std if norm is None else norm / math.sqrt(entries))
        layers.append(layer)
        if relu and l < depth - 1:
            layers.append(torch.nn.ReLU())
    return torch.nn.Sequential(*layers)


def train(name, data, modalities, y, lr, steps, seed, depth=2, width=100, std=None, norm=None, relu=False, adam=False, batch=None):
    torch.manual_seed(seed)
    x, target, chosen = read(data, modalities, y)
    nets = {m: branch(v.shape[1], depth, width, relu, std, norm) for m, v in x.items()}
    weights = [p for net in nets.values() for p in net.parameters()]
    optimizer = torch.optim.Adam(weights, lr=lr) if adam else torch.optim.SGD(weights, lr=lr)
    loss_of = torch.nn.MSELoss()
    n = len(target)
    # Evenly in logarithms, from one step to the end.
    kept = sorted({0, steps, *(round(steps ** (i / ROWS)) for i in range(ROWS + 1)), *range(0, steps, max(1, steps // ROWS))})
    wanted = set(kept)
    out = []
    order = torch.randperm(n)
    at = 0
    for step in range(steps + 1):
        if batch is None:
            rows = slice(None)
        else:
            if at + batch > n:
                order, at = torch.randperm(n), 0
            rows, at = order[at : at + batch], at + batch
        parts = {m: net(x[m][rows]) for m, net in nets.items()}
        loss = loss_of(sum(parts.values()), target[rows])
        if step in wanted:
            with torch.no_grad():
                spread = {m: float(net(x[m]).std(unbiased=False)) for m, net in nets.items()}
            out.append([step, f'{loss.item():.6g}', *(f'{s:.4g}' for s in spread.values())])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    with open(f'data/training-logs/{name}.csv', 'w') as file:
        print('step', 'loss', *(f'out_{m}' for m in x), sep=',', file=file)
        for row in out:
            print(*row, sep=',', file=file)
    return dict(name=name, data=f'data/{data}.csv', modalities={m: ','.join(c) for m, c in chosen.items()}, y=y, depth=depth, width=width,
                start=f'std {std}' if norm is None else f'norm {norm}', lr=lr, seed=seed, network='ReLU' if relu else 'linear',
                optimizer='Adam' if adam else 'SGD', batch=batch)


runs = [train(name, **settings) for name, settings in RUNS.items()]
with open('data/training-logs/runs.json', 'w') as file:
    json.dump(dict(python=sys.version.split()[0], torch=torch.__version__, runs=runs), file, indent=2)
    file.write('\n')
