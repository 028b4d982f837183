#!/usr/bin/env python3
"""Holds the reader of MATLAB files against SciPy, which writes them.

usage: check_mat.py MATRIX_DUMP

MATRIX_DUMP must have been built with the trait MAT. Every numeric type, full and sparse, packed and not, of levels 4 and 5; what is
no real matrix, and files that end anywhere too soon, must be refused. Exits with 1 and the list of everything that differs, or with 0.
"""

import json
import pathlib
import subprocess
import sys
import tempfile

import numpy as np
import scipy.io
import scipy.sparse

TYPES = ["f8", "f4", "i1", "u1", "i2", "u2", "i4", "u4", "i8", "u8"]


def files(directory):
    """Pairs of what matrix-dump is told to read and what it must find; None for what it must refuse."""
    generator = np.random.default_rng(1)

    def write(name, contents, **options):
        path = directory / name
        scipy.io.savemat(path, contents, **options)
        return path

    y = np.round(50 * generator.standard_normal((7, 5)))
    for kind in TYPES:
        matrix = np.abs(y).astype(kind) if kind[0] == "u" else y.astype(kind)
        for packed in (False, True):
            yield write(f"{kind}-{packed}.mat", {"Y": matrix}, do_compression=packed), matrix
    yield write("fractions.mat", {"Y": y / 3}), y / 3
    yield write("level4.mat", {"Y": y / 3}, format="4"), y / 3
    thin = np.where(np.abs(y) > 40, y / 3, 0)
    yield write("sparse.mat", {"Y": scipy.sparse.csc_matrix(thin)}), thin
    yield write("no-entries.mat", {"Y": scipy.sparse.csc_matrix((4, 3))}), np.zeros((4, 3))
    several = write("several.mat", {"Y": y, "Z": y.T, "word": "text", "parts": {"a": 1}})
    yield f"{several}:Z", y.T
    yield write("one-matrix.mat", {"Y": y, "word": "text"}), y
    yield several, None
    yield f"{several}:word", None
    yield f"{several}:none", None
    yield write("complex.mat", {"Y": y + 1j}), None
    yield write("cube.mat", {"Y": np.ones((2, 2, 2))}), None
    yield write("nan.mat", {"Y": np.where(y > 40, np.nan, y)}), None
    for name in ("f8-False", "f8-True", "level4"):
        whole = (directory / f"{name}.mat").read_bytes()
        for size in range(0, len(whole), 37):
            path = directory / f"cut-{size}-{name}.mat"
            path.write_bytes(whole[:size])
            yield path, None


def main(arguments):
    if len(arguments) != 1:
        sys.exit(__doc__)
    complaints = []
    with tempfile.TemporaryDirectory() as directory:
        cases = list(files(pathlib.Path(directory)))
        lines = "".join(f"{path}\tdouble\n" for path, _ in cases)
        answers = subprocess.run(
            arguments, input=lines.encode(), stdout=subprocess.PIPE, check=True).stdout.splitlines()
    for (path, expected), line in zip(cases, answers, strict=True):
        answer = json.loads(line)
        if expected is None:
            if "error" not in answer:
                complaints.append(f"{path}: was read")
            continue
        if "error" in answer:
            complaints.append(f"{path}: {answer['error']}")
            continue
        bits = b"".join(bytes.fromhex(word.zfill(16)) for word in answer["entries"].split())
        found = np.frombuffer(bits, ">f8").reshape(answer["rows"], answer["columns"])
        if not np.array_equal(found, expected.astype(float)):
            complaints.append(f"{path}: other entries")
    if complaints:
        sys.exit("\n".join(complaints))
    print(f"{len(cases)} MATLAB files are read as SciPy {scipy.__version__} wrote them, or refused")


if __name__ == "__main__":
    main(sys.argv[1:])
