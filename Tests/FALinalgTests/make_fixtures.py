#!/usr/bin/env python3
"""Writes the fixtures of the FALinalg tests: answers that NumPy, SciPy and mpmath give.

    python3 Tests/FALinalgTests/make_fixtures.py

Needs numpy, scipy and mpmath. The output is the same on every run.
"""

import json
import pathlib

import mpmath
import numpy as np
import scipy.linalg

FOLDER = pathlib.Path(__file__).parent / "Fixtures"


def write(name, content):
    text = json.dumps(content, separators=(",", ":")).replace("},{", "},\n{")
    (FOLDER / f"{name}.json").write_text(text + "\n")


def matrix(a):
    a = np.asarray(a, dtype=float)
    return {"rows": a.shape[0], "columns": a.shape[1], "entries": a.ravel().tolist()}


def words(values):
    """Words as hexadecimal text: JSON readers may take numbers through floating point."""
    return [f"{int(value):016x}" for value in values]


def philox():
    """Raw words of numpy.random.Philox for keys and counters, with carries between the words."""
    top = 2**64 - 1
    cases = [
        ((0, 0), (0, 0, 0, 0)),
        ((1, 0), (0, 0, 0, 0)),
        ((0, 1), (0, 0, 0, 0)),
        ((0xDEADBEEF, 0x0123456789ABCDEF), (7, 11, 13, 17)),
        ((top, top), (5, 0, 0, 0)),
        ((2, 3), (top - 1, 0, 0, 0)),
        ((2, 3), (top, top, 0, 0)),
        ((2, 3), (top, top, top, 41)),
        ((2, 3), (top, top, top, top)),
    ]
    result = []
    for key, counter in cases:
        generator = np.random.Philox(
            key=np.array(key, dtype=np.uint64), counter=np.array(counter, dtype=np.uint64)
        )
        result.append(
            {
                "key": words(key),
                "counter": words(counter),
                "words": words(generator.random_raw(12)),
            }
        )
    write("philox", result)


def fnv(name):
    value = 0xCBF29CE484222325
    for byte in name.encode():
        value = ((value ^ byte) * 0x100000001B3) % 2**64
    return value


def random_stream():
    """Blocks of RandomStream, from the raw words of numpy.random.Philox."""

    def block_words(seed, name, group, column):
        # NumPy increments the counter before its first block.
        counter = (group + (column << 64) - 1) % 2**256
        parts = [(counter >> (64 * index)) % 2**64 for index in range(4)]
        generator = np.random.Philox(
            key=np.array([seed, fnv(name)], dtype=np.uint64),
            counter=np.array(parts, dtype=np.uint64),
        )
        return generator.random_raw(4)

    def uniform(seed, name, rows, columns):
        def entry(i, j):
            return int(block_words(seed, name, i // 4, j)[i % 4] >> np.uint64(11)) * 2.0**-53

        return matrix([[entry(i, j) for j in columns] for i in rows])

    def normal(seed, name, rows, columns):
        def entry(i, j):
            unit = [int(w >> np.uint64(11)) * 2.0**-53 for w in block_words(seed, name, i // 4, j)]
            first, second = unit[i % 4 // 2 * 2], unit[i % 4 // 2 * 2 + 1]
            with mpmath.workdps(40):
                radius = mpmath.sqrt(-2 * mpmath.log(1 - mpmath.mpf(first)))
                angle = 2 * mpmath.pi * mpmath.mpf(second)
                return float(radius * (mpmath.sin(angle) if i % 2 else mpmath.cos(angle)))

        return matrix([[entry(i, j) for j in columns] for i in rows])

    cases = [
        (0, "", range(0, 5), range(0, 3)),
        (1, "target", range(0, 9), range(0, 4)),
        (2**64 - 1, "feedback", range(3, 10), range(2, 5)),
        (7, "Größe", range(1001, 1006), range(2**32, 2**32 + 2)),
    ]
    write(
        "random_stream",
        [
            {
                "seed": words([seed])[0],
                "name": name,
                "firstRow": rows.start,
                "firstColumn": columns.start,
                "uniform": uniform(seed, name, rows, columns),
                "normal": normal(seed, name, rows, columns),
            }
            for seed, name, rows, columns in cases
        ],
    )


def angles():
    """Principal angles to 50 digits, from the smallest to the largest.

    scipy.linalg.subspace_angles agrees, but is off by up to 1e-14 itself.
    """

    def orthonormal(a):
        exact = mpmath.matrix(a.tolist())
        if a.shape[1] > a.shape[0]:
            _, values, vectors = mpmath.svd_r(exact.T)
            vectors = vectors.T
        else:
            vectors, values, _ = mpmath.svd_r(exact)
        return vectors[:, : sum(value > 1e-20 * values[0] for value in values)]

    def exact_angles(a, b):
        with mpmath.workdps(50):
            first, second = orthonormal(a), orthonormal(b)
            overlap = first.T * second
            tall = overlap if overlap.rows >= overlap.cols else overlap.T
            cosines = mpmath.svd_r(tall, compute_uv=False)
            exact = sorted(float(mpmath.acos(min(cosine, 1))) for cosine in cosines)
        assert np.allclose(exact, np.sort(scipy.linalg.subspace_angles(a, b)), rtol=0, atol=1e-12)
        return exact

    generator = np.random.default_rng(5)

    def normal(*shape):
        # Few digits, so that single precision reads nearly the same matrix.
        return np.round(generator.standard_normal(shape) * 64) / 64

    tilted = normal(20, 4)
    cases = {
        "equal dimensions": (normal(12, 3), normal(12, 3)),
        "different dimensions": (normal(10, 2), normal(10, 5)),
        "one column": (normal(6, 1), normal(6, 1)),
        "square": (normal(5, 5), normal(5, 2)),
        "wide": (normal(4, 7), normal(4, 2)),
        "nearly equal": (tilted, tilted + 2.0**-10 * normal(20, 4)),
        "rank-deficient": (normal(9, 2) @ np.array([[1, 0, 2, 1], [0, 1, 1, -1]]), normal(9, 3)),
    }
    def condition(a):
        values = np.linalg.svd(a, compute_uv=False)
        return values[0] / values[values > 1e-12 * values[0]][-1]

    write(
        "angles",
        [
            {
                "name": name,
                "a": matrix(a),
                "b": matrix(b),
                "condition": max(condition(a), condition(b)),
                "angles": exact_angles(a, b),
            }
            for name, (a, b) in cases.items()
        ],
    )


def decompositions():
    """Singular values, norms, R, L, 1-norm condition numbers, to 40 digits and then rounded."""
    mpmath.mp.dps = 40
    generator = np.random.default_rng(9)

    def integers(*shape):
        return generator.integers(-9, 10, size=shape)

    def hilbert(rows, columns):
        # Single precision reads the same numbers.
        return np.array(
            [[float(np.float32(1 / (i + j + 1))) for j in range(columns)] for i in range(rows)]
        )

    cases = {
        "integers 5 x 5": integers(5, 5),
        "integers 7 x 4": integers(7, 4),
        "integers 3 x 8": integers(3, 8),
        "Hilbert 6 x 6": hilbert(6, 6),
        "Hilbert 9 x 5": hilbert(9, 5),
        "rank 2 of 6 x 5": integers(6, 2) @ integers(2, 5),
        "row": integers(1, 6),
        "column": integers(6, 1),
        "magic": np.array([[16, 2, 3, 13], [5, 11, 10, 8], [9, 7, 6, 12], [4, 14, 15, 1]]),
    }
    result = []
    for name, a in cases.items():
        a = np.asarray(a, dtype=float)
        exact = mpmath.matrix(a.tolist())
        tall = exact if a.shape[0] >= a.shape[1] else exact.T
        values = sorted(mpmath.svd_r(tall, compute_uv=False), reverse=True)
        result.append({
            "name": name,
            "matrix": matrix(a),
            "singularValues": [float(value) for value in values],
            "frobeniusNorm": float(mpmath.sqrt(sum(x**2 for x in exact))),
            "oneNorm": float(np.abs(a).sum(axis=0).max()),
            "infinityNorm": float(np.abs(a).sum(axis=1).max()),
        })
    write("decompositions", result)

    definite = {
        "Lehmer 6": [[min(i, j) / max(i, j) for j in range(1, 7)] for i in range(1, 7)],
        "minima 5": [[min(i, j) for j in range(1, 6)] for i in range(1, 6)],
        "gram": integers(8, 4).T.astype(float),
    }
    definite["gram"] = definite["gram"] @ definite["gram"].T
    result = []
    for name, a in definite.items():
        a = np.asarray(a, dtype=float)
        exact = mpmath.matrix(a.tolist())
        lower = mpmath.cholesky(exact)
        condition = mpmath.mnorm(exact, 1) * mpmath.mnorm(exact**-1, 1)
        result.append(
            {
                "name": name,
                "matrix": matrix(a),
                "l": matrix([[float(lower[i, j]) for j in range(len(a))] for i in range(len(a))]),
                "condition": float(condition),
            }
        )
    write("cholesky", result)


def exponentials():
    """Exponentials of matrices that are far from normal, by mpmath with 800 digits."""
    mpmath.mp.dps = 800
    generator = np.random.default_rng(6)
    cases = {}
    for k in [1e2, 1e4, 1e6, 1e9, 1e15, 1e50, 1e150, 1e300]:
        cases[f"reflection {k:g}"] = [[1, k], [0, -1]]
        cases[f"lower reflection {k:g}"] = [[1, 0], [k, -1]]
        cases[f"swap {k:g}"] = [[0, k], [1 / k, 0]]
    cases["fast decay"] = [[1, 1e5], [0, -700]]
    cases["close pair"] = [[-100, 1e8], [0, -100.001]]
    cases["large pair"] = [[300, 1e3], [0, 300]]
    cases["graded triangle"] = [[-1, 1e6, 1e12], [0, -2, 1e6], [0, 0, -3]]
    cases["lower triangle"] = np.tril(3.0 * generator.integers(-9, 10, size=(5, 5)))
    cases["nilpotent"] = 1e8 * np.eye(6, k=1)
    cases["nilpotent, powers"] = 1e8 * np.diag([1.0, 1e3, 1e-3, 1e5, 1e2], 1)
    cases["blocks"] = np.block(
        [[np.array([[1, 1e9], [0, -1]]), 1e3 * np.eye(2)], [np.zeros((2, 2)), np.diag([0.5, -2])]]
    )
    cases["turn"] = [[0, -30], [30, 0]]
    cases["integers"] = generator.integers(-9, 10, size=(8, 8)) / 4.0
    result = []
    for name, a in cases.items():
        a = np.asarray(a, dtype=float)
        exact = mpmath.expm(mpmath.matrix(a.tolist()), method="taylor")
        result.append(
            {
                "name": name,
                "matrix": matrix(a),
                "exponential": matrix([[float(x) for x in row] for row in exact.tolist()]),
            }
        )
    write("exponentials", result)


def structured():
    """Structured and defective matrices, whose entries single precision holds as well, to 60 digits.

    Of the eigenvalues: the order k of the largest Jordan block, and the condition of what brings A to its Jordan form,
    which bound what a perturbation does to them. Of a function: how much a perturbation of A is magnified, at least, by
    twelve random ones.
    """
    mpmath.mp.dps = 60
    generator = np.random.default_rng(11)

    def table(n, entry):
        return [[entry(i, j) for j in range(n)] for i in range(n)]

    def single(value):
        return float(np.float32(value))

    def jordan(*blocks):
        n = sum(size for _, size in blocks)
        a, start = mpmath.zeros(n), 0
        for value, size in blocks:
            for i in range(start, start + size):
                a[i, i] = value
                if i + 1 < start + size:
                    a[i, i + 1] = 1
            start += size
        return a

    def unimodular(n):
        lower, upper = np.eye(n, dtype=int), np.eye(n, dtype=int)
        lower[np.tril_indices(n, -1)] = generator.integers(-1, 2, size=n * (n - 1) // 2)
        upper[np.triu_indices(n, 1)] = generator.integers(-1, 2, size=n * (n - 1) // 2)
        return mpmath.matrix((lower @ upper).tolist())

    cosine = 0.8
    sine = single((1 - cosine**2) ** 0.5)
    plain = {
        "Frank 7": table(7, lambda i, j: 7 - max(i, j) if j >= i - 1 else 0),
        "Grcar 8": table(8, lambda i, j: -1 if j == i - 1 else 1 if 0 <= j - i <= 3 else 0),
        "Pascal 6": table(6, lambda i, j: int(mpmath.binomial(i + j, i))),
        "Kahan 7": table(7, lambda i, j: single(sine**i * (1 if i == j else -cosine if j > i else 0))),
        "Hilbert 6": table(6, lambda i, j: single(1 / (i + j + 1))),
        "Vandermonde 5": table(5, lambda i, j: (i - 2) ** j + (1 if i == j == 0 else 0)),
        "second difference 12": table(12, lambda i, j: 2 if i == j else -1 if abs(i - j) == 1 else 0),
        "Wilkinson 9": table(9, lambda i, j: abs(i - 4) if i == j else 1 if abs(i - j) == 1 else 0),
        "Clement 6": table(6, lambda i, j: i + 1 if j == i + 1 else 6 - i if j == i - 1 else 0),
        "circulant 5": table(5, lambda i, j: [4, 1, 0, 2, -1][(j - i) % 5]),
        "Hadamard 8": table(8, lambda i, j: 1 - 2 * (bin(i & j).count("1") % 2)),
        "skew 4": table(4, lambda i, j: (i > j) * (i + j) - (i < j) * (i + j)),
        "graded 5": table(5, lambda i, j: 2.0 ** (-6 * max(i, j)) * (3 if i == j else 1)),
    }
    cases = []
    for name, a in plain.items():
        a = mpmath.matrix(a)
        values, vectors = mpmath.eig(a)
        for j in range(a.rows):
            vectors[:, j] /= mpmath.norm(vectors[:, j])
        cases.append((name, a, values, vectors, 1))
    for name, blocks in {
        "Jordan 4": [(2, 4)],
        "Jordan 3 and 2": [(1, 3), (3, 2)],
        "two blocks of one value": [(2, 2), (2, 3)],
        "Jordan 2 beside others": [(1, 2), (4, 1), (9, 1)],
    }.items():
        j = jordan(*blocks)
        values = [j[i, i] for i in range(j.rows)]
        cases.append((name, j, values, mpmath.eye(j.rows), max(size for _, size in blocks)))
        x = unimodular(j.rows)
        a = x * j * x**-1
        a = mpmath.matrix([[mpmath.nint(entry) for entry in row] for row in a.tolist()])
        cases.append((name + ", turned", a, values, x, max(size for _, size in blocks)))
    # (x - 1)^4
    companion = mpmath.matrix([[4, -6, 4, -1], [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0]])
    chain = mpmath.matrix(table(4, lambda i, j: mpmath.binomial(3 - i, j)))
    assert mpmath.norm(companion * chain - chain * jordan((1, 4))) == 0
    cases.append(("companion of a fourfold root", companion, [1] * 4, chain, 4))

    def function(name, a):
        apply = {"exp": lambda x: mpmath.expm(x, method="taylor"), "log": mpmath.logm, "sqrt": mpmath.sqrtm}[name]
        exact, magnified = apply(a), mpmath.mpf(0)
        step = mpmath.mpf(10) ** -25
        for _ in range(12):
            direction = mpmath.matrix(generator.standard_normal((a.rows, a.rows)).tolist())
            direction *= step * mpmath.mnorm(a, "f") / mpmath.mnorm(direction, "f")
            change = mpmath.mnorm(apply(a + direction) - exact, "f") / mpmath.mnorm(exact, "f")
            magnified = max(magnified, change / step)
        return {
            "name": name,
            "value": matrix([[float(mpmath.re(x)) for x in row] for row in exact.tolist()]),
            "condition": float(magnified),
        }

    result = []
    for name, a, values, vectors, block in cases:
        n = a.rows
        right = mpmath.matrix([[(-1) ** i * (i + 1)] for i in range(n)])
        singular = sorted(mpmath.svd_r(a, compute_uv=False), reverse=True)
        vectors_values = mpmath.svd_c(mpmath.matrix(vectors), compute_uv=False)
        determinant = mpmath.det(a)
        values = sorted(((float(mpmath.re(v)), float(mpmath.im(v))) for v in values))
        case = {
            "name": name,
            "matrix": matrix([[float(x) for x in row] for row in a.tolist()]),
            "singularValues": [float(value) for value in singular],
            "eigenvalues": matrix(values),
            "largestBlock": block,
            "jordanCondition": float(max(vectors_values) / min(vectors_values)),
            "sign": int(mpmath.sign(determinant)),
            "logDeterminant": float(mpmath.log(abs(determinant))),
            "right": matrix([[float(x)] for x in right]),
            "solution": matrix([[float(x)] for x in mpmath.lu_solve(a, right)]),
            "functions": [],
        }
        if block > 1:
            case["functions"] = [function(f, a) for f in ("exp", "log", "sqrt")]
        result.append(case)
    write("structured", result)


if __name__ == "__main__":
    philox()
    random_stream()
    angles()
    decompositions()
    exponentials()
    structured()
