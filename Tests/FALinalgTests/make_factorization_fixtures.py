#!/usr/bin/env python3
"""Writes Fixtures/factorizations.json: inputs, and what NumPy and SciPy make of them.

    python3 Tests/FALinalgTests/make_factorization_fixtures.py

Needs numpy and scipy. The output is the same on every run.
"""

import json
import pathlib

import numpy as np
import scipy.linalg as sl
from scipy.spatial.distance import cdist

FILE = pathlib.Path(__file__).parent / "Fixtures" / "factorizations.json"
rng = np.random.default_rng(20240611)
cases = []


def matrix(value):
    value = np.asarray(value, dtype=float)
    if value.ndim == 0:
        value = value.reshape(1, 1)
    if value.ndim == 1:
        value = value.reshape(-1, 1)
    return {"rows": value.shape[0], "columns": value.shape[1], "entries": value.ravel().tolist()}


def add(function, inputs, *outputs, **options):
    """Vectors become columns, scalars 1 x 1."""
    cases.append(
        {
            "function": function,
            "inputs": [matrix(i) for i in inputs],
            "outputs": [matrix(o) for o in outputs],
            "option": options.get("option", 0),
        }
    )


def sorted_eigenvalues(values):
    order = np.lexsort((values.imag, values.real))
    return np.stack([values.real[order], values.imag[order]], axis=1)


for n in (1, 2, 7):
    a = rng.standard_normal((n, n))
    s = a + a.T
    p = a @ a.T + np.eye(n)
    b = rng.standard_normal((n, 2))
    tall = rng.standard_normal((n + 4, n))
    right = rng.standard_normal((n + 4, 2))
    deficient = tall @ np.diag([0.0] + [1.0] * (n - 1)) @ np.linalg.qr(a)[0]

    add("solve", [a, b], np.linalg.solve(a, b))
    add("solve transposed", [a, b], np.linalg.solve(a.T, b))
    add("solve symmetric", [s, b], sl.solve(s, b, assume_a="sym"))
    add("solve positive definite", [p, b], sl.solve(p, b, assume_a="pos"))
    add("solve lower triangular", [a, b], sl.solve_triangular(a, b, lower=True))
    add("solve upper triangular", [a, b], sl.solve_triangular(a, b))
    band = np.triu(np.tril(p, 1), -1)
    add("solve banded", [p, b], np.linalg.solve(band, b))
    add("lstsq", [tall, right], np.linalg.lstsq(tall, right, rcond=None)[0])
    add("lstsq", [deficient, right], np.linalg.lstsq(deficient, right, rcond=1e-10)[0])
    add("inv", [a], np.linalg.inv(a))
    add("pinv", [tall], np.linalg.pinv(tall))
    add("pinv", [deficient], np.linalg.pinv(deficient, rcond=1e-10))
    add("det", [a], np.linalg.det(a))
    add("slogdet", [a], np.array(np.linalg.slogdet(a)))
    add("matrix_rank", [deficient], np.linalg.matrix_rank(deficient))
    add("cond", [tall], np.linalg.cond(tall))
    add("norm 2", [tall], np.linalg.norm(tall, 2))
    add("norm nuc", [tall], np.linalg.norm(tall, "nuc"))
    add("svdvals", [tall], sl.svdvals(tall))
    add("eigvalsh", [s], np.linalg.eigvalsh(s))
    add("eigh by index", [s], sl.eigh(s, subset_by_index=(n // 2, n - 1), eigvals_only=True))
    add("eigh generalized", [s, p], sl.eigh(s, p, eigvals_only=True))
    add("eigvals", [a], sorted_eigenvalues(np.linalg.eigvals(a)))
    add("schur", [a], sorted_eigenvalues(np.linalg.eigvals(sl.schur(a)[0])))
    add("hessenberg", [a], np.abs(sl.hessenberg(a)))
    permutation, l, u = sl.lu(a)
    add("lu", [a], l, u, permutation.T)
    add("cholesky", [p], np.linalg.cholesky(p))
    add("ldl", [s], sl.ldl(s)[1])
    add("qr", [tall], np.abs(np.linalg.qr(tall)[1]))
    q, r, pivots = sl.qr(tall, pivoting=True)
    add("qr pivoted", [tall], np.abs(r[:n]), pivots)
    # A = L Q from the RQ decomposition of A with its rows reversed.
    add("lq", [tall.T], np.abs(sl.rq(tall.T[::-1], mode="economic")[0][::-1, ::-1]))
    add("orth", [deficient], sl.orth(deficient) @ sl.orth(deficient).T)
    add("null_space", [tall.T], sl.null_space(tall.T) @ sl.null_space(tall.T).T)
    rotation, scale = sl.orthogonal_procrustes(tall, tall @ a)
    add("orthogonal_procrustes", [tall, tall @ a], rotation, scale)
    add("matrix_power", [a], np.linalg.matrix_power(a, 5), option=5)
    add("matrix_power", [p], np.linalg.matrix_power(p, -2), option=-2)
    add("expm", [a], sl.expm(a))
    add("expm", [8 * a], sl.expm(8 * a))
    add("sqrtm", [p], sl.sqrtm(p).real)
    near = np.eye(n) + a / (2 * np.linalg.norm(a, 2))
    add("sqrtm", [near], sl.sqrtm(near).real)
    add("logm", [p], sl.logm(p).real)
    add("logm", [near], sl.logm(near).real)
    values, left = sl.eig(a, left=True, right=False)
    add("eig left", [a], np.abs(left[:, np.lexsort((values.imag, values.real))]))
    _, q, count = sl.schur(a, sort="lhp")
    add("schur reordered", [a], q[:, :count] @ q[:, :count].T)
    add("kron", [a, right], np.kron(a, right))

# Drawn after the others, so that these stay as they were.
for n in (1, 3, 6):
    a, b, c = (rng.standard_normal((n, n)) for _ in range(3))
    shift = a + 3 * np.eye(n)
    inside = 0.8 * a / np.abs(np.linalg.eigvals(a)).max()
    q = c @ c.T + np.eye(n)
    control = rng.standard_normal((n, 2))
    r = np.array([[2.0, 0.5], [0.5, 1.0]])
    add("solve_sylvester", [shift, b + 3 * np.eye(n), c], sl.solve_sylvester(shift, b + 3 * np.eye(n), c))
    add("solve_continuous_lyapunov", [shift, c], sl.solve_continuous_lyapunov(shift, c))
    add("solve_discrete_lyapunov", [inside, c], sl.solve_discrete_lyapunov(inside, c))
    add("solve_continuous_are", [a, control, q, r], sl.solve_continuous_are(a, control, q, r))
    add("solve_discrete_are", [a, control, q, r], sl.solve_discrete_are(a, control, q, r))
    points, others = rng.standard_normal((n + 2, n)), rng.standard_normal((n, n))
    add("cdist", [points, others], cdist(points, others), cdist(points, others, "sqeuclidean"), cdist(points, points))
    add("eig generalized", [a, b], sorted_eigenvalues(sl.eigvals(a, b)))
    vector = rng.standard_normal(n)
    add("cholesky changed", [q, vector], np.linalg.cholesky(q + np.outer(vector, vector)),
        np.linalg.cholesky(q + 8 * np.eye(n) - np.outer(vector, vector)))
    changed = [
        sl.qr_insert(*sl.qr(points), vector, 1, "row"),
        sl.qr_delete(*sl.qr(points), 1, 1, "row"),
        sl.qr_insert(*sl.qr(points), np.append(vector, [1.0, 2.0]), 0, "col"),
        sl.qr_delete(*sl.qr(points), 0, 1, "col"),
    ]
    add("qr changed", [points, vector], *(np.abs(r) for _, r in changed))
    symmetric = np.triu(np.tril(c + c.T, 2), -2)
    lower = np.array([np.append(np.diag(symmetric, -k), np.zeros(min(k, n))) [:n] for k in range(3)])
    add("eig_banded", [symmetric], sl.eig_banded(lower, lower=True, eigvals_only=True),
        sl.eigh_tridiagonal(np.diag(symmetric), np.diag(symmetric, 1), eigvals_only=True))
    wide = np.triu(np.tril(shift, 2), -1)
    add("solve_banded", [wide, c], np.linalg.solve(wide, c))

FILE.write_text(json.dumps(cases, separators=(",", ":")).replace("},{\"f", "},\n{\"f") + "\n")
print(len(cases), "cases of", len({c["function"] for c in cases}), "functions")
