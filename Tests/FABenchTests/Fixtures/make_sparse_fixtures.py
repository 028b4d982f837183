#!/usr/bin/env python3
"""Writes one sparse matrix beside this script in every format that holds one, and dense for comparison.

Needs NumPy and SciPy. The output is the same on every run.
"""

import pathlib

import numpy as np
import scipy.io
import scipy.sparse as sp

FOLDER = pathlib.Path(__file__).parent

generator = np.random.default_rng(8)
dense = np.where(generator.random((30, 20)) < 0.2, generator.standard_normal((30, 20)), 0)
np.save(FOLDER / "sparse.npy", dense)
scipy.io.mmwrite(FOLDER / "sparse.mtx", sp.csr_array(dense))
sp.save_npz(FOLDER / "sparse.npz", sp.csr_array(dense))
np.savez_compressed(FOLDER / "several.npz", Y=dense, other=dense[:3])
