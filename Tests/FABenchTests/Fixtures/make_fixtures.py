#!/usr/bin/env python3
"""Writes the fixtures beside this script: matrices, and what NumPy makes of them.

The rules are the textbook loops, with the residual formed in every step. The optimum comes from NumPy's
SVD, the limit of feedback alignment from its QR. Run it with Python 3 and NumPy.
"""

import json
import pathlib

import numpy as np

STEPS = 500


def train(rule, y, c, z, w, step_size):
    """The factors after STEPS steps."""
    for _ in range(STEPS):
        if rule == "fa-star":
            z = np.linalg.lstsq(w.T, y.T, rcond=None)[0].T
        e = y - z @ w
        backward = z.T if rule == "gd" else c
        z, w = (z if rule == "fa-star" else z + step_size * e @ w.T), w + step_size * backward @ e
    if rule == "fa-star":
        z = np.linalg.lstsq(w.T, y.T, rcond=None)[0].T
    return z, w


def plain(matrix):
    rows, columns = matrix.shape
    return {"rows": rows, "columns": columns, "entries": matrix.ravel().tolist()}


def case(seed, n, m, r, step_sizes):
    generator = np.random.default_rng(seed)
    y = generator.standard_normal((n, m)) / np.sqrt(n)
    c = generator.standard_normal((r, n)) / np.sqrt(n)
    z, w = 0.1 * generator.standard_normal((n, r)), 0.1 * generator.standard_normal((r, m))
    q = np.linalg.qr((c @ y).T)[0]
    result = {
        "rank": r, "steps": STEPS, "y": plain(y), "c": plain(c), "z": plain(z), "w": plain(w),
        "singularValues": np.linalg.svd(y, compute_uv=False).tolist(),
        "optimumError": float(np.linalg.norm(np.linalg.svd(y, compute_uv=False)[r:])),
        "limitError": float(np.linalg.norm(y - y @ q @ q.T)), "runs": []}
    for rule, step_size in step_sizes.items():
        z_end, w_end = train(rule, y, c, z, w, step_size)
        result["runs"].append({
            "rule": rule, "stepSize": step_size, "z": plain(z_end), "w": plain(w_end),
            "error": float(np.linalg.norm(y - z_end @ w_end))})
    return result


CASES = {
    "near-square": case(1, 12, 9, 3, {"gd": 0.05, "fa": 0.02, "fa-star": 0.03}),
    "tall": case(2, 40, 6, 2, {"gd": 0.1, "fa": 0.05, "fa-star": 0.05}),
    "wide": case(3, 7, 30, 4, {"gd": 0.02, "fa": 0.01, "fa-star": 0.01}),
}

for name, content in CASES.items():
    path = pathlib.Path(__file__).parent / f"{name}.json"
    path.write_text(json.dumps(content) + "\n", encoding="utf-8")
