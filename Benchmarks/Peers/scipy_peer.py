"""What a SciPy user writes. Usage: scipy_peer.py [arpack|propack|lobpcg]: the solver of svds."""
import sys
import warnings

import numpy as np
import scipy.linalg
from scipy.sparse.linalg import svds

from protocol import error_of, serve

solver = sys.argv[1] if len(sys.argv) > 1 else "arpack"
# LOBPCG warns where it stops short of its tolerance; the answer is judged all the same.
warnings.simplefilter("ignore")


def truncated_svd(a, rank, **options):
    return svds(a, k=rank, solver=solver, rng=0, **options)


tolerances = [{"tol": tol} for tol in (1e-2, 1e-4, 1e-6, 1e-8, 0)]
iterations = [{"maxiter": n} for n in (20, 40, 80, 160)]

if __name__ == "__main__":
    serve({
        "solve": (scipy.linalg.solve, lambda x, *_: x.ravel()),
        "cholesky": (lambda a: scipy.linalg.cholesky(a, lower=True), lambda l, *_: np.diag(l)),
        "qr": (
            lambda a: scipy.linalg.qr(a, mode="economic"),
            lambda qr, *_: [*abs(np.diag(qr[1])), np.linalg.norm(qr[0])],
        ),
        "svd": (
            lambda a: scipy.linalg.svd(a, full_matrices=False),
            lambda svd, a: [*svd[1], error_of(*svd, a)],
        ),
        "eigh": (scipy.linalg.eigh, lambda eigen, *_: eigen[0]),
        "truncated-svd": (
            truncated_svd,
            lambda svd, a: [error_of(*svd, a)],
            iterations if solver == "lobpcg" else tolerances,
        ),
    })
