"""What the programs compute, by NumPy and SciPy, and the fixtures that this makes.

    python3 make_fixtures.py [--size S] [--output FOLDER]

A program takes the folder of its fixtures as its argument: Fixtures unless said.
"""

import argparse
import math
import os
import pathlib

import numpy as np
import scipy.linalg
import scipy.sparse
import scipy.sparse.linalg
import scipy.spatial.distance


def pca(x):
    centred = x - x.mean(axis=0)
    u, s, vt = np.linalg.svd(centred, full_matrices=False)
    return {"variances": s**2 / (len(x) - 1), "fit": (u[:, :3] * s[:3]) @ vt[:3] + x.mean(axis=0)}


def kalman_filter(f, h, q, r, z):
    n = len(f)
    x, p = np.zeros(n), np.eye(n)
    track = np.empty((len(z), n))
    for t in range(len(z)):
        x = f @ x
        p = f @ p @ f.T + q
        hp = h @ p
        gain = scipy.linalg.cho_solve(scipy.linalg.cho_factor(hp @ h.T + r), hp)
        x = x + gain.T @ (z[t] - h @ x)
        p = p - gain.T @ hp
        track[t] = x
    return {"track": track, "covariance": p}


def gaussian_process(x, y, at):
    def kernel(a, b):
        return np.exp(-scipy.spatial.distance.cdist(a, b, "sqeuclidean") / 2)

    k = kernel(x, x)
    k[np.diag_indices(len(x))] += 0.01
    low = scipy.linalg.cholesky(k, lower=True)
    alpha = scipy.linalg.cho_solve((low, True), y)
    across = kernel(x, at)
    half = scipy.linalg.solve_triangular(low, across, lower=True)
    evidence = -0.5 * y @ alpha - np.log(np.diag(low)).sum() - 0.5 * len(x) * math.log(2 * math.pi)
    return {"mean": across.T @ alpha, "variance": 1 - (half**2).sum(axis=0), "evidence": [evidence]}


def ridge_path(x, y, penalties):
    u, s, vt = np.linalg.svd(x - x.mean(axis=0), full_matrices=False)
    uy = u.T @ (y - y.mean())
    return {"path": np.column_stack([vt.T @ (s / (s**2 + penalty) * uy) for penalty in penalties])}


def spectral_clustering(points):
    affinity = np.exp(-scipy.spatial.distance.cdist(points, points, "sqeuclidean") / 2)
    np.fill_diagonal(affinity, 0)
    root = 1 / np.sqrt(affinity.sum(axis=1))
    laplacian = np.eye(len(points)) - root[:, None] * affinity * root
    values, vectors = scipy.linalg.eigh(laplacian, subset_by_index=[0, 2])
    rows = vectors / np.linalg.norm(vectors, axis=1)[:, None]
    return {"values": values, "similarity": rows @ rows.T}


def poisson_equation(source):
    n = source.shape[0]
    line = scipy.sparse.diags_array([-np.ones(n - 1), 2 * np.ones(n), -np.ones(n - 1)], offsets=[-1, 0, 1])
    laplacian = scipy.sparse.kron(line, scipy.sparse.eye_array(n)) + scipy.sparse.kron(scipy.sparse.eye_array(n), line)
    b = source.ravel(order="F") / (n + 1) ** 2
    x, info = scipy.sparse.linalg.cg(laplacian.tocsr(), b, rtol=1e-12)
    assert info == 0
    return {"solution": x.reshape((n, n), order="F")}


def control(a, b, q, r, noise):
    cost = scipy.linalg.solve_discrete_are(a, b, q, r)
    gain = np.linalg.solve(r + b.T @ cost @ b, b.T @ cost @ a)
    closed = a - b @ gain
    spread = scipy.linalg.solve_discrete_lyapunov(closed, noise)
    return {"cost": cost, "gain": gain, "spread": spread, "radius": [np.abs(np.linalg.eigvals(closed)).max()]}


def image_compression(image):
    u, s, vt = np.linalg.svd(image, full_matrices=False)
    small = (u[:, :8] * s[:8]) @ vt[:8]
    tail = np.sqrt(np.cumsum(s[::-1] ** 2)[::-1]) / np.linalg.norm(s)
    return {"small": small, "error": [np.linalg.norm(image - small)], "rank": [int(np.argmax(tail <= 0.02))]}


def complex_network(conductance, susceptance, current):
    voltage = np.linalg.solve(conductance + 1j * susceptance, current[:, 0] + 1j * current[:, 1])
    return {"voltage": np.column_stack([voltage.real, voltage.imag])}


def nearest_correlation(a):
    x, y, correction = None, a, np.zeros_like(a)
    for _ in range(50):
        r = y - correction
        values, vectors = np.linalg.eigh(r)
        x = (vectors * np.maximum(values, 0)) @ vectors.T
        correction = x - r
        y = x.copy()
        np.fill_diagonal(y, 1)
    return {"nearest": y}


def recurrent_cell(w, u, b, x):
    batch = 4
    h = np.zeros((len(w), batch))
    for t in range(x.shape[1] // batch):
        h = np.tanh(w @ h + u @ x[:, t * batch : (t + 1) * batch] + b[:, None])
    return {"state": h}


def recursive_least_squares(x, y):
    n, forgetting = x.shape[1], 0.99
    w, p = np.zeros(n), 100 * np.eye(n)
    for row, target in zip(x, y):
        px = p @ row
        weight = 1 / (forgetting + row @ px)
        w = w + (target - row @ w) * weight * px
        p = (p - weight * np.outer(px, px)) / forgetting
    return {"weights": w, "inverse": p}


def inputs(size):
    """What each program is given; `size` multiplies the dimensions."""
    random = np.random.default_rng(17)
    normal = random.standard_normal

    def spd(n, least=1.0):
        half = normal((n, n)) / math.sqrt(n)
        return half @ half.T + least * np.eye(n)

    n = 10 * size
    centres = np.repeat([[0, 0], [4, 0], [0, 4]], 10 * size, axis=0)
    points = centres + 0.5 * normal((30 * size, 2))
    i, j = np.mgrid[0 : 48 * size, 0 : 32 * size] / (16 * size)
    image = np.sin(3 * i) * np.cos(2 * j) + (i > j) + 0.3 * ((i - 1.5) ** 2 + (j - 1) ** 2 < 0.5)
    loads = normal((12 * size, 12 * size)) / 10
    drift = normal((n, n)) / math.sqrt(n)
    cube = normal((15 * size, 15 * size))
    correlation = np.clip((cube + cube.T) / 2, -1, 1)
    np.fill_diagonal(correlation, 1)
    features = normal((20 * size, 8 * size))
    steps = normal((200 * size, 5 * size))
    move = np.block([[np.eye(2), 0.1 * np.eye(2)], [np.zeros((2, 2)), np.eye(2)]])
    return {
        pca: dict(x=normal((20 * size, 3)) @ normal((3, 8 * size)) + 0.1 * normal((20 * size, 8 * size)) + 5),
        kalman_filter: dict(
            f=move, h=np.eye(2, 4), q=0.01 * np.eye(4), r=0.25 * np.eye(2), z=np.cumsum(normal((100 * size, 2)), axis=0)
        ),
        gaussian_process: dict(x=normal((15 * size, 2)), y=normal(15 * size), at=normal((10 * size, 2))),
        ridge_path: dict(x=features, y=normal(20 * size), penalties=np.logspace(-3, 3, 13)),
        spectral_clustering: dict(points=points),
        poisson_equation: dict(source=normal((16 * size, 16 * size))),
        control: dict(a=drift, b=normal((n, 2)), q=np.eye(n), r=np.eye(2), noise=spd(n)),
        image_compression: dict(image=image),
        complex_network: dict(
            conductance=loads + loads.T + 8 * np.eye(12 * size),
            susceptance=loads - loads.T + np.diag(normal(12 * size)),
            current=normal((12 * size, 2)),
        ),
        nearest_correlation: dict(a=correlation),
        recurrent_cell: dict(
            w=drift * 0.9, u=normal((n, 3)), b=normal(n), x=normal((3, 4 * 25))
        ),
        recursive_least_squares: dict(x=steps, y=steps @ normal(5 * size) + 0.1 * normal(200 * size)),
    }


def write_fixtures(size, folder):
    """Writes an archive for each program: what it is given, and what is to come out."""
    folder.mkdir(exist_ok=True)
    for program, given in inputs(size).items():
        found = program(**given)
        # Every array has two dimensions, as a matrix has: a vector is a column.
        columns = {name: np.asarray(array, dtype=float) for name, array in (given | found).items()}
        columns = {name: array if array.ndim == 2 else array.reshape(-1, 1) for name, array in columns.items()}
        np.savez_compressed(os.fspath(folder / f"{program.__name__}.npz"), **columns)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--size", type=int, default=1)
    parser.add_argument("--output", type=pathlib.Path, default=pathlib.Path(__file__).parent / "Fixtures")
    arguments = parser.parse_args()
    write_fixtures(arguments.size, arguments.output)
