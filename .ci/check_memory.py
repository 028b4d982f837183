#!/usr/bin/env python3
"""Holds the memory that commands say they need against what they take.

    python3 .ci/check_memory.py .build/release/fa-bench

It runs once, and the system tells the most that it held; then under limits of its data that are too low for it, where it
must end with its documented code and name what it needs: within a fifth of what it took.
"""

import os
import pathlib
import re
import resource
import subprocess
import sys
import tempfile

import numpy as np

PROGRAM = sys.argv[1]
ENVIRONMENT = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
MIB = 1 << 20
NEEDED = re.compile(r"(?:besides it,|--jobs \d+\)|--synthetic \S+) needs ([\d.e+-]+) GB of memory")


def run(words, limit=None):
    """The code, messages, and the most bytes that were held."""

    def confine():
        resource.setrlimit(resource.RLIMIT_DATA, (limit, limit))

    with tempfile.TemporaryFile() as messages:
        process = subprocess.Popen(
            [PROGRAM, *map(str, words)], stdout=subprocess.DEVNULL, stderr=messages, env=ENVIRONMENT,
            preexec_fn=confine if limit else None,
        )  # fmt: skip
        _, status, usage = os.wait4(process.pid, 0)
        messages.seek(0)
        return os.waitstatus_to_exitcode(status), messages.read().decode(), 1024 * usage.ru_maxrss


def cases(folder):
    """Commands, and the bytes of the matrices that are there before what they speak of."""
    generator = np.random.default_rng(1)

    def matrix(rows, columns):
        path = folder / f"{rows}x{columns}.npy"
        np.save(path, generator.standard_normal((rows, columns)))
        return path

    square, wide, narrow = matrix(1500, 1500), matrix(500, 9000), matrix(450, 12000)
    for path, count in [(square, 1500 * 1500), (wide, 500 * 9000)]:
        for precision, size in [("double", 8), ("single", 4)]:
            yield ["svd", "--input", path, "--rank", 350, "--precision", precision], size * count
    few = ["--rank", 5, "--rules", "gd,fa", "--max-steps", 100]
    yield ["compare", "--input", narrow, *few], 8 * 450 * 12000
    yield ["compare", "--input", square, *few, "--method", "spectral"], 8 * 1500 * 1500
    yield ["limits", "--input", wide, "--ranks", 5, "--draws", 10], 8 * 500 * 9000
    grid = ["--ranks", 5, "--rules", "fa", "--max-steps", 10, "--results", folder / "cells"]
    yield ["sweep", "--input", narrow, "--input", wide, *grid, "--jobs", 1], 8 * (450 * 12000 + 500 * 9000)
    yield ["sweep", "--synthetic", "1500x1500", "--spectrum", "flat", *grid, "--jobs", 1], 0


def main():
    small, _, base = run(["svd", "--synthetic", "9x9", "--spectrum", "power:1", "--rank", 1])
    assert small == 0
    wrong = 0
    with tempfile.TemporaryDirectory() as place:
        for words, before in cases(pathlib.Path(place)):
            results = pathlib.Path(place) / "cells"
            results.unlink(missing_ok=True)
            code, messages, peak = run(words)
            results.unlink(missing_ok=True)
            assert code == 0, messages
            # The least that lets it come so far: OpenBLAS takes 128 MiB before.
            found, limit = None, 160 * MIB + before
            while not found and code in (0, 64, 65, 66, 70) and limit < 1000 * MIB:
                limit += 4 * MIB
                code, messages, _ = run(words, limit)
                found = None if "streamed" in messages else NEEDED.search(messages)
            needed = before + 1e9 * float(found[1]) if found else float("nan")
            taken = peak - base
            fits = code in (64, 65) and abs(needed - taken) <= 0.2 * peak
            wrong += not fits
            name = " ".join(str(word).removeprefix(place + "/") for word in words)
            print(f"{name}: says {needed / 1e6:.0f} MB, takes {taken / 1e6:.0f} MB", flush=True)
            if not fits:
                print(f"  WRONG (code {code}): {messages}")
    print(f"{base / 1e6:.0f} MB for a small problem")
    return 1 if wrong else 0


sys.exit(main())
