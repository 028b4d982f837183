"""What a NumPy user writes."""
import numpy as np

from protocol import error_of, serve


def truncated_svd(a, rank):
    u, s, vt = np.linalg.svd(a, full_matrices=False)
    return u[:, :rank], s[:rank], vt[:rank]


def gd_step(y, z, w, c, steps, step_size):
    for _ in range(steps):
        e = y - z @ w
        z, w = z + step_size * (e @ w.T), w + step_size * (z.T @ e)
    return z, w


def fa_step(y, z, w, c, steps, step_size):
    for _ in range(steps):
        e = y - z @ w
        z, w = z + step_size * (e @ w.T), w + step_size * (c @ e)
    return z, w


def norms(factors, *_):
    return [np.linalg.norm(factor) for factor in factors]


if __name__ == "__main__":
    serve({
        "product": (lambda a, b: a @ b, lambda c, *_: [np.linalg.norm(c), c[0, 0], c[-1, -1]]),
        "solve": (np.linalg.solve, lambda x, *_: x.ravel()),
        "cholesky": (np.linalg.cholesky, lambda l, *_: np.diag(l)),
        "qr": (np.linalg.qr, lambda qr, *_: [*abs(np.diag(qr.R)), np.linalg.norm(qr.Q)]),
        "svd": (lambda a: np.linalg.svd(a, full_matrices=False), lambda svd, a: [*svd.S, error_of(*svd, a)]),
        "tanh": (np.tanh, lambda values, *_: [np.linalg.norm(values), values[0, 0], values[-1, -1]]),
        "exp": (np.exp, lambda values, *_: [np.linalg.norm(values), values[0, 0], values[-1, -1]]),
        "log": (np.log, lambda values, *_: [np.linalg.norm(values), values[0, 0], values[-1, -1]]),
        "eigh": (np.linalg.eigh, lambda eigen, *_: eigen.eigenvalues),
        "truncated-svd": (truncated_svd, lambda svd, a: [error_of(*svd, a)]),
        "gd-step": (gd_step, norms),
        "fa-step": (fa_step, norms),
    })
