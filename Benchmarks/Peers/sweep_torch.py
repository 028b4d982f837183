"""Small problems as one batch in PyTorch: GD and FA on each from its own start and feedback.

Usage: sweep_torch.py PROBLEMS STEPS
"""
import json
import sys
import time

import numpy as np
import torch

from small_problems import GD_STEP, FA_STEP, draw

problems, steps = map(int, sys.argv[1:3])
torch.set_grad_enabled(False)
matrix, starts = draw(problems)
y = torch.from_numpy(matrix)
z0, w0, c = (torch.from_numpy(np.stack(part)) for part in zip(*starts))
errors = []
begin = time.perf_counter()
for rule, step_size in (("gd", GD_STEP), ("fa", FA_STEP)):
    z, w = z0.clone(), w0.clone()
    for _ in range(steps):
        e = y - z @ w
        direction = z.transpose(1, 2) @ e if rule == "gd" else c @ e
        z += step_size * (e @ w.transpose(1, 2))
        w += step_size * direction
    errors.append(torch.linalg.matrix_norm(y - z @ w))
interleaved = torch.stack(errors, dim=1).flatten()
print(json.dumps({"seconds": time.perf_counter() - begin, "errors": interleaved.tolist()}))
