"""Writes the files in this directory with NumPy, the reference for the .npy format.

Run it on an x86 machine, whose `longdouble` is the 80-bit one. Next to the files
it writes expected.txt: for each file that must be read, its shape and the bits of the entries, row
by row, as NumPy converts them to double and to single precision. A `-` stands where a conversion
overflows or changes a number by more than rounding, which it does where the result is subnormal or
zero.
"""

import gzip
import io
import pathlib
import struct

import numpy as np

FOLDER = pathlib.Path(__file__).parent
SHAPE = (3, 4)

ld = np.longdouble
tiny = ld(2) ** -1074  # the smallest double
tiny_single = ld(2) ** -149

VALUES = {
    "?": [0, 1, 1, 0, 1, 0, 0, 1, 1, 1, 0, 0],
    "i1": [0, 1, -1, 127, -128, 5, -5, 64, -64, 100, -100, 3],
    "i2": [0, 1, -1, 32767, -32768, 256, -256, 255, 4660, -4660, 100, 3],
    "i4": [0, 1, -1, 2**31 - 1, -(2**31), 2**24 + 1, -(2**24) - 1, 255, 65536, -65536, 7, 3],
    "i8": [0, 1, -1, 2**63 - 1, -(2**63), 2**53 + 1, -(2**53) - 1, 2**53 + 3, 2**40, -255, 7, 3],
    "u1": [0, 1, 2, 127, 128, 255, 254, 64, 32, 100, 200, 3],
    "u2": [0, 1, 2, 65535, 32768, 256, 255, 4660, 13330, 100, 200, 3],
    "u4": [0, 1, 2, 2**32 - 1, 2**31, 2**24 + 1, 255, 65536, 305419896, 100, 200, 3],
    "u8": [0, 1, 2, 2**64 - 1, 2**63, 2**53 + 1, 2**53 + 3, 2**63 + 1025, 255, 2**40, 200, 3],
    "f2": [0.0, -0.0, 1, -1.5, 65504, -65504, 2.0**-24, -(2.0**-24), 2.0**-14, 1023 * 2.0**-24, 0.1, 3],
    "f4": [0.0, -0.0, 1, -1.5, 3.4028235e38, -3.4028235e38, 1e-45, -1.1754944e-38, 0.1, np.pi, 1e10, 3],
    "f8": [0.0, -0.0, 1, -1.5, 1e38, -1e38, 3 * 2.0**-149, 1 + 2.0**-24, 1 + 2.0**-24 + 2.0**-50, np.pi, -(2.0**-126), 3],
    "longdouble": [
        ld(0), -ld(0), 1 + ld(2) ** -53, 1 + ld(2) ** -53 + ld(2) ** -63, 1 + 3 * ld(2) ** -53,
        -(1 + ld(2) ** -24), tiny_single, -3 * tiny_single, tiny_single * ld(2) ** 23 * (1 + ld(2) ** -24),
        tiny_single * ld(2) ** 40 / 3, ld(10) ** 30, ld(1) / 3,
    ],
    "c8": [0.0, -0.0, 1, -1.5, 3.4028235e38, -3.4028235e38, 1e-45, -1.1754944e-38, 0.1, np.pi, 1e10, 3],
    "c16": [0.0, -0.0, 1, -1.5, 1e38, -1e38, 3 * 2.0**-149, 1 + 2.0**-24, 1 + 2.0**-24 + 2.0**-50, np.pi, 2, 3],
    "clongdouble": [0, 1, ld(1) / 3, 1 + ld(2) ** -53, tiny_single, 5, 6, 7, 8, 9, 10, 11],
}  # fmt: skip

# Entries that fit doubles only: too large for singles, and too small.
LARGE = {
    "f8": [1e300, -1e300, 3.4028235677973366e38, np.finfo("f8").max],
    "longdouble": [ld(10) ** 300, -(ld(10) ** 300), ld(np.finfo("f8").max), ld(10) ** 39],
}
SMALL = {
    "f8": [1e-40, 5e-324, -1e-300, 1.5 * 2.0**-149],
    "c16": [1e-40, 5e-324, -1e-300, 1.5 * 2.0**-149],
    "longdouble": [tiny_single / 2, tiny, 3 * tiny, tiny_single * ld(2.5)],
}

REFUSED = {
    "complex": np.array([[1, 2], [3, 4 + 1e-300j]], "c16"),
    "complex-single": np.array([[1j, 2], [3, 4]], ">c8"),
    "complex-nan": np.array([[1, complex(2, np.nan)]], "c16"),
    "complex-extended": np.array([[1, 1j * ld(10) ** -4900]], "clongdouble"),
    "small-extended": np.array([[1, ld(10) ** -4940]]),
    "subnormal-extended": np.array([[1, tiny * ld(1.5)]]),
    "halved-extended": np.array([[1, tiny / 2 * (1 + ld(2) ** -63)]]),
    "bytes": np.array([[b"ab", b"c"]]),
    "text": np.array([["ab", "c"]]),
    "object": np.array([[None, 1]], dtype=object),
    "structured": np.zeros((2, 2), [("x", "f8"), ("y", "i4")]),
    "structured-utf8": np.zeros((2, 2), [("größe", "f8")]),
    "void": np.zeros((2, 2), "V8"),
    "datetime": np.zeros((2, 2), "M8[ns]"),
    "timedelta": np.zeros((2, 2), "m8[s]"),
    "0d": np.array(1.5),
    "1d": np.arange(5.0),
    "3d": np.zeros((2, 3, 4)),
    "nan": np.array([[1, 2], [3, np.nan]]),
    "infinity": np.array([[1, 2], [-np.inf, 3]]),
    "nan-half": np.array([[1, np.nan]], "f2"),
    "infinity-half": np.array([[-np.inf], [1]], ">f2"),
    "nan-single": np.asfortranarray(np.array([[1, 2], [np.nan, 3]], "f4")),
    "nan-extended": np.array([[1, np.nan]], "longdouble"),
    "infinity-extended": np.array([[1, np.inf]], ">f16"),
    "large-extended": np.array([[1, ld(10) ** 4000]]),
    # A third in binary128, the longdouble of other processors.
    "binary128": None,
}


def bits(array, kind, code):
    if array.dtype.kind == "c":
        assert not array.imag.any()
        array = array.real
    with np.errstate(over="ignore", under="ignore"):
        converted = array.astype(kind)
    if not np.isfinite(converted).all():
        return "-"
    wide = array.astype(ld)
    if (abs(converted.astype(ld) - wide) > abs(wide) * ld(np.finfo(kind).eps) / 2).any():
        return "-"
    return " ".join(code % value for value in converted.view(kind.replace("f", "u")).ravel())


def save(name, array, version=None):
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version=version)
    data = bytearray(file.getvalue())
    if array.dtype.kind in "fc" and array.dtype.itemsize == {"f": 16, "c": 32}[array.dtype.kind]:
        # The padding of an 80-bit number is what happened to be in memory: make it the same always.
        padding = 0 if array.dtype.byteorder == ">" else 10
        for start in range(len(data) - array.nbytes + padding, len(data), 16):
            data[start : start + 6] = b"garbag"
    (FOLDER / f"{name}.npy").write_bytes(data)


def raw(name, descr, order, shape, data):
    text = f"{{'descr': '{descr}', 'fortran_order': {order}, 'shape': {shape}, }}"
    text += " " * (-(len(text) + 11) % 64) + "\n"
    head = b"\x93NUMPY\x01\x00" + struct.pack("<H", len(text)) + text.encode()
    (FOLDER / f"{name}.npy").write_bytes(head + data)


def main():
    expected = []

    def expect(name, array):
        native = array.astype(array.dtype.newbyteorder("="))
        rows, columns = array.shape
        expected.append(
            f"{name}\t{rows}\t{columns}\t{bits(native, 'f8', '%016x')}\t{bits(native, 'f4', '%08x')}"
        )

    for kind, values in VALUES.items():
        native = np.array(values, dtype=kind).reshape(SHAPE)
        orders = "|" if native.dtype.itemsize == 1 else "<>"
        for order in orders:
            array = native.astype(native.dtype.newbyteorder(order))
            label = {"|": "", "<": "-little", ">": "-big"}[order]
            kind_label = {"?": "bool", "longdouble": "f16", "clongdouble": "c32"}.get(kind, kind)
            for layout in "CF":
                name = f"{kind_label}{label}-{layout.lower()}"
                save(name, np.asarray(array, order=layout))
                expect(name, native)

    for size, kinds in (("large", LARGE), ("small", SMALL)):
        for kind, values in kinds.items():
            array = np.array(values, dtype=kind).reshape(2, 2)
            save(f"{size}-{kind}", array)
            expect(f"{size}-{kind}", array)

    for order in "<>":
        brain = np.array([0, 1, -1.5, 3.389531389251535e38, 9.1835e-41, 3], "f4").reshape(2, 3)
        halves = (brain.view("u4") >> 16).astype(f"{order}u2")
        label = {"<": "little", ">": "big"}[order]
        raw(f"bfloat16-{label}", f"{order}V2", False, (2, 3), halves.tobytes())
        expect(f"bfloat16-{label}", (halves.astype("u4") << 16).view("f4"))

    extended = np.array(VALUES["longdouble"], dtype=ld).reshape(SHAPE)
    twelve = b"".join(value.tobytes()[:10] + b"gg" for value in extended.ravel())
    raw("f12-little-c", "<f12", False, SHAPE, twelve)
    expect("f12-little-c", extended)

    doubles = np.array(VALUES["f8"]).reshape(SHAPE)
    for version in [(1, 0), (2, 0), (3, 0)]:
        name = f"version-{version[0]}"
        save(name, doubles, version)
        expect(name, doubles)
    for shape in [(0, 3), (3, 0), (0, 0), (1, 1), (1, 5), (5, 1)]:
        name = f"shape-{shape[0]}x{shape[1]}"
        array = np.arange(float(shape[0] * shape[1])).reshape(shape)
        save(name, array)
        expect(name, array)

    for name, array in REFUSED.items():
        if name == "binary128":
            raw("refused-binary128", "<f16", False, (1, 1), b"\x55" * 14 + b"\xfd\x3f")
        else:
            save(f"refused-{name}", array)

    np.savez_compressed(FOLDER / "faults" / "zeros.npz", np.zeros((4000, 10000), "?"))

    # More than is unpacked at once.
    text = b"#" + 3_000_000 * b"x" + b"\n1.5,2\n3,4.5\n"
    (FOLDER / "long-comment.csv.gz").write_bytes(gzip.compress(text, mtime=0))

    (FOLDER / "expected.txt").write_text("\n".join(expected) + "\n")


main()
