#!/usr/bin/env python3
"""Holds fa-bench against textbook loops in NumPy: random targets, every rule, 500 steps.

usage: check_trajectories.py FA_BENCH

The loops form the residual E = Y - ZW and every pseudo-inverse in every step, which fa-bench never does. The matrices are given to
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
# The reference, and the coordinates that fa-bench chooses by itself.
METHODS = ["dense", "auto"]
STEP_SIZES = {
    "gd": 0.1, "fa": 0.05, "fa-star": 0.08, "rho-fa:0.3": 0.05, "kolen-pollack:0.01:0": 0.05,
    "kolen-pollack:0.01:0.02": 0.05, "weight-mirror:0.1:0.5": 0.05, "sign-symmetry-u": 0.05,
    "sign-symmetry-fr": 0.05, "sign-symmetry-br": 0.05, "low-rank-feedback:2": 0.05,
    "pseudo-backprop": 0.02, "als": 1, "shallow": 0.1}
# From a small random start this one throws the product far away, and rounding errors with it.
STEP_SIZES_NEAR_THE_OPTIMUM = {"scaled-gd": 0.3}
# These are solved by scalar recursions there.
STEP_SIZES_FROM_ZERO = {"fa": 0.05, "rho-fa:0.3": 0.05, "low-rank-feedback:2": 0.05}
SEED = 5


def target(generator, n, m, spectrum):
    if SPECTRA[spectrum] is None:
        return generator.standard_normal((n, m)) / np.sqrt(max(n, m))
    count = min(n, m)
    u = np.linalg.qr(generator.standard_normal((n, count)))[0]
    v = np.linalg.qr(generator.standard_normal((m, count)))[0]
    return u * SPECTRA[spectrum](np.arange(1.0, count + 1)) @ v.T


def solved_readout(y, w):
    return np.linalg.lstsq(w.T, y.T, rcond=None)[0].T


def initial_feedback(name, parameters, c, z):
    if name == "rho-fa":
        return parameters[0] * z.T + np.sqrt(1 - parameters[0] ** 2) * c
    if name == "low-rank-feedback":
        u, s, vt = np.linalg.svd(c, full_matrices=False)
        q = int(parameters[0])
        return u[:, :q] * s[:q] @ vt[:q]
    return c


def magnitudes(name, c, step):
    """|M| of sign symmetry, r x n."""
    r, n = c.shape
    size = np.linalg.norm(c) / np.sqrt(c.size)
    if name == "sign-symmetry-u":
        return size
    if name == "sign-symmetry-fr":
        return abs(c)
    words = np.random.Generator(np.random.Philox(key=[SEED, 0x62725346], counter=[0, step, 0, 0]))
    return np.sqrt(3) * size * words.random(n * r).reshape(r, n)


def train(rule, y, c, z, w, eta):
    """The factors after STEPS steps of the textbook's loop."""
    name, *parameters = rule.split(":")
    parameters = [float(text) for text in parameters] + [0.0, 0.0]
    given = c = initial_feedback(name, parameters, c, z)
    solves = name in ("fa-star", "als")
    for step in range(STEPS):
        if solves:
            z = solved_readout(y, w)
        e = y - z @ w
        if name.startswith("sign-symmetry"):
            c = magnitudes(name, given, step) * np.sign(z.T)
        if name == "gd":
            hidden = z.T @ e
        elif name in ("pseudo-backprop", "scaled-gd", "als"):
            hidden = np.linalg.pinv(z) @ e
        elif name == "shallow":
            hidden = 0 * w
        else:
            hidden = c @ e
        readout = 0 * z if solves else e @ (np.linalg.pinv(w) if name == "scaled-gd" else w.T)
        decay, hidden_decay = parameters[:2] if name == "kolen-pollack" else (0, 0)
        if name == "kolen-pollack":
            c = (1 - decay) * c + eta * readout.T
        elif name == "weight-mirror":
            c = c + parameters[0] * (z.T - parameters[1] * c)
        z = (1 - decay) * z + eta * readout
        w = (1 - hidden_decay) * w + eta * hidden
    return (solved_readout(y, w) if solves else z), w


def difference(value, expected):
    return np.linalg.norm(value - expected) / np.linalg.norm(expected)


class Instance:
    """A problem in files, and fa-bench's answers to it."""

    def __init__(self, program, directory, generator, shape, spectrum, form):
        n, m, self.rank = shape
        self.program, self.directory = program, directory
        self.name = f"{n} x {m}, rank {self.rank}, {spectrum}, {form[0]} in order {form[1]}"
        y = target(generator, n, m, spectrum)
        self.trained = {}
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

    def restart(self, z, w):
        """Replaces the start."""
        for flag, matrix in (("initial-z", z), ("initial-w", w)):
            np.save(self.directory / f"{flag}.npy", matrix)
            self.matrices[flag] = matrix
        self.trained = {}

    def balanced_optimum(self):
        u, s, vt = np.linalg.svd(self.matrices["input"], full_matrices=False)
        roots = np.sqrt(s[:self.rank])
        return u[:, :self.rank] * roots, roots[:, None] * vt[:self.rank]

    def compare(self, *options):
        files = [text for flag in self.matrices for text in (f"--{flag}", self.directory / f"{flag}.npy")]
        command = [
            self.program, "compare", *files, "--rank", str(self.rank), "--format", "json",
            "--save-factors", self.directory, *options]
        return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)

    def saved(self, factor, rule):
        return np.load(self.directory / f"{factor}_{rule}.npy")

    def expected(self, rule, step_size):
        """The loop's factors, which every method is held against."""
        key = (rule, step_size)
        if key not in self.trained:
            self.trained[key] = train(rule, *self.matrices.values(), step_size)
        return self.trained[key]

    def check(self, rules, step_sizes, method):
        """Yields what differs."""
        y = self.matrices["input"]
        result = self.compare(
            "--step-size", step_sizes, "--max-steps", str(STEPS), "--tolerance", "0",
            "--rules", ",".join(rules), "--method", method, "--seed", str(SEED))
        for run in result["runs"]:
            rule, where = run["rule"], f"{self.name}: {run['rule']}, {method}, at step size {step_sizes}"
            if run["steps"] != STEPS and run["history"][-1]["stationarity"] != 0:
                yield f"{where}: {run['status']} after {run['steps']} steps"
                continue
            expected = self.expected(rule, run["stepSize"])
            for factor, matrix in zip("ZW", expected):
                far = difference(self.saved(factor, rule), matrix)
                if not far <= FACTORS:
                    yield f"{where}: {factor} differs by {far:.1e}"
            error = np.linalg.norm(y - expected[0] @ expected[1])
            if not abs(run["error"] - error) <= FACTORS * np.linalg.norm(y):
                yield f"{where}: error is {run['error']}, not {error}"
            drifts = [record["conservationDrift"] for record in run["history"]]
            if not max((drift for drift in drifts if drift is not None), default=0) <= 1e-12:
                yield f"{where}: conservationDrift is {run['conservationDrift']}"
        yield from self.check_bounds(result)

    def check_all(self, step_sizes):
        """Yields what differs, for rules at the given step sizes and at automatic ones."""
        for sizes in (",".join(f"{rule}={size}" for rule, size in step_sizes.items()), "auto"):
            for method in METHODS:
                yield from self.check(step_sizes, sizes, method)

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
                complaints += instance.check_all(STEP_SIZES)
                z, w = (matrix.copy() for matrix in list(instance.matrices.values())[2:])
                best_z, best_w = instance.balanced_optimum()
                instance.restart(best_z + 0.1 * z, best_w + 0.1 * w)
                complaints += instance.check_all(STEP_SIZES_NEAR_THE_OPTIMUM)
                instance.restart(0 * z, 0 * w)
                complaints += instance.check_all(STEP_SIZES_FROM_ZERO)
                rules = [*STEP_SIZES, *STEP_SIZES_NEAR_THE_OPTIMUM, *STEP_SIZES_FROM_ZERO]
                runs += 2 * len(METHODS) * len(rules)
    if complaints:
        sys.exit("\n".join(complaints))
    print(f"{runs} runs agree with NumPy {np.__version__}")


if __name__ == "__main__":
    main(sys.argv[1:])
