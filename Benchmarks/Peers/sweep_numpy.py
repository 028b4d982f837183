"""Small problems one after the other in NumPy: GD and FA on each from its own start and feedback.

Usage: sweep_numpy.py PROBLEMS STEPS
"""
import json
import sys
import time

import numpy as np

from small_problems import GD_STEP, FA_STEP, draw

problems, steps = map(int, sys.argv[1:3])
y, starts = draw(problems)
errors = []
begin = time.perf_counter()
for z0, w0, c in starts:
    for rule, step_size in (("gd", GD_STEP), ("fa", FA_STEP)):
        z, w = z0.copy(), w0.copy()
        for _ in range(steps):
            e = y - z @ w
            direction = z.T @ e if rule == "gd" else c @ e
            z += step_size * (e @ w.T)
            w += step_size * direction
        errors.append(np.linalg.norm(y - z @ w))
print(json.dumps({"seconds": time.perf_counter() - begin, "errors": errors}))
