#!/usr/bin/env python3
"""Writes targets that are larger than memory, a panel of rows at a time.

    Scripts/make_large_target.py big.npy 40000 40000            dense, 8 bytes an entry: 12.8 GB
    Scripts/make_large_target.py big.npy 40000 40000 float32
    Scripts/make_large_target.py graph.npz 1000000 1000000 10   sparse, so many entries a row

Dense targets are U diag(1/i) V' of rank 50 with noise of 1e-4 in each entry, and can be made again from
their size alone. Sparse ones have normal entries at random places, with a weight 1/i for the i-th of 50 groups of rows.
"""

import sys

import numpy
import scipy.sparse

RANK = 50
PANEL = 1000


def dense(path, rows, columns, dtype="float64"):
    random = numpy.random.default_rng(1)
    left = numpy.linalg.qr(random.standard_normal((rows, RANK)))[0]
    right = numpy.linalg.qr(random.standard_normal((columns, RANK)))[0] / numpy.arange(1, RANK + 1)
    scale = numpy.sqrt(rows * columns)
    target = numpy.lib.format.open_memmap(path, "w+", dtype, (rows, columns))
    for start in range(0, rows, PANEL):
        panel = scale * left[start : start + PANEL] @ right.T
        panel += 1e-4 * numpy.random.default_rng([2, start]).standard_normal(panel.shape)
        target[start : start + PANEL] = panel
        target.flush()
    del target


def sparse(path, rows, columns, per_row):
    random = numpy.random.default_rng(1)
    count = rows * per_row
    starts = numpy.arange(0, count + 1, per_row, dtype=numpy.int64)
    places = random.integers(0, columns, count, dtype=numpy.int32)
    weights = 1 / (1 + numpy.arange(rows) * RANK // rows)
    values = random.standard_normal(count) * numpy.repeat(weights, per_row)
    scipy.sparse.save_npz(path, scipy.sparse.csr_array((values, places, starts), (rows, columns)))


def main():
    if len(sys.argv) not in (4, 5):
        sys.exit(__doc__)
    path, rows, columns, *rest = sys.argv[1:]
    if path.endswith(".npz"):
        sparse(path, int(rows), int(columns), int(rest[0]))
    else:
        dense(path, int(rows), int(columns), *rest)


main()
