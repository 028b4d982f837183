// The sum of squares of the entries of y - z v': see CKernels.h.

// That of `rows` rows of `columns` columns, for `vectors` vectors at a time; both numbers are constants where this is
// inlined, so that the residuals stay in registers.
INLINE NAME(vector) NAME(residual_columns)(
    const REAL *y, long y_stride, const REAL *z, long z_stride, long rows, const REAL *v, long v_row, long v_column,
    long columns, long inner, NAME(vector) squares) {
  for (long r = 0; r + 2 * LANES <= rows; r += 2 * LANES) {
    NAME(vector) rest[4][2];
    UNROLL for (long j = 0; j < columns; j++) {
      UNROLL for (long i = 0; i < 2; i++) rest[j][i] = *(const NAME(vector) *)(y + r + i * LANES + j * y_stride);
    }
    for (long p = 0; p < inner; p++) {
      NAME(vector) first = *(const NAME(vector) *)(z + r + p * z_stride);
      NAME(vector) second = *(const NAME(vector) *)(z + r + LANES + p * z_stride);
      UNROLL for (long j = 0; j < columns; j++) {
        REAL factor = v[j * v_row + p * v_column];
        rest[j][0] -= factor * first;
        rest[j][1] -= factor * second;
      }
    }
    UNROLL for (long j = 0; j < columns; j++) squares += rest[j][0] * rest[j][0] + rest[j][1] * rest[j][1];
  }
  return squares;
}

TARGET static REAL NAME(residual_squares)(
    const REAL *y, long y_stride, const REAL *z, long z_stride, long rows, const REAL *v, long v_row, long v_column,
    long columns, long inner) {
  // So many rows at a time, in whole pairs of vectors, that those of z stay in the first cache.
  long block = MIN(rows, 2048 / (inner + 1) + 2 * LANES) / (2 * LANES) * 2 * LANES,
       whole = rows / (2 * LANES) * 2 * LANES;
  REAL sum = 0;
  NAME(vector) squares = {};
  for (long start = 0; start < whole; start += block) {
    long length = MIN(block, whole - start), j = 0;
    const REAL *from = y + start, *left = z + start;
    for (; j + 4 <= columns; j += 4) {
      squares = NAME(residual_columns)(
          from + j * y_stride, y_stride, left, z_stride, length, v + j * v_row, v_row, v_column, 4, inner, squares);
    }
    for (; j < columns; j++) {
      squares = NAME(residual_columns)(
          from + j * y_stride, y_stride, left, z_stride, length, v + j * v_row, v_row, v_column, 1, inner, squares);
    }
  }
  for (long j = 0; j < columns; j++) {
    for (long r = whole; r < rows; r++) {
      REAL rest = y[r + j * y_stride];
      for (long p = 0; p < inner; p++) rest -= v[j * v_row + p * v_column] * z[r + p * z_stride];
      sum += rest * rest;
    }
  }
  for (long lane = 0; lane < LANES; lane++) sum += squares[lane];
  return sum;
}
