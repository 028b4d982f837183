#!/usr/bin/env python3
"""Reads generated files by NumPy, SciPy and pandas and by FAMatrixIO, and holds the answers together.

usage: check_readers.py MATRIX_DUMP

The files are drawn from a seed: numbers, notations, line ends, headers, orders and types vary. For each one
this script knows what the other reader gives; matrix-dump must give the same numbers to the last bit, or
refuse the file for one of the REASONS below. Exits with 1 and the list of everything that differs, or with 0.
Without pandas, which CI puts into a virtual environment, texts are held against NumPy and Python's csv alone.
"""

import collections
import csv
import gzip
import io
import json
import pathlib
import struct
import subprocess
import sys
import tempfile
import warnings
import zipfile

import numpy as np
import scipy.io
import scipy.sparse as sp

try:
    import pandas as pd
except ImportError:
    pd = None

FILES = 320
SEED = 15

# Why FAMatrixIO refuses what another reader takes: a part of its message, and the reason.
REASONS = {
    "is NaN": "nothing can be computed with it",
    "is infinite": "nothing can be computed with it",
    "is too large for": "NumPy makes infinity of what overflows",
    "is too small for": "NumPy makes zero, or a number of fewer digits, of what underflows",
    "is not real": "NumPy has complex matrices",
    "a matrix has two dimensions": "NumPy has arrays of any dimension; an option says what becomes of one",
    "may be names or a row": "0 ... m-1 may be the names that pandas writes, or a row as NumPy takes it",
    "may be an index": "pandas reads the index that it writes as numbers, or calls it 'Unnamed: 0'",
    "option index-column": "labels of rows are no numbers",
    "if the line holds names, set the option header": "pandas takes the first line for names whatever it holds",
    "a value is missing": "pandas makes NaN of it",
    "is empty: fill it in": "pandas makes NaN of it",
    "may be before decimals or between thousands": "pandas takes an option's word, and else text",
    "may be between numbers or before decimals": "pandas takes an option's word, and else two columns",
    "if its comma is a decimal mark": "pandas takes an option's word, and else text",
    "separators between thousands": "pandas has text in a matrix",
    "write its exponent with E": "SciPy reads 1.5D2 as 1.5, pandas as text",
    "one of them is to be stored": "SciPy adds up the two halves of a symmetric matrix",
    "not a whole number, which line 1 says": "SciPy reads 1.5 in an integer matrix as 1",
    "there must be 2 fields": "SciPy drops the values of a pattern",
    "there must be 3 fields": "SciPy drops what is behind the value of an entry",
    "matrix is square": "SciPy mirrors entries of a matrix that is not square",
    "cannot be a pattern": "the format has no skew-symmetric patterns; SciPy makes some",
}


def read_frame(path):
    return pd.read_csv(path) if pd else None


# A file for each reason that the generators do not come upon: what the other reader takes must be refused here.
KNOWN = [
    ("mtx", "%%MatrixMarket matrix coordinate real general\n1 1 1\n1 1 1.5D2\n", "write its exponent with E"),
    ("mtx", "%%MatrixMarket matrix coordinate integer general\n1 1 1\n1 1 1.5\n", "not a whole number, which line 1 says"),
    ("mtx", "%%MatrixMarket matrix coordinate pattern general\n1 1 1\n1 1 7\n", "there must be 2 fields"),
    ("mtx", "%%MatrixMarket matrix coordinate real general\n1 1 1\n1 1 7 8\n", "there must be 3 fields"),
    ("mtx", "%%MatrixMarket matrix coordinate real symmetric\n2 3 1\n2 1 5\n", "matrix is square"),
    ("mtx", "%%MatrixMarket matrix coordinate real symmetric\n2 2 2\n2 1 5\n1 2 5\n", "one of them is to be stored"),
    ("csv", "a,b\n1.5,NA\n", "a value is missing"),
    ("csv", "a,b\n2,3\n1.5,\n", "is empty: fill it in"),
    ("csv", "1.0D+00,2.0D+00\n3,4\n", "write its exponent with E"),
    ("csv", "50%,25%\n3,4\n", "if the line holds names, set the option header"),
    ("csv", "a,b\n1 000,2 000\n", "separators between thousands"),
    ("csv", ",a\n5,1.5\n7,2.5\n", "may be an index"),
]


class Case:
    """A file, the options it is read with, and the matrix that the other reader made of it (None: refused)."""

    def __init__(self, name, expected, *options, precision="double", refuses=(), is_sparse=False, others=()):
        self.name, self.options, self.precision = name, options, precision
        self.expected = expected
        # Texts of REASONS, one of which must be in the message where the file is refused.
        self.refuses = refuses
        # Other matrices that the file may be read as, each with a part of the note that says so. There is none for
        # a single row, which counts nothing.
        self.others = others
        self.has_signed_zeros = ".mtx" not in name and not is_sparse

    @property
    def copy(self):
        """Where what was read is written again, in one format or the other: a file is read with several options."""
        words = " ".join([self.name.split(":")[0], self.precision, *self.options])
        return f"{words}.{'npy' if len(words) % 2 else 'mtx'}"


class Generator:
    def __init__(self, folder):
        self.folder = folder
        self.random = np.random.default_rng(SEED)
        self.cases = []

    def choose(self, *values):
        return values[self.random.integers(len(values))]

    def path(self, extension):
        return self.folder / f"{len(self.cases)}.{extension}"

    def add(self, path, expected, *options, **more):
        self.cases.append(Case(str(path), expected, *options, **more))

    def numbers(self, rows, columns):
        kind = self.choose("normal", "whole", "wide", "small whole", "special")
        if kind == "normal":
            return self.random.standard_normal((rows, columns))
        if kind == "whole":
            return self.random.integers(-(10**6), 10**6, (rows, columns)).astype(float)
        if kind == "small whole":
            return self.random.integers(0, 3, (rows, columns)).astype(float)
        if kind == "wide":
            return self.random.standard_normal((rows, columns)) * 10.0 ** self.random.integers(-300, 300, (rows, columns))
        special = [0.0, -0.0, 1, 0.1, 1 / 3, 5e-324, 2.2250738585072014e-308, 1.7976931348623157e308, 2**53 + 2.0, -1e22, 1e23]
        return self.random.choice(special, (rows, columns))

    def shape(self):
        return int(self.random.integers(1, 9)), int(self.random.integers(1, 7))


# --- NumPy's own formats


def add_npy(g):
    rows, columns = g.shape()
    dtype = np.dtype(g.choose("f8", "f4", "f2", "i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8", "?", "g", "c8", "c16"))
    if dtype.kind in "iu":
        info = np.iinfo(dtype)
        array = g.random.integers(info.min, info.max, (rows, columns), dtype=dtype, endpoint=True)
    elif dtype.kind == "b":
        array = g.random.integers(0, 2, (rows, columns)).astype("?")
    else:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            array = g.numbers(rows, columns).astype(dtype)
        if dtype.kind == "c" and g.random.random() < 0.3:
            array.imag[0, 0] = 1e-300 if dtype.itemsize == 16 else 1
    array = np.asarray(array.astype(array.dtype.newbyteorder(g.choose("<", ">"))), order=g.choose("C", "F"))
    if g.random.random() < 0.1:
        array = g.choose(array[:, 0], array[None], np.asarray(array[0, 0]))
    version = g.choose((1, 0), (2, 0), (3, 0))
    buffer = io.BytesIO()
    np.lib.format.write_array(buffer, array, version=version)
    data = buffer.getvalue()
    options = []
    mutation = g.random.random()
    if mutation < 0.15 and array.dtype.isnative:
        # NumPy's other spellings of the same type.
        old = f"'{array.dtype.str}'".encode()
        for name in (array.dtype.name, array.dtype.char):
            new = f"'{name}'".encode()
            if len(new) <= len(old) + 20:
                start = data.index(old)
                end = data.index(b"}", start) + 1
                spare = len(new) - len(old)
                text = data[:end].replace(old, new)
                candidate = text + data[end + spare :] if spare > 0 else text + b" " * -spare + data[end:]
                if spare <= 0 or data[end : end + spare].isspace():
                    data = candidate
                    break
    elif mutation < 0.25 and array.ndim == 1:
        options = [f"vector={g.choose('column', 'row')}"]
    key = None
    container = g.choose("npy", "npy", "npz")
    path = g.path(container)
    if container == "npz":
        key = g.choose("a", "größe", "x.y", "sub/a")
        write_archive(g, path, key, data)
    else:
        path.write_bytes(data)
    # The class of archives reads also those that np.load takes for something else by their first bytes.
    expected = np.lib.npyio.NpzFile(path)[key] if key else np.load(path)
    precision = g.choose("double", "double", "single")
    name = f"{path}:{key}" if key and g.random.random() < 0.5 else str(path)
    add_array(g, name, expected, options, precision)


def add_array(g, name, expected, options, precision, is_sparse=False):
    """Adds a file with what NumPy made of it, turned into a matrix of the given precision."""
    if options:
        expected = expected.reshape((-1, 1) if options == ["vector=column"] else (1, -1))
    if expected.ndim != 2:
        g.add(name, None, *options, precision=precision, refuses=["a matrix has two dimensions"])
        return
    refuses = []
    if np.iscomplexobj(expected):
        if expected.imag.any():
            refuses.append("is not real")
        expected = expected.real
    wide = expected.astype("g")
    with np.errstate(all="ignore"):
        narrow = expected.astype("f4" if precision == "single" else "f8")
        lost = abs(narrow.astype("g") - wide) > abs(wide) * np.finfo(narrow.dtype).eps / 2
    for test, reason in [
        (np.isnan(wide).any(), "is NaN"), (np.isinf(wide).any(), "is infinite"),
        ((np.isinf(narrow) & (np.isfinite(wide) | is_text(name))).any(), "is too large for"),
        ((lost & np.isfinite(narrow)).any(), "is too small for"),
    ]:  # fmt: skip
        if test:
            refuses.append(reason)
    subnormal = (narrow != 0) & (abs(narrow) < np.finfo(narrow.dtype).tiny)
    # A text may have too few digits, or too many, for a subnormal number.
    may_refuse = ["is too small for"] if subnormal.any() and is_text(name) else []
    g.add(name, None if refuses else narrow.astype(float), *options, precision=precision, refuses=refuses + may_refuse, is_sparse=is_sparse)


def is_text(name):
    return not pathlib.Path(name.split(":")[0]).suffix.startswith(".np")


def write_archive(g, path, key, data):
    method = g.choose(zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
    buffer = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(buffer, "w", method) as archive:
        warnings.simplefilter("ignore")
        if g.random.random() < 0.2:
            archive.writestr("read me.txt", "no array")
        if g.random.random() < 0.2:
            other = io.BytesIO()
            np.save(other, np.zeros((1, 1)))
            archive.writestr(f"{key}.npy", other.getvalue())
            archive.writestr(f"{key}.npy", data)
        else:
            archive.writestr(g.choose(f"{key}.npy", key), data)
        archive.comment = g.choose(b"", b"", b"made by hand")
    path.write_bytes(g.choose(b"", b"", b"#!/bin/sh\n") + buffer.getvalue() + g.choose(b"", b"", b"\n"))


# --- SciPy's sparse matrices


def add_sparse(g):
    rows, columns = g.shape()
    dense = np.where(g.random.random((rows, columns)) < 0.4, g.numbers(rows, columns), 0)
    layout = g.choose("csr", "csc", "coo", "bsr", "dia")
    dtype = g.choose("f8", "f8", "f4", "i4", "c16")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        dense = dense.astype(dtype)
        matrix = getattr(sp, f"{layout}_{g.choose('matrix', 'array')}")(dense)
        if layout == "bsr":
            matrix = matrix.tobsr((g.choose(*(k for k in range(1, rows + 1) if rows % k == 0)), g.choose(*(k for k in range(1, columns + 1) if columns % k == 0))))
            if g.random.random() < 0.5:
                matrix = matrix.T
    path = g.path("npz")
    sp.save_npz(path, matrix, compressed=bool(g.random.integers(2)))
    add_array(g, str(path), sp.load_npz(path).toarray(), [], g.choose("double", "single"), is_sparse=True)


# --- Matrix Market


def add_market(g):
    rows, columns = g.shape()
    layout = g.choose("array", "coordinate")
    field = g.choose("real", "double", "integer", "complex", *(["pattern"] if layout == "coordinate" else []))
    symmetry = g.choose("general", "general", "symmetric", "skew-symmetric", "hermitian")
    if symmetry != "general":
        columns = rows
    end = g.choose("\n", "\n", "\r\n")
    gap = g.choose(" ", "  ", "\t")

    def value():
        if field == "pattern":
            return ""
        number = float(g.numbers(1, 1)[0, 0]) if field != "integer" else float(g.random.integers(-99, 99))
        text = repr(int(number)) if field == "integer" else g.choose("{!r}", "{:.17e}", "{:.3f}", "{:g}").format(number)
        return gap + text + (gap + g.choose("0", "0", "0", "0.0", "1") if field == "complex" else "")

    lines = [g.choose("%%MatrixMarket", "%%MatrixMarket", "%MatrixMarket") + f" matrix {layout} {field} {symmetry}"]
    lines += g.choose([], ["% comment"], ["%", "% two"])
    if layout == "array":
        lines.append(f"{rows}{gap}{columns}")
        count = {"general": rows * columns, "skew-symmetric": rows * (rows - 1) // 2}.get(symmetry, rows * (rows + 1) // 2)
        lines += [value().strip() for _ in range(count)]
    else:
        places = [(i, j) for i in range(1, rows + 1) for j in range(1, columns + 1)]
        if symmetry != "general":
            upper = g.random.random() < 0.3
            places = [p for p in places if (p[0] < p[1] if upper else p[0] > p[1]) or (p[0] == p[1] and symmetry != "skew-symmetric")]
            if g.random.random() < 0.1:
                places += [p[::-1] for p in places]
        g.random.shuffle(places)
        places = [tuple(p) for p in places[: g.random.integers(len(places) + 1)]]
        if places and g.random.random() < 0.2:
            places.append(places[0])
        lines.append(f"{rows}{gap}{columns}{gap}{len(places)}")
        lines += [f"{i}{gap}{j}{value()}" for i, j in places]
    if g.random.random() < 0.1:
        lines.insert(int(g.random.integers(len(lines) - 1, len(lines))) + 1, "")
    data = (end.join(lines) + g.choose("", end)).encode()
    compressed = g.random.random() < 0.2
    path = g.path("mtx.gz" if compressed else "mtx")
    path.write_bytes(gzip.compress(data, mtime=0) if compressed else data)
    halves = {(i, j) for i, j in (places if layout == "coordinate" else []) if i != j}
    if symmetry != "general" and any((j, i) in halves for i, j in halves):
        g.add(path, None, refuses=["one of them is to be stored"])
        return
    if field == "pattern" and symmetry == "skew-symmetric":
        g.add(path, None, refuses=["cannot be a pattern"])
        return
    expected = scipy.io.mmread(path)
    add_array(g, str(path), expected.toarray() if sp.issparse(expected) else expected, [], "double")


# --- Texts


def add_text(g):
    rows, columns = g.shape()
    numbers = g.numbers(rows, columns)
    notation = g.choose("{!r}", "{:.18e}", "{:.3f}", "{:g}", "{:.0f}", "{:+.4E}", "{:.1f}")
    delimiter = g.choose(",", ",", ";", "\t", " ")
    decimal = g.choose(".", ",") if delimiter in ";\t" else "."
    extension = {",": g.choose("csv", "txt", "dat"), ";": "csv", "\t": "tsv", " ": g.choose("txt", "dat", "csv")}[delimiter]
    header = g.choose("no", "no", "names", "digits")
    index = g.choose("no", "no", "no", "count", "labels")
    quote = g.choose("", "", '"') if delimiter != " " else ""
    texts = [[notation.format(float(x)).replace(".", decimal) for x in row] for row in numbers]
    names = [f"x{j}" if header == "names" else str(j) for j in range(columns)]
    if index != "no":
        labels = [str(i) if index == "count" else f"r{i}" for i in range(rows)]
        texts = [[label] + row for label, row in zip(labels, texts)]
        names = ["id"] + names
    end = g.choose("\n", "\n", "\r\n", "\r")
    gap = delimiter if delimiter != ", " else ","
    pad = g.choose("", "", " ") if delimiter in ",;" else ""
    lines = [gap.join(f"{quote}{t}{quote}" + pad for t in row) for row in texts]
    if delimiter == " " and g.random.random() < 0.3:
        lines = ["  " + line.replace(" ", "   ") + " " for line in lines]
    lines = [line + g.choose("", "", "", " # note") for line in lines]
    if header != "no":
        lines.insert(0, gap.join(names))
    for extra in g.choose([], [], ["# comment"], ["", "# comment"], [""]):
        lines.insert(int(g.random.integers(len(lines) + 1)), extra)
    data = g.choose("", "", "\ufeff").encode() + (end.join(lines) + g.choose("", end, end + end)).encode()
    if g.random.random() < 0.2:
        extension += ".gz"
        data = gzip.compress(data, mtime=0)
    path = g.path(extension)
    path.write_bytes(data)
    options = ["index-column=yes"] if index == "labels" else [f"index-column={'yes' if index == 'count' else 'no'}"]
    options += [f"header={'no' if header == 'no' else 'yes'}"]
    if decimal == "," or g.random.random() < 0.3:
        options += [f"decimal={decimal}", f"delimiter={'tab' if delimiter == chr(9) else delimiter}"]
    elif delimiter in ";\t" or columns + (index != "no") == 1:
        options.append(f"delimiter={'tab' if delimiter == chr(9) else delimiter}")
    expected = read_text(path, delimiter, decimal, header != "no", index != "no")
    add_array(g, str(path), expected, [], "double")
    g.cases[-1].options = options
    if decimal == "," and columns + (index != "no") == 1:
        # Nothing says that its commas are not between fields, as the name of a .csv file promises.
        return
    # The same text without any option: right, or refused because it can be read in two ways, or read in the
    # other way with a note.
    others = []
    if g.cases[-1].expected is not None and index == "count":
        others.append((np.column_stack([np.arange(rows), expected]), "which counts the rows, as part of the matrix" if rows > 1 else ""))
    if g.cases[-1].expected is not None and header == "digits" and index == "no":
        others.append((np.vstack([np.arange(columns), expected]), "as a row (names: header yes)"))
    g.add(path, g.cases[-1].expected, refuses=AMBIGUOUS + g.cases[-1].refuses, others=others)


AMBIGUOUS = [
    "may be names or a row", "may be an index", "if the line holds names, set the option header", "option index-column",
    "may be before decimals or between thousands", "may be between numbers or before decimals",
    "separators between thousands", "if its comma is a decimal mark",
]  # fmt: skip


def read_text(path, delimiter, decimal, has_header, has_index):
    """The matrix as pandas reads it, which must be that of NumPy where NumPy reads the text; or as Python does."""
    data = path.read_bytes()
    data = gzip.decompress(data) if path.suffix == ".gz" else data
    text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    by_hand = []
    for line in text.split("\n"):
        line = line.split("#")[0].strip(" ")
        if line:
            fields = line.split() if delimiter == " " else next(csv.reader([line], delimiter=delimiter))
            by_hand.append([field.strip() for field in fields])
    cut = [row[1:] if has_index else row for row in by_hand[1 if has_header else 0 :]]
    result = np.array([[float(field.replace(decimal, ".")) for field in row] for row in cut])
    if pd is not None and delimiter != " ":
        frame = pd.read_csv(
            io.StringIO(text), sep=delimiter, header=0 if has_header else None, comment="#",
            index_col=0 if has_index else False, skipinitialspace=True, dtype=str)
        # Its own conversion rounds some numbers to a neighbour of the nearest.
        values = np.array([[float(str(x).replace(decimal, ".")) for x in row] for row in frame.to_numpy()])
        assert np.array_equal(values, result), f"pandas and Python differ on {path}"
    if decimal == "." and not has_index and '"' not in text:
        values = np.loadtxt(io.StringIO(text), delimiter=None if delimiter == " " else delimiter, ndmin=2, skiprows=0 if not has_header else header_line(text))
        assert np.array_equal(values, result), f"NumPy and Python differ on {path}"
    return result


def header_line(text):
    """How many lines NumPy skips so that the first row of numbers is next."""
    for number, line in enumerate(text.split("\n")):
        if line.split("#")[0].strip():
            return number + 1


# --- Texts as pandas and NumPy write them, read without options


def add_written(g):
    rows, columns = int(g.random.integers(2, 9)), int(g.random.integers(2, 7))
    numbers = g.random.standard_normal((rows, columns))
    writer = g.choose("savetxt", "savetxt csv", "savetxt header", "pandas", "pandas no index", "pandas names")
    path = g.path({"savetxt": "txt"}.get(writer, "csv"))
    if writer.startswith("savetxt") or pd is None:
        np.savetxt(path, numbers, delimiter=" " if path.suffix == ".txt" else ",", header="x,y" if "header" in writer else "")
    else:
        frame = pd.DataFrame(numbers, columns=[f"c{j}" for j in range(columns)] if "names" in writer else None)
        frame.to_csv(path, index="no index" not in writer)
    g.add(path, numbers)


def add_known(g):
    for extension, text, reason in KNOWN:
        path = g.path(extension)
        path.write_text(text)
        # Throws if the other reader refuses it as well: then there is nothing to explain.
        scipy.io.mmread(path) if extension == "mtx" else read_frame(path)
        g.add(path, None, refuses=[reason])


def answers(program, cases):
    lines = ["\t".join([case.name, case.precision, *case.options, f"copy={case.copy}"]) for case in cases]
    run = subprocess.run([program], input="\n".join(lines) + "\n", stdout=subprocess.PIPE, text=True, check=True)
    return [json.loads(line) for line in run.stdout.splitlines()]


def matrix(answer):
    values = [struct.unpack(">d", bytes.fromhex(word.zfill(16)))[0] for word in answer["entries"].split()]
    return np.array(values).reshape(answer["rows"], answer["columns"])


def difference(case, answer):
    """What differs from the expected matrix, or None."""
    found = matrix(answer)
    for other, note in case.others:
        if (not note or any(note in text for text in answer["notes"])) and np.array_equal(found, other):
            return None
    if found.shape != case.expected.shape:
        return f"{found.shape[0]} x {found.shape[1]}, not {case.expected.shape[0]} x {case.expected.shape[1]}"
    different = found != case.expected
    # SciPy adds the entries of a file to a matrix of zeros: of those below zero nothing but zero is left.
    if case.has_signed_zeros:
        different |= np.signbit(found) != np.signbit(case.expected)
    if different.any():
        i, j = np.argwhere(different)[0]
        return f"{found[i, j]!r} at [{i}, {j}], not {case.expected[i, j]!r}"


def copy_difference(case, answer):
    """What differs between the matrix and what NumPy or SciPy reads of the file it was written to, or None."""
    found = matrix(answer)
    kind = np.float32 if case.precision == "single" else np.float64
    if case.copy.endswith(".npy"):
        copy = np.load(case.copy)
        same = copy.dtype == kind and np.array_equal(np.ascontiguousarray(copy.astype(np.float64)).view(np.uint64), np.ascontiguousarray(found).view(np.uint64))
    elif found.size == 0:
        return None  # SciPy reads no array without entries.
    else:
        # Of single precision there are as many digits as that needs.
        copy = scipy.io.mmread(case.copy)
        same = copy.shape == found.shape and np.array_equal(copy.astype(kind), found.astype(kind))
    return None if same else f"the copy {pathlib.Path(case.copy).name} is read as another matrix"


def main(arguments):
    if len(arguments) != 1:
        sys.exit(__doc__)
    complaints, refused = [], collections.Counter()
    with tempfile.TemporaryDirectory() as folder:
        g = Generator(pathlib.Path(folder))
        for add in (add_npy, add_sparse, add_market, add_text, add_written):
            for _ in range(FILES):
                add(g)
        add_known(g)
        for case, answer in zip(g.cases, answers(arguments[0], g.cases), strict=True):
            what = f"{pathlib.Path(case.name).name} {' '.join(case.options)} ({case.precision})"
            if "error" in answer:
                reason = next((text for text in case.refuses if text in answer["error"]), None)
                if reason is None:
                    complaints.append(f"{what}: {answer['error']}")
                refused[reason] += 1
            elif case.expected is None:
                complaints.append(f"{what}: read, and should be refused as {case.refuses}")
            elif differs := difference(case, answer):
                complaints.append(f"{what}: {differs}; {answer['notes']}")
            elif differs := copy_difference(case, answer):
                complaints.append(f"{what}: {differs}")
            if complaints and len(complaints) <= 12 and complaints[-1].startswith(what):
                text = pathlib.Path(case.name.split(":")[0]).read_bytes()[:300]
                complaints[-1] += f"\n  {text!r}"
    for reason, count in sorted(refused.items(), key=lambda item: -item[1]):
        print(f"{count:5} refused: {reason or 'without a reason'}" + (f" ({REASONS[reason]})" if reason else ""))
    if complaints:
        sys.exit("\n".join(complaints[:12] + [f"{len(complaints)} of {len(g.cases)} files differ"]))
    readers = f"NumPy {np.__version__}, SciPy {scipy.__version__}" + (f", pandas {pd.__version__}" if pd else ", without pandas")
    print(f"{len(g.cases)} readings, and what is written of them, agree with {readers}")


if __name__ == "__main__":
    main(sys.argv[1:])
