# One prediction come true in PyTorch: unimodal-bias predict --toy sigmaA=2,sigmaB=1,rho=0.5 --depth 2 --fusion late \
#   --loss torch-mse --lr 0.02 --width 100 --json
import torch

torch.manual_seed(1)
a = torch.linalg.cholesky(torch.tensor([[4.0, 1.0], [1.0, 1.0]]))  # Σ of (x_A, x_B): σ_A = 2, σ_B = 1, ρ = 0.5
white = torch.linalg.qr(torch.randn(1000, 2))[0] * 1000**0.5  # samples whose moments are exactly 1
x = white @ a.T
y = x.sum(1, keepdim=True)
branches = [torch.nn.Sequential(torch.nn.Linear(1, 100, bias=False), torch.nn.Linear(100, 1, bias=False)) for _ in "AB"]
for layer in (layer for branch in branches for layer in branch):
    torch.nn.init.normal_(layer.weight, std=0.01 / 100**0.5)  # layers of norm 0.01
optimizer = torch.optim.SGD([w for branch in branches for w in branch.parameters()], lr=0.02)
used = {}
for step in range(400):
    outputs = [branch(x[:, [m]]) for m, branch in enumerate(branches)]
    for name, output, final in zip("AB", outputs, (2.0, 1.0)):
        if output.detach().pow(2).mean().sqrt() >= final / 2:
            used.setdefault(name, step)
    optimizer.zero_grad()
    torch.nn.functional.mse_loss(sum(outputs), y).backward()
    optimizer.step()
print("PyTorch", torch.__version__, "used at step:", used)
