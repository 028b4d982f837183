#!/usr/bin/env python3
"""Writes the fixtures of the FATrainers tests: flows by SciPy, networks trained on examples by NumPy.

    python3 Tests/FATrainersTests/make_fixtures.py

Needs numpy and scipy. The rules are written down from their definitions, with the residual formed and pseudo-inverses
taken at every evaluation.
"""

import json
import pathlib

import numpy as np
from scipy.integrate import solve_ivp

FOLDER = pathlib.Path(__file__).parent / "Fixtures"


def write(name, content):
    text = json.dumps(content, separators=(",", ":")).replace("},{", "},\n{")
    (FOLDER / f"{name}.json").write_text(text + "\n")


def matrix(a):
    a = np.asarray(a, dtype=float)
    return {"rows": a.shape[0], "columns": a.shape[1], "entries": a.ravel().tolist()}


def golden():
    """The instance of the golden trajectory in Documentation/Mathematics.md."""
    n, m, r = 6, 5, 2
    y = np.array([[1 / (i + j - 1) for j in range(1, m + 1)] for i in range(1, n + 1)])
    c = np.array([[np.cos(a * b) for b in range(1, n + 1)] for a in range(1, r + 1)])
    z = np.array([[0.1 * np.sin(i + 2 * a) for a in range(1, r + 1)] for i in range(1, n + 1)])
    w = np.array([[0.1 * np.cos(2 * a + j) for j in range(1, m + 1)] for a in range(1, r + 1)])
    return y, c, z, w


def flows():
    y, c, z0, w0 = golden()
    n, r = z0.shape
    m = w0.shape[1]

    def slope(rule, z, w):
        if rule == "fa-star":
            z = y @ np.linalg.pinv(w)
        e = y - z @ w
        hidden = {
            "gd": z.T, "fa": c, "fa-star": c, "rho-fa:0.5": 0.5 * z0.T + np.sqrt(0.75) * c,
            "pseudo-backprop": np.linalg.pinv(z)}[rule]
        return (0 * z if rule == "fa-star" else e @ w.T), hidden @ e

    def unpack(state):
        return state[: n * r].reshape(n, r), state[n * r :].reshape(r, m)

    def derivative(_, state, rule):
        return np.concatenate([part.ravel() for part in slope(rule, *unpack(state))])

    times = [0.25, 2.0, 10.0, 40.0]
    cases = []
    for rule in ["gd", "fa", "fa-star", "rho-fa:0.5", "pseudo-backprop"]:
        solution = solve_ivp(
            derivative, (0, times[-1]), np.concatenate([z0.ravel(), w0.ravel()]), "DOP853",
            times, args=(rule,), rtol=1e-13, atol=1e-15)
        assert solution.success
        points = []
        for time, state in zip(times, solution.y.T):
            z, w = unpack(state)
            if rule == "fa-star":
                z = y @ np.linalg.pinv(w)
            points.append({"time": time, "z": matrix(z), "w": matrix(w)})
        cases.append({"rule": rule, "points": points})
    write("flows", {
        "target": matrix(y), "feedback": matrix(c), "z": matrix(z0), "w": matrix(w0),
        "cases": cases})


class RandomStream:
    """RandomStream of FALinalg, from the raw words of numpy.random.Philox."""

    def __init__(self, seed, name):
        # FNV-1a.
        value = 0xCBF29CE484222325
        for byte in name.encode():
            value = ((value ^ byte) * 0x100000001B3) % 2**64
        self.key = np.array([seed, value], dtype=np.uint64)

    def units(self, rows, columns):
        """Numbers in [0, 1), four rows to a block."""
        groups = (rows + 3) // 4
        result = np.empty((4 * groups, columns))
        for j in range(columns):
            for group in range(groups):
                # NumPy increments the counter before its first block.
                counter = (group + (j << 64) - 1) % 2**256
                parts = [(counter >> (64 * index)) % 2**64 for index in range(4)]
                generator = np.random.Philox(
                    key=self.key, counter=np.array(parts, dtype=np.uint64))
                words = generator.random_raw(4) >> np.uint64(11)
                result[4 * group : 4 * group + 4, j] = words * 2.0**-53
        return result

    def uniform(self, rows, columns):
        return self.units(rows, columns)[:rows]

    def normal(self, rows, columns):
        units = self.units(rows, columns)
        radius, angle = np.sqrt(-2 * np.log(1 - units[0::2])), 2 * np.pi * units[1::2]
        result = np.empty_like(units)
        result[0::2], result[1::2] = radius * np.cos(angle), radius * np.sin(angle)
        return result[:rows]


def networks():
    """The linear task of Lillicrap et al., on batches of examples taken in turn."""
    seed, examples, eta = 5, 60, 2e-3

    def symmetric(name, rows, columns, largest):
        return largest * (2 * RandomStream(seed, name).uniform(rows, columns) - 1)

    x = RandomStream(seed, "inputs").normal(30, examples)
    t = symmetric("teacher", 10, 30, 1) @ x

    def train(rule, size, steps):
        z, w = symmetric("start-z", 10, 20, 0.01), symmetric("start-w", 20, 30, 0.01)
        c = symmetric("feedback", 20, 10, 0.5)
        for step in range(steps):
            batch = np.arange(step * size, (step + 1) * size) % examples
            inputs, hidden = x[:, batch], w @ x[:, batch]
            e = t[:, batch] - z @ hidden
            decay = 0.01 if rule == "kolen-pollack:0.01:0" else 0
            update = eta * e @ hidden.T / size
            backward = {"gd": z.T, "pseudo-backprop": np.linalg.pinv(z)}.get(rule, c)
            old = z
            z, w = (1 - decay) * z + update, w + eta * backward @ e @ inputs.T / size
            if decay:
                c = (1 - decay) * c + update.T
            if rule == "weight-mirror:0.1:0.5":
                c = c + 0.1 * (old.T - 0.5 * c)
        e = t - z @ w @ x

        def angle(a, b):
            cosine = np.abs((a * b).sum(0)) / np.linalg.norm(a, axis=0) / np.linalg.norm(b, axis=0)
            return float(np.degrees(np.arccos(cosine)).mean())

        return {
            "rule": rule, "batchSize": size, "steps": steps, "z": matrix(z), "w": matrix(w),
            "error": float(np.linalg.norm(e) / np.sqrt(examples)),
            "toGradient": angle(c @ e, z.T @ e),
            "toPseudoBackprop": angle(c @ e, np.linalg.pinv(z) @ e)}

    cases = [
        train(rule, 1, 300)
        for rule in ["gd", "fa", "pseudo-backprop", "kolen-pollack:0.01:0", "weight-mirror:0.1:0.5"]]
    # Batches that wrap around the end.
    cases += [train("fa", 7, 200), train("gd", 60, 100)]
    write("networks", {"seed": seed, "examples": examples, "stepSize": eta, "cases": cases})


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    flows()
    networks()
