// Products and solutions with tall matrices: see CKernels.h.

// c(r, j) = scale * c(r, j) + sum over p < inner of x(r, p) * few[p + j * inner], for `columns` columns; that is a
// constant where this is inlined, so that the sums stay in registers.
INLINE void NAME(combinations)(
    const REAL *x, long stride, long rows, const REAL *few, long inner, long columns, REAL scale, REAL *c,
    long c_stride) {
  long r = 0;
  for (; r + 2 * LANES <= rows; r += 2 * LANES) {
    NAME(vector) sums[4][2] = {};
    for (long p = 0; p < inner; p++) {
      NAME(vector) first = *(const NAME(vector) *)(x + r + p * stride);
      NAME(vector) second = *(const NAME(vector) *)(x + r + LANES + p * stride);
      UNROLL for (long j = 0; j < columns; j++) {
        sums[j][0] += few[p + j * inner] * first;
        sums[j][1] += few[p + j * inner] * second;
      }
    }
    UNROLL for (long j = 0; j < columns; j++) {
      UNROLL for (long half = 0; half < 2; half++) {
        NAME(vector) *place = (NAME(vector) *)(c + r + half * LANES + j * c_stride);
        *place = scale == 0 ? sums[j][half] : scale * *place + sums[j][half];
      }
    }
  }
  for (; r < rows; r++) {
    UNROLL for (long j = 0; j < columns; j++) {
      REAL sum = 0, *place = c + r + j * c_stride;
      for (long p = 0; p < inner; p++) sum += few[p + j * inner] * x[r + p * stride];
      *place = scale == 0 ? sum : scale * *place + sum;
    }
  }
}

TARGET static void NAME(tall_product)(
    const REAL *x, long stride, long rows, const REAL *few, long inner, long width, REAL scale, REAL *c,
    long c_stride) {
  // So few rows at a time that they stay in the first cache for all columns.
  for (long start = 0; start < rows; start += 128) {
    long length = rows - start < 128 ? rows - start : 128, j = 0;
    const REAL *from = x + start;
    REAL *to = c + start;
    for (; j + 4 <= width; j += 4) {
      NAME(combinations)(from, stride, length, few + j * inner, inner, 4, scale, to + j * c_stride, c_stride);
    }
    for (; j < width; j++) {
      NAME(combinations)(from, stride, length, few + j * inner, inner, 1, scale, to + j * c_stride, c_stride);
    }
  }
}

// Replaces each row x by the solution y of y * upper = x, where column j of `upper` begins at upper + j * order and its
// diagonal holds reciprocals.
TARGET static void NAME(tall_solve)(REAL *x, long stride, long rows, const REAL *upper, long order) {
  long r = 0;
  for (; r + 4 * LANES <= rows; r += 4 * LANES) {
    for (long j = 0; j < order; j++) {
      NAME(vector) *place = (NAME(vector) *)(x + r + j * stride), values[4];
      UNROLL for (long part = 0; part < 4; part++) values[part] = place[part];
      for (long p = 0; p < j; p++) {
        const NAME(vector) *solved = (const NAME(vector) *)(x + r + p * stride);
        UNROLL for (long part = 0; part < 4; part++) values[part] -= upper[p + j * order] * solved[part];
      }
      UNROLL for (long part = 0; part < 4; part++) place[part] = upper[j + j * order] * values[part];
    }
  }
  for (; r < rows; r++) {
    for (long j = 0; j < order; j++) {
      REAL value = x[r + j * stride];
      for (long p = 0; p < j; p++) value -= upper[p + j * order] * x[r + p * stride];
      x[r + j * stride] = upper[j + j * order] * value;
    }
  }
}
