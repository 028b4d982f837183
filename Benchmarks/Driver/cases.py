"""The cases, one entry each, and the data that they work on."""
import os
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from .programs import OUR_KERNELS

# Where the kernels of our OpenBLAS are prescribed, NumPy also runs on the same ones.
NUMPY = ("NumPy", OUR_KERNELS) if "OPENBLAS_CORETYPE" in os.environ else ("NumPy",)
SVD_PROGRAMS = ("FALinalg", "NumPy", "SciPy ARPACK", "SciPy PROPACK", "SciPy LOBPCG", "PRIMME",
                "scikit-learn", "PyTorch")


@dataclass
class Case:
    name: str
    group: str
    operation: str
    inputs: list  # names of matrices of `Store`
    programs: tuple = ("FALinalg", *NUMPY, "SciPy")
    parameters: dict = field(default_factory=dict)
    tolerance: float = 1e-9  # relative to the largest of the values that identify the answer
    reference: str = ""  # what holds the right values; without it, those of NumPy are
    quick: bool = True


def cases(is_quick):
    """The cases of a full run, or of a quick one."""
    return [case for case in all_cases(20 if is_quick else 100) if case.quick or not is_quick]


def all_cases(steps):
    for n in (8, 16, 32, 128, 512, 2000):
        shape = f"{n} x {n}"
        small = n <= 512
        yield Case(f"product {shape}", "Dense", "product", [f"normal {n}x{n}", f"other {n}x{n}"],
                   ("FALinalg", *NUMPY), quick=small)
        yield Case(f"solve {shape}", "Dense", "solve", [f"dominant {n}x{n}", f"other {n}x1"], quick=small)
        yield Case(f"Cholesky {shape}", "Dense", "cholesky", [f"definite {n}x{n}"], quick=small)
        yield Case(f"QR {shape}", "Dense", "qr", [f"normal {n}x{n}"], quick=small)
        yield Case(f"thin SVD {shape}", "Dense", "svd", [f"normal {n}x{n}"], quick=n <= 128)
        yield Case(f"symmetric eigen {shape}", "Dense", "eigh", [f"definite {n}x{n}"], quick=n <= 128)

    for function, data in (("tanh", "normal"), ("exp", "normal"), ("log", "positive")):
        yield Case(f"{function} of 512 x 512", "Entrywise", function, [f"{data} 512x512"], ("FALinalg", *NUMPY))

    spectra = ("power:1", "power:0.25", "nearly-flat", "gaussian", "exponential:0.9", "step:30:0.01")
    targets = [(f"{s} 2000x2000", r, True) for s in spectra for r in (10, 50)]
    targets += [("power:1 1000x1000", 10, True), ("gaussian 1000x1000", 10, True)]
    targets += [("power:0.5 20000x200", 10, True), ("digits", 10, True), ("digits", 20, True), ("sparse 20000x5000", 10, False)]
    quick = {("power:1 1000x1000", 10), ("gaussian 1000x1000", 10), ("digits", 20)}
    for target, rank, dense in targets:
        # LAPACK's route through all singular vectors needs a dense matrix.
        programs = SVD_PROGRAMS if dense else tuple(p for p in SVD_PROGRAMS if p != "NumPy")
        yield Case(f"{target}, r = {rank}", "Truncated SVD", "truncated-svd", [target], programs, {"rank": rank},
                   tolerance=1e-10, reference="optimum", quick=(target, rank) in quick)

    for rule in ("gd", "fa"):
        yield Case(f"{steps} steps of {rule.upper()}, 2000 x 2000, r = 10", "Training steps", f"{rule}-step",
                   ["power:1 2000x2000", "start-z 2000x10", "start-w 10x2000", "feedback 10x2000"],
                   ("FALinalg", "NumPy", "PyTorch"), {"steps": steps, "step_size": 0.1})


class Store:
    """Matrices by name, made once and kept as files."""

    def __init__(self, folder):
        self.folder = Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)

    def path(self, name):
        if name == "digits":
            return Path(__file__).parents[1] / "Data" / "digits.npy"
        path = self.folder / (name.replace(" ", "-").replace(":", "_") + (".npz" if name.startswith("sparse") else ".npy"))
        if not path.exists():
            made = self._make(*name.split())
            if path.suffix == ".npz":
                import scipy.sparse

                scipy.sparse.save_npz(path, made)
            else:
                np.save(path, made)
        return path

    def optimum(self, name, rank):
        """The least error of rank r, from all singular values by LAPACK; for a sparse matrix, whose are too many, None."""
        if name.startswith("sparse"):
            return None
        path = self.folder / (self.path(name).stem + ".values.npy")
        if not path.exists():
            np.save(path, np.linalg.svd(np.load(self.path(name)).astype(float), compute_uv=False))
        return float(np.linalg.norm(np.load(path)[rank:]))

    def _make(self, kind, shape):
        rows, columns = map(int, shape.split("x"))
        # The seed follows from the name, so that a matrix does not depend on which others are made.
        random = np.random.default_rng([ord(letter) for letter in kind + shape])
        normal = lambda m, n: random.standard_normal((m, n))
        if kind == "sparse":
            import scipy.sparse

            return scipy.sparse.random(rows, columns, density=1e-3, random_state=0, data_rvs=random.standard_normal)
        if kind == "dominant":
            return normal(rows, columns) + 4 * np.sqrt(rows) * np.eye(rows)
        if kind == "definite":
            x = normal(rows, columns)
            return x @ x.T / rows + np.eye(rows)
        if kind == "positive":
            return np.exp(normal(rows, columns))
        if kind.startswith("start"):
            return 0.01 * normal(rows, columns)
        if kind == "feedback":
            return normal(rows, columns) / np.sqrt(columns)
        if kind in ("normal", "other", "gaussian"):
            return normal(rows, columns)
        count = min(rows, columns)
        left, _ = np.linalg.qr(normal(rows, count))
        right, _ = np.linalg.qr(normal(columns, count))
        return (left * spectrum(kind, count)) @ right.T


def spectrum(kind, count):
    name, *numbers = kind.split(":")
    i = np.arange(1, count + 1)
    if name == "power":
        return i ** -float(numbers[0])
    if name == "exponential":
        return float(numbers[0]) ** i
    if name == "step":
        return np.where(i <= int(numbers[0]), 1, float(numbers[1]))
    if name == "nearly-flat":
        return 1 + 0.05 * (count - i) / count
    raise ValueError(f"no spectrum {kind}")
