"""The problems of the sweep: one 200 x 200 matrix with singular values 1/i, r = 5, and a start and a feedback matrix each."""
import numpy as np

SIZE, RANK = 200, 5
GD_STEP, FA_STEP = 0.4, 0.1


def draw(count):
    random = np.random.default_rng(0)
    left, _ = np.linalg.qr(random.standard_normal((SIZE, SIZE)))
    right, _ = np.linalg.qr(random.standard_normal((SIZE, SIZE)))
    y = (left / np.arange(1, SIZE + 1)) @ right.T
    normal = random.standard_normal
    return y, [
        (0.01 * normal((SIZE, RANK)), 0.01 * normal((RANK, SIZE)), normal((RANK, SIZE)) / np.sqrt(SIZE))
        for _ in range(count)
    ]
