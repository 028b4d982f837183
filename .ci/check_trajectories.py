#!/usr/bin/env python3
"""Holds fa-bench against textbook loops in NumPy: random targets, every rule, 500 steps.

usage: check_trajectories.py FA_BENCH

The loops form the residual E = Y - ZW in every step, which fa-bench never does. The matrices are given to
both as files, in turn in every real type and order that NumPy writes. Exits with 1 and the list of
everything that differs, or with 0.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

STEPS = 500
# How far the results may be apart, relatively. The rules amplify rounding errors while they leave the start.
FACTORS, OPTIMUM, LIMIT = 1e-9, 1e-12, 1e-10

SHAPES = [(30, 20, 4), (20, 30, 5), (200, 12, 3), (12, 200, 3), (25, 25, 1), (9, 8, 8), (60, 40, 10)]
SPECTRA = {
    "power": lambda i: 1 / i,
    "exponential": lambda i: 0.7 ** i,
    "flat": lambda i: np.ones_like(i),
    "step": lambda i: np.where(i <= 3, 1.0, 0.1),
    "gaussian": None,
}
# How the files are written: type and order. Single precision rounds the entries, so the loop gets them rounded.
FORMS = [("<f8", "C"), ("<f8", "F"), (">f8", "C"), (">f8", "F"), ("<f4", "C"), (">f4", "F")]
STEP_SIZES = {"gd": 0.1, "fa": 0.05, "fa-star": 0.08}


def target(generator, n, m, spectrum):
    if SPECTRA[spectrum] is None:
        return generator.standard_normal((n, m)) / np.sqrt(max(n, m))
    count = min(n, m)
    u = np.linalg.qr(generator.standard_normal((n, count)))[0]
    v = np.linalg.qr(generator.standard_normal((m, count)))[0]
    return u * SPECTRA[spectrum](np.arange(1.0, count + 1)) @ v.T


def solved_readout(y, w):
    return np.linalg.lstsq(w.T, y.T, rcond=None)[0].T


def train(rule, y, c, z, w, step_size):
    """The factors after STEPS steps of the textbook's loop."""
    for _ in range(STEPS):
        if rule == "fa-star":
            z = solved_readout(y, w)
        e = y - z @ w
        hidden = (z.T if rule == "gd" else c) @ e
        if rule != "fa-star":
            z = z + step_size * (e @ w.T)
        w = w + step_size * hidden
    return (solved_readout(y, w) if rule == "fa-star" else z), w


def difference(value, expected):
    return np.linalg.norm(value - expected) / np.linalg.norm(expected)


class Instance:
    """A problem in files, and fa-bench's answers to it."""

    def __init__(self, program, directory, generator, shape, spectrum, form):
        n, m, self.rank = shape
        self.program, self.directory = program, directory
        self.name = f"{n} x {m}, rank {self.rank}, {spectrum}, {form[0]} in order {form[1]}"
        y = target(generator, n, m, spectrum)
        self.matrices = {
            "input": y,
            "feedback": generator.standard_normal((self.rank, n)) / np.sqrt(n),
            "initial-z": 0.1 * generator.standard_normal((n, self.rank)),
            "initial-w": 0.1 * generator.standard_normal((self.rank, m)),
        }
        for flag, matrix in self.matrices.items():
            stored = matrix.astype(form[0], order=form[1])
            np.save(directory / f"{flag}.npy", stored)
            self.matrices[flag] = np.ascontiguousarray(stored, dtype=float)

    def compare(self, *options):
        files = [text for flag in self.matrices for text in (f"--{flag}", self.directory / f"{flag}.npy")]
        command = [
            self.program, "compare", *files, "--rank", str(self.rank), "--format", "json",
            "--save-factors", self.directory, *options]
        return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)

    def saved(self, factor, rule):
        return np.load(self.directory / f"{factor}_{rule}.npy")

    def check(self, step_sizes):
        """Yields what differs."""
        y, c, z, w = self.matrices.values()
        result = self.compare(
            "--step-size", step_sizes, "--max-steps", str(STEPS), "--tolerance", "0",
            "--rules", ",".join(STEP_SIZES))
        for run in result["runs"]:
            rule, where = run["rule"], f"{self.name}: {run['rule']} at step size {step_sizes}"
            if run["steps"] != STEPS and run["history"][-1]["stationarity"] != 0:
                yield f"{where}: {run['status']} after {run['steps']} steps"
                continue
            expected = train(rule, y, c, z, w, run["stepSize"])
            for factor, matrix in zip("ZW", expected):
                far = difference(self.saved(factor, rule), matrix)
                if not far <= FACTORS:
                    yield f"{where}: {factor} differs by {far:.1e}"
            error = np.linalg.norm(y - expected[0] @ expected[1])
            if not abs(run["error"] - error) <= FACTORS * np.linalg.norm(y):
                yield f"{where}: error is {run['error']}, not {error}"
            if not max(record["conservationDrift"] for record in run["history"]) <= 1e-12:
                yield f"{where}: conservationDrift is {run['conservationDrift']}"
        yield from self.check_bounds(result)

    def check_bounds(self, result):
        y, c = self.matrices["input"], self.matrices["feedback"]
        norm = np.linalg.norm(y)
        optimum = np.linalg.norm(np.linalg.svd(y, compute_uv=False)[self.rank:])
        q = np.linalg.qr((c @ y).T)[0]
        limit = np.linalg.norm(y - y @ q @ q.T)
        # Where r is the full rank both are zero to rounding: relative to the target then.
        for name, expected, tolerance in [("optimum", optimum, OPTIMUM), ("feedbackLimit", limit, LIMIT)]:
            value = result[name]["error"]
            if not abs(value - expected) <= max(tolerance * expected, 1e-13 * norm):
                yield f"{self.name}: {name}.error is {value}, not {expected}"


def main(arguments):
    if len(arguments) != 1:
        sys.exit(__doc__)
    complaints, runs = [], 0
    for number, shape in enumerate(SHAPES):
        for offset, spectrum in enumerate(SPECTRA):
            # A sequence of its own for each instance: leaving one out does not change the others.
            generator = np.random.default_rng([number, offset])
            form = FORMS[(number * len(SPECTRA) + offset) % len(FORMS)]
            with tempfile.TemporaryDirectory() as directory:
                instance = Instance(
                    arguments[0], pathlib.Path(directory), generator, shape, spectrum, form)
                for step_sizes in (",".join(f"{k}={v}" for k, v in STEP_SIZES.items()), "auto"):
                    complaints += instance.check(step_sizes)
                    runs += len(STEP_SIZES)
    if complaints:
        sys.exit("\n".join(complaints))
    print(f"{runs} runs agree with NumPy {np.__version__}")


if __name__ == "__main__":
    main(sys.argv[1:])
