"""What a PyTorch user writes, on the CPU."""
import numpy as np
import torch

import protocol


def load(path):
    if path.endswith(".npz"):
        a = protocol.load(path).tocoo()
        return torch.sparse_coo_tensor(np.stack([a.row, a.col]), a.data, a.shape).coalesce()
    return torch.from_numpy(protocol.load(path))


def truncated_svd(a, rank, niter=2):
    torch.manual_seed(0)
    u, s, v = torch.svd_lowrank(a, q=rank + 10, niter=niter)
    return u[:, :rank], s[:rank], v[:, :rank].mT


def error(svd, a):
    u, s, vt = svd
    if a.is_sparse:
        return [torch.sqrt((a * a).sum() - (s * s).sum())]
    return [torch.linalg.norm(a - (u * s) @ vt)]


@torch.no_grad()
def gd_step(y, z, w, c, steps, step_size):
    for _ in range(steps):
        e = y - z @ w
        z, w = z + step_size * (e @ w.T), w + step_size * (z.T @ e)
    return z, w


@torch.no_grad()
def fa_step(y, z, w, c, steps, step_size):
    for _ in range(steps):
        e = y - z @ w
        z, w = z + step_size * (e @ w.T), w + step_size * (c @ e)
    return z, w


def norms(factors, *_):
    return [torch.linalg.norm(factor) for factor in factors]


if __name__ == "__main__":
    protocol.serve({
        "truncated-svd": (truncated_svd, error, [{"niter": n} for n in (2, 4, 8, 16, 32, 64, 128)]),
        "gd-step": (gd_step, norms),
        "fa-step": (fa_step, norms),
    }, load)
