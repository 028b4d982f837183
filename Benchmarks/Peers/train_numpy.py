"""The training comparison as a NumPy script: the optimum, then steps of GD and of FA from the same start.

Usage: train_numpy.py Y.npy Z.npy W.npy C.npy STEP_SIZE STEPS
"""
import json
import sys
import time

import numpy as np

y, z0, w0, c = (np.load(path) for path in sys.argv[1:5])
step_size, steps = float(sys.argv[5]), int(sys.argv[6])
rank = z0.shape[1]
optimum = np.linalg.norm(np.linalg.svd(y, compute_uv=False)[rank:])

report = {"optimum": optimum, "steps": steps}
for rule in ("gd", "fa"):
    z, w = z0.copy(), w0.copy()
    start = time.perf_counter()
    for _ in range(steps):
        e = y - z @ w
        direction = z.T @ e if rule == "gd" else c @ e
        z += step_size * (e @ w.T)
        w += step_size * direction
    report[rule] = {"seconds": time.perf_counter() - start, "error": np.linalg.norm(y - z @ w)}
print(json.dumps(report))
