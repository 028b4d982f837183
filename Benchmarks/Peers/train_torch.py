"""The training comparison as a PyTorch script: the optimum, then steps of GD and of FA from the same start.

Usage: train_torch.py Y.npy Z.npy W.npy C.npy STEP_SIZE STEPS
"""
import json
import sys
import time

import numpy as np
import torch

torch.set_grad_enabled(False)
y, z0, w0, c = (torch.from_numpy(np.load(path)) for path in sys.argv[1:5])
step_size, steps = float(sys.argv[5]), int(sys.argv[6])
rank = z0.shape[1]
optimum = torch.linalg.norm(torch.linalg.svdvals(y)[rank:])

report = {"optimum": optimum.item(), "steps": steps}
for rule in ("gd", "fa"):
    z, w = z0.clone(), w0.clone()
    start = time.perf_counter()
    for _ in range(steps):
        e = y - z @ w
        direction = z.T @ e if rule == "gd" else c @ e
        z += step_size * (e @ w.T)
        w += step_size * direction
    report[rule] = {"seconds": time.perf_counter() - start, "error": torch.linalg.norm(y - z @ w).item()}
print(json.dumps(report))
