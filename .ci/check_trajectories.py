#!/usr/bin/env python3
"""Holds fa-bench against textbook loops in NumPy: random targets, every rule, 500 steps, and each of the first 50.

usage: check_trajectories.py FA_BENCH

The loops form the residual E = Y - ZW and every pseudo-inverse in every step, which fa-bench never does. The matrices are given to
both as files, in turn in every real type and order that NumPy writes; what rules draw themselves is drawn anew. For the single steps fa-bench draws
everything, saves it (--save-target, --save-factors), and records the error of every step (--record every:1). Exits with 1 and the
list of everything that differs, rules without a loop among it, or with 0.
"""

import csv
import json
import pathlib
import re
import subprocess
import sys
import tempfile

import numpy as np

STEPS = 500
# How many steps are looked at one by one, and how far an error may be off, relatively.
SINGLE_STEPS, ERROR = 50, 1e-12
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
    "pseudo-backprop": 0.02, "als": 1, "shallow": 0.1, "gd-decay:0.1": 0.1, "fa-decay:0.05": 0.05,
    "adaptive-feedback": 0.02, "product-feedback:4:0.01": 0.05,
    "oja-feedback:3:0.02:0.25": 0.05, "information-alignment:0.2:0.8:1.5:0.4": 0.05, "nesterov-fa:0.5": 0.03,
    "nesterov-kolen-pollack:0.8:0.01": 0.01, "alternating-gd": 0.1, "alternating-fa-decay:0.05": 0.05,
    "alternating-adaptive-feedback": 0.02}
# From a small random start this one throws the product far away, and rounding errors with it.
STEP_SIZES_NEAR_THE_OPTIMUM = {"scaled-gd": 0.3, "scaled-gd:0.1": 0.3}
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


def drawn(name, rows, columns):
    """Standard normal numbers, each from a place of its own: Box and Muller's, of the words of a generator for each column."""
    word = 0xCBF29CE484222325
    for letter in name.encode():
        word = (word ^ letter) * 0x100000001B3 % 2**64
    # As a list, NumPy would make floating-point numbers of it.
    key = np.array([SEED, word], dtype=np.uint64)
    matrix = np.empty((rows, columns))
    for column in range(columns):
        # NumPy counts on before it takes the first words.
        words = np.random.Philox(key=key, counter=((column << 64) - 1) % 2**256)
        first, second = np.random.Generator(words).random(2 * (rows // 2 + 2)).reshape(-1, 2).T
        radius, angle = np.sqrt(-2 * np.log(1 - first)), 2 * np.pi * second
        matrix[:, column] = np.stack([radius * np.cos(angle), radius * np.sin(angle)], axis=1).ravel()[:rows]
    return matrix


def channels(n, q):
    """B of product feedback, q x n."""
    return drawn("product-feedback", n, q).T / np.sqrt(q)


def following_channels(n, q):
    """B of Oja's feedback at the beginning, q x n: any basis of its rows gives the same C."""
    return np.linalg.qr(drawn("oja-feedback", n, min(q, n)))[0].T


def initial_feedback(name, parameters, c, z):
    if name == "rho-fa":
        return parameters[0] * z.T + np.sqrt(1 - parameters[0] ** 2) * c
    if name == "low-rank-feedback":
        u, s, vt = np.linalg.svd(c, full_matrices=False)
        q = int(parameters[0])
        return u[:, :q] * s[:q] @ vt[:q]
    if name == "product-feedback":
        b = channels(len(z), int(parameters[0]))
        return c @ np.linalg.pinv(b) @ b
    if name == "oja-feedback":
        b = following_channels(len(z), int(parameters[0]))
        return c @ b.T @ b
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


class Rule:
    """A rule by its definition: one step of Z, W and C, all from the matrices before it."""

    def __init__(self, text, y, c, z, eta):
        parts = text.split(":")
        word, _, rest = parts[0].partition("-")
        self.word, self.name = (word, rest) if word in ("nesterov", "alternating") else ("", parts[0])
        numbers = [float(part) for part in parts[1:]]
        self.beta = numbers.pop(0) if self.word == "nesterov" else 0
        given = len(numbers)
        self.numbers = numbers = numbers + [0.0] * 4
        if self.name == "kolen-pollack" and given == 1:
            numbers[1] = numbers[0]
        self.y, self.eta, self.solves = y, eta, self.name in ("fa-star", "als")
        self.c = initial_feedback(self.name, numbers, c, z)
        self.decays = {
            "kolen-pollack": numbers[:2], "product-feedback": 2 * numbers[1:2], "oja-feedback": 2 * numbers[1:2],
            "gd-decay": 2 * [eta * numbers[0]], "fa-decay": 2 * [eta * numbers[0]]}.get(self.name, (0, 0))
        if self.name == "adaptive-feedback":
            self.f = drawn(self.name, y.shape[1], len(y)) / np.sqrt(len(y))
        if self.name == "oja-feedback":
            self.b = following_channels(len(y), int(numbers[0]))
            self.r = c @ self.b.T

    def back(self, c, z, w, step):
        """The matrix through which the error reaches the hidden layer."""
        if self.name in ("gd", "gd-decay"):
            return z.T
        if self.name == "scaled-gd":
            return self.damped(z) @ z.T
        if self.name in ("pseudo-backprop", "als"):
            return np.linalg.pinv(z)
        if self.name == "adaptive-feedback":
            return w @ self.f
        if self.name.startswith("sign-symmetry"):
            return magnitudes(self.name, self.c, step) * np.sign(z.T)
        return 0 * c if self.name == "shallow" else c

    def damped(self, a):
        """(A'A + damping)^-1, or without damping the pseudo-inverse of A'A."""
        if self.numbers[0] == 0:
            return np.linalg.pinv(a) @ np.linalg.pinv(a).T
        return np.linalg.inv(a.T @ a + self.numbers[0] * np.eye(a.shape[1]))

    def learned(self, c, z, w, e, readout):
        """C after a step whose readout moves by eta times a direction."""
        p = self.numbers
        if self.name == "kolen-pollack":
            return (1 - p[0]) * c + self.eta * readout.T
        if self.name == "weight-mirror":
            return c + p[0] * (z.T - p[1] * c)
        if self.name == "product-feedback":
            b = channels(len(z), int(p[0]))
            return (1 - p[1]) * c + self.eta * readout.T @ b.T @ b
        if self.name == "oja-feedback":
            self.r = (1 - p[1]) * self.r + self.eta * readout.T @ self.b.T
            seen = self.b @ e
            move = seen @ e.T - seen @ seen.T @ self.b
            self.b = self.b + self.eta * p[2] / np.linalg.norm(self.y) * move
            return self.r @ self.b
        if self.name == "information-alignment":
            mu, a, returning, g = p[:4]
            unit = np.linalg.norm(self.c) ** 2 / len(w)
            covariance = w @ w.T / unit
            seen = z @ covariance @ z.T / unit
            bound = 2 * (returning * np.trace(seen) + g)
            return c + mu / (1 + mu * bound) * (a * covariance @ z.T - 2 * returning * c @ seen - 2 * g * c)
        return c

    def step(self, c, z, w, step):
        e = self.y - z @ w
        readout = 0 * z if self.solves else e @ (w.T @ self.damped(w.T) if self.name == "scaled-gd" else w.T)
        after = (
            self.learned(c, z, w, e, readout), (1 - self.decays[0]) * z + self.eta * readout,
            (1 - self.decays[1]) * w + self.eta * self.back(c, z, w, step) @ e)
        if self.word == "alternating":
            return (after[0], after[1], w) if step % 2 == 0 else (c, z, after[2])
        return after


def trajectory(text, y, c, z, w, eta, steps):
    """The factors before each step of the textbook's loop, and after the last."""
    rule = Rule(text, y, c, z, eta)
    place = last = (rule.c, z, w)
    for step in range(steps + 1):
        if rule.solves:
            place = (place[0], solved_readout(y, place[2]), place[2])
        yield place[1:]
        after = rule.step(*place, step)
        if rule.word == "nesterov":
            # The point ahead: X + beta (X - X_before); feedback that is no more than a function of the step has no momentum.
            place = tuple(new + rule.beta * (new - old) for new, old in zip(after, last))
            last = after
        else:
            place = after


def train(*arguments):
    """The factors after STEPS steps of the textbook's loop."""
    *_, last = trajectory(*arguments, STEPS)
    return last


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


def rule_names(program):
    """The rules of the program, from what it says of one that it does not have."""
    command = [program, "compare", "--synthetic", "2x2", "--spectrum", "flat", "--rank", "1", "--rules", "?"]
    answer = subprocess.run(command, stderr=subprocess.PIPE, text=True).stderr
    listed = " ".join(answer.split()).partition("the rules are ")[2]
    return re.findall(r"[a-z][a-z-]*(?=[:,.]|$)", re.sub(r":[A-Z:-]+", "", listed.partition(". ")[0]))


def covers(tested, name):
    return any(rule.split(":")[0] == name for rule in tested)


def check_single_steps(program, shape, spectrum):
    """Yields what differs in the error of a step, for every rule from what fa-bench drew and saved."""
    n, m, rank = shape
    rules = [*STEP_SIZES, *STEP_SIZES_NEAR_THE_OPTIMUM]
    with tempfile.TemporaryDirectory() as name:
        directory = pathlib.Path(name)
        result = json.loads(subprocess.run(
            [program, "compare", "--synthetic", f"{n}x{m}", "--spectrum", spectrum, "--rank", str(rank),
             "--rules", ",".join(rules), "--seed", str(SEED), "--tolerance", "0",
             "--max-steps", str(SINGLE_STEPS), "--record", "every:1", "--save-target", directory / "Y.npy",
             "--save-factors", directory, "--history", directory / "history.csv", "--embed-matrices",
             "--format", "json"], check=True, stdout=subprocess.PIPE).stdout)
        with open(directory / "history.csv", newline="") as file:
            rows = list(csv.DictReader(file))
        y, c, z, w = (np.load(directory / f"{name}.npy") for name in ("Y", "C", "Z0", "W0"))
        embedded = result["matrices"]
        for matrix, key in ((y, "target"), (c, "feedback"), (z, "initialZ"), (w, "initialW")):
            if not np.array_equal(matrix, np.array(embedded[key])):
                yield f"{shape}: {key} of the JSON is not what was saved"
        for run in result["runs"]:
            rule = run["rule"]
            found = [float(row["error"]) for row in rows if row["rule"] == rule]
            if found != [record["error"] for record in run["history"]]:
                yield f"{shape}, {rule}: the histories as CSV and as JSON differ"
            own = [directory / f"{factor}0_{rule}.npy" for factor in "ZW"]
            start = [np.load(path) if path.exists() else given for path, given in zip(own, (z, w))]
            expected = [
                np.linalg.norm(y - a @ b)
                for a, b in trajectory(rule, y, c, *start, run["stepSize"], len(found) - 1)]
            far = np.max(np.abs(np.array(found) - expected)) / np.linalg.norm(y)
            if run["history"][-1]["stationarity"] != 0 and len(found) != SINGLE_STEPS + 1 or not far <= ERROR:
                yield f"{shape}, {rule}: the error of {len(found)} steps differs by {far:.1e}"


def main(arguments):
    if len(arguments) != 1:
        sys.exit(__doc__)
    tested = [*STEP_SIZES, *STEP_SIZES_NEAR_THE_OPTIMUM, *STEP_SIZES_FROM_ZERO]
    complaints, runs = [f"no loop for {name}" for name in rule_names(arguments[0]) if not covers(tested, name)], 0
    for shape in SHAPES:
        complaints += check_single_steps(arguments[0], shape, "power:1")
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
                runs += 2 * len(METHODS) * len(tested)
    if complaints:
        sys.exit("\n".join(complaints))
    print(f"{runs} runs agree with NumPy {np.__version__}")


if __name__ == "__main__":
    main(sys.argv[1:])
