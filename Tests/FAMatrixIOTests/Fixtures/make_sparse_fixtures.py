"""Writes the .npz and .mtx files in this directory with NumPy and SciPy, the references for the formats.

Next to them it writes sparse.json: for each file that must be read, its shape, the number of entries it
stores (null for a dense matrix) and all entries row by row, as SciPy reads them back. Files whose names
start with `refused-` must be refused. The output is the same on every run.
"""

import io
import json
import pathlib

import numpy as np
import scipy.io
import scipy.sparse as sp

FOLDER = pathlib.Path(__file__).parent
expected = []


def expect(name, matrix, key=None):
    """Notes what the file must be read as."""
    dense = matrix.toarray() if sp.issparse(matrix) else np.asarray(matrix)
    if np.iscomplexobj(dense):
        assert not dense.imag.any()
        dense = dense.real
    stored = None
    if sp.issparse(matrix):
        canonical = sp.csc_array(matrix)
        canonical.sum_duplicates()
        if matrix.format in ("bsr", "dia"):
            # Their zeros fill blocks and diagonals.
            canonical.eliminate_zeros()
        stored = int(canonical.nnz)
    expected.append({
        "name": name, "key": key, "stored": stored,
        "rows": dense.shape[0], "columns": dense.shape[1],
        "entries": dense.astype(float).ravel().tolist(),
    })  # fmt: skip


class Pipe(io.RawIOBase):
    """A stream that cannot go back: the archive then says the sizes after each member."""

    def __init__(self, file):
        self.file = file

    def writable(self):
        return True

    def write(self, data):
        return self.file.write(data)


def market(name, matrix, **options):
    path = FOLDER / f"{name}.mtx"
    scipy.io.mmwrite(path, matrix, **options)
    expect(path.name, scipy.io.mmread(path))


def sparse(name, matrix, **options):
    path = FOLDER / f"{name}.npz"
    sp.save_npz(path, matrix, **options)
    expect(path.name, sp.load_npz(path))


generator = np.random.default_rng(4)
# 7 x 5 with an empty row and an empty column, and numbers that need all of their digits.
dense = np.where(generator.random((7, 5)) < 0.4, generator.standard_normal((7, 5)), 0)
dense[3, :] = 0
dense[:, 2] = 0
dense[0, 0], dense[6, 4] = 1e300, -5e-324
whole = np.rint(10 * np.where(np.abs(dense) < 10, dense, 3)).astype(int)
square = dense[:5, :5] + np.diag([1.0, 0, 2, 0, 0.1])

market("coordinate-real", sp.csr_array(dense))
market("coordinate-integer", sp.coo_array(whole))
market("coordinate-pattern", sp.csr_array(dense != 0).astype(int), field="pattern")
market("coordinate-symmetric", sp.csr_array(square + square.T), symmetry="symmetric")
market("coordinate-symmetric-pattern", sp.csr_array(square + square.T), field="pattern", symmetry="symmetric")
market("coordinate-skew", sp.csr_array(square - square.T), symmetry="skew-symmetric")
market("coordinate-empty", sp.csr_array((4, 3)))
market("coordinate-no-rows", sp.csr_array((0, 3)))
market("array-real", dense)
market("array-integer", whole)
market("array-symmetric", square + square.T, symmetry="symmetric")
market("array-skew", square - square.T, symmetry="skew-symmetric")
market("array-single", dense[:, 3:4], comment="one column")

market("coordinate-complex", sp.csr_array(dense[:4].astype(complex)))
market("array-complex", dense[:4].astype(complex))

scipy.io.mmwrite(FOLDER / "refused-complex.mtx", sp.csr_array(dense[:, 1:4] + 1j))
scipy.io.mmwrite(FOLDER / "refused-complex-array.mtx", dense[:, 1:4] + 1j)
scipy.io.mmwrite(FOLDER / "refused-hermitian.mtx", square + 1j * (square - square.T), symmetry="hermitian")

for layout in ("csr", "csc", "coo"):
    sparse(f"sparse-{layout}", sp.coo_array(dense).asformat(layout))
    sparse(f"sparse-{layout}-stored", sp.coo_matrix(dense).asformat(layout), compressed=False)
sparse("sparse-integer", sp.csr_matrix(whole.astype("i2")))
sparse("sparse-bool", sp.csc_matrix(dense != 0))
sparse("sparse-single", sp.csr_matrix((dense / 1e300).astype("f4")))
sparse("sparse-no-columns", sp.csr_matrix((3, 0)))

blocks = np.kron([[1, 0, 2], [0, 3, 0]], [[1.0, 0.5], [0, -1], [4, 0]])
sparse("sparse-bsr", sp.bsr_matrix(blocks, blocksize=(3, 2)))
sparse("sparse-bsr-transposed", sp.bsr_array(blocks, blocksize=(3, 2)).transpose())
sparse("sparse-dia", sp.dia_matrix(([[1.0, 2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12]], [0, -2, 3]), shape=(5, 4)))
sparse("sparse-dia-wide", sp.dia_array(([[1.0, 2, 3], [5, 6, 7]], [1, -1]), shape=(3, 6)))
sparse("sparse-complex", sp.csr_matrix(dense[:4].astype(complex)))

# Neither sorted nor free of repetition.
loose = sp.csr_matrix((np.arange(1.0, 7), [4, 0, 4, 2, 1, 1], [0, 3, 3, 6]), shape=(3, 5))
sparse("sparse-loose", loose)
wide = sp.csr_matrix(dense)
np.savez(
    FOLDER / "sparse-long-indices.npz", format="csr", shape=np.array(wide.shape, ">i8"), data=wide.data.astype(">f8"),
    indices=wide.indices.astype("u8"), indptr=wide.indptr.astype("i8"))  # fmt: skip
expect("sparse-long-indices.npz", wide)
# The form that SciPy announces for the future.
coordinates = sp.coo_array(dense)
np.savez_compressed(
    FOLDER / "sparse-coords.npz", format=b"coo", shape=dense.shape, data=coordinates.data,
    coords=coordinates.coords, _is_array=True)  # fmt: skip
expect("sparse-coords.npz", coordinates)

np.savez(FOLDER / "plain.npz", dense)
expect("plain.npz", dense)
expect("plain.npz", dense, "arr_0")
np.savez_compressed(FOLDER / "several.npz", A=dense, B=np.asfortranarray(whole.T), vector=np.arange(3), größe=dense[:2])
for key, matrix in (("A", dense), ("B", whole.T), ("größe", dense[:2])):
    expect("several.npz", matrix, key)
with open(FOLDER / "streamed.npz", "wb") as file:
    np.savez_compressed(Pipe(file), A=np.zeros((100, 30)), B=dense)
expect("streamed.npz", np.zeros((100, 30)), "A")
expect("streamed.npz", dense, "B")
np.savez(FOLDER / "refused-vector.npz", np.arange(4))
np.savez(FOLDER / "refused-nan.npz", np.array([[1, np.nan]]))
np.savez(FOLDER / "refused-none.npz")
sp.save_npz(FOLDER / "refused-1d.npz", sp.coo_array(np.array([0, 1.0, 0])))
sp.save_npz(FOLDER / "refused-sparse-nan.npz", sp.csr_matrix([[0, np.nan]]))
sp.save_npz(FOLDER / "refused-sparse-complex.npz", sp.csr_matrix([[0, 1j]]))

lines = ",\n".join(json.dumps(item, ensure_ascii=False) for item in expected)
(FOLDER / "sparse.json").write_text(f"[\n{lines}\n]\n", encoding="utf-8")
