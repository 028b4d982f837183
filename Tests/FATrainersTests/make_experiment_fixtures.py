#!/usr/bin/env python3
"""Writes Fixtures/statistics.json with SciPy and Fixtures/limits.json with NumPy and mpmath.

    python3 Tests/FATrainersTests/make_experiment_fixtures.py

Needs numpy, scipy and mpmath. The output is the same on every run.
"""

import json
import pathlib

import mpmath
import numpy as np
from scipy import stats

FOLDER = pathlib.Path(__file__).parent / "Fixtures"
rng = np.random.default_rng(20260801)
QUANTILES = [0, 0.05, 0.25, 0.5, 0.6180339, 0.95, 1]


def write(name, content):
    (FOLDER / f"{name}.json").write_text(json.dumps(content) + "\n")


def sample(values):
    t = stats.t.interval(0.95, len(values) - 1, loc=np.mean(values), scale=stats.sem(values))
    intervals = []
    for p, level in [(0.5, 0.95), (0.5, 0.8), (0.25, 0.9), (0.9, 0.99)]:
        found = stats.quantile_test(values, q=0, p=p).confidence_interval(level)
        ends = None if np.isnan(found.low) or np.isnan(found.high) else [found.low, found.high]
        intervals.append({"p": p, "level": level, "ends": ends})
    return {
        "values": list(values),
        "mean": np.mean(values),
        "standardDeviation": np.std(values, ddof=1),
        "standardError": stats.sem(values),
        "quantiles": list(np.quantile(values, QUANTILES)),
        "meanInterval": list(t),
        "quantileIntervals": intervals,
    }


def pairs(first, second):
    smaller, larger = int(np.sum(first < second)), int(np.sum(first > second))
    logs = np.log(first / second)
    interval = stats.t.interval(0.95, len(logs) - 1, loc=np.mean(logs), scale=stats.sem(logs))
    return {
        "first": list(first),
        "second": list(second),
        "smaller": smaller,
        "larger": larger,
        "signTest": stats.binomtest(smaller, smaller + larger).pvalue,
        "geometricMean": stats.gmean(first / second),
        "geometricMeanInterval": list(np.exp(interval)),
        "medianRatio": np.median(first / second),
    }


def statistics():
    laws = [rng.normal(3, 2, n) for n in [2, 3, 7, 30, 201]]
    laws += [rng.exponential(1, 12), 1e8 + rng.normal(0, 1e-3, 50), np.round(rng.normal(0, 2, 40))]
    base = [rng.lognormal(0, 0.5, n) for n in [4, 25, 300]]
    write(
        "statistics",
        {
            "levels": QUANTILES,
            "samples": [sample(values) for values in laws],
            "pairs": [pairs(b * rng.lognormal(0.1, 0.2, len(b)), b) for b in base],
            "t": [
                {"p": p, "degrees": d, "value": stats.t.ppf(p, d)}
                for d in [1, 2, 5, 29, 1000]
                for p in [0.5, 0.6, 0.9, 0.975, 0.9999, 0.01]
            ],
        },
    )


def exact_limit(values, normal, rank):
    """||S - S P|| for P the projector on the row space of normal' S, in 80 digits."""
    mpmath.mp.dps = 80
    count = len(values)
    basis = []
    for j in range(rank):
        column = [mpmath.mpf(values[i]) * mpmath.mpf(normal[i][j]) for i in range(count)]
        for _ in range(2):
            for other in basis:
                product = sum(a * b for a, b in zip(other, column))
                column = [a - product * b for a, b in zip(column, other)]
        norm = mpmath.sqrt(sum(a * a for a in column))
        basis.append([a / norm for a in column])
    total = sum(
        mpmath.mpf(values[i]) ** 2 * (1 - sum(b[i] ** 2 for b in basis)) for i in range(count)
    )
    return float(mpmath.sqrt(total))


def exact_cases():
    spectra = {
        "power": [1 / i for i in range(1, 13)],
        "steep": [10.0**-i for i in range(12)],
        "gap": [3.0, 2.0, 1.0, 1e-9, 1e-9, 1e-10],
        "flat": [1.0] * 9,
        "near": [1.05] * 3 + [1.0] * 12,
    }
    cases = []
    for name, values in spectra.items():
        for rank in [1, 2, 3, 5]:
            normal = rng.normal(size=(len(values), rank))
            cases.append(
                {
                    "name": name,
                    "values": values,
                    "normal": {
                        "rows": len(values),
                        "columns": rank,
                        "entries": list(normal.ravel()),
                    },
                    "error": exact_limit(values, normal.tolist(), rank),
                }
            )
    return cases


def simulated(rows, columns, values, rank, draws):
    """Quantiles of ||Y - Y P_CY|| with Y and C as they are, nothing reduced."""
    u = np.linalg.qr(rng.normal(size=(rows, len(values))))[0]
    v = np.linalg.qr(rng.normal(size=(columns, len(values))))[0]
    y = u * values @ v.T
    errors = []
    for _ in range(draws):
        q = np.linalg.qr((rng.normal(size=(rank, rows)) @ y).T)[0]
        errors.append(np.linalg.norm(y - (y @ q) @ q.T))
    levels = [0.05, 0.25, 0.5, 0.75, 0.95]
    return {
        "values": list(values),
        "rank": rank,
        "draws": draws,
        "levels": levels,
        "quantiles": list(np.quantile(errors, levels)),
    }


def limits():
    power = 1 / np.arange(1.0, 21)
    step = np.array([1.0] * 4 + [0.3] * 16)
    write(
        "limits",
        {
            "exact": exact_cases(),
            "simulated": [
                simulated(50, 30, values, rank, 40_000)
                for values in [power, step]
                for rank in [1, 4, 9]
            ],
        },
    )


statistics()
limits()
