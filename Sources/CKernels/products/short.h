// A product of two matrices with few rows and few columns, but a long inner dimension along which both are contiguous:
// see CKernels.h.

#define SHORT_COLUMNS (BYTES == 64 ? 4 : 2)

// c(i, j) = alpha * the dot product of row i of `rows` with column j of `columns` + beta * c(i, j); both numbers are
// constants where this is inlined, so that the sums stay in registers.
INLINE void NAME(dots)(
    const REAL *a, long a_row, long rows, const REAL *b, long b_column, long columns, long length, REAL alpha,
    REAL beta, REAL *c, long c_row, long c_column) {
  NAME(vector) sums[4][SHORT_COLUMNS] = {};
  long p = 0;
  for (; p + LANES <= length; p += LANES) {
    NAME(vector) values[SHORT_COLUMNS];
    UNROLL for (long j = 0; j < columns; j++) values[j] = *(const NAME(vector) *)(b + p + j * b_column);
    UNROLL for (long i = 0; i < rows; i++) {
      NAME(vector) factor = *(const NAME(vector) *)(a + p + i * a_row);
      UNROLL for (long j = 0; j < columns; j++) sums[i][j] += factor * values[j];
    }
  }
  UNROLL for (long i = 0; i < rows; i++) {
    UNROLL for (long j = 0; j < columns; j++) {
      REAL sum = 0;
      for (long lane = 0; lane < LANES; lane++) sum += sums[i][j][lane];
      for (long q = p; q < length; q++) sum += a[q + i * a_row] * b[q + j * b_column];
      NAME(put)(sum, alpha, beta, c + i * c_row + j * c_column);
    }
  }
}

// The same for all rows: four at a time, and the rest.
INLINE void NAME(dots_of_all)(
    const REAL *a, long a_row, long count, const REAL *b, long b_column, long columns, long length, REAL alpha,
    REAL beta, REAL *c, long c_row, long c_column) {
  long i = 0;
  for (; i + 4 <= count; i += 4) {
    NAME(dots)(a + i * a_row, a_row, 4, b, b_column, columns, length, alpha, beta, c + i * c_row, c_row, c_column);
  }
  a += i * a_row;
  c += i * c_row;
  switch (count - i) {
    case 3: NAME(dots)(a, a_row, 3, b, b_column, columns, length, alpha, beta, c, c_row, c_column); break;
    case 2: NAME(dots)(a, a_row, 2, b, b_column, columns, length, alpha, beta, c, c_row, c_column); break;
    case 1: NAME(dots)(a, a_row, 1, b, b_column, columns, length, alpha, beta, c, c_row, c_column);
  }
}

TARGET static void NAME(short_product)(
    const REAL *a, long a_row, long count, const REAL *b, long b_column, long width, long inner, REAL alpha, REAL beta,
    REAL *c, long c_row, long c_column) {
  // Stretches so short that the rows stay in the caches.
  for (long start = 0; start < inner; start += 2048, beta = 1) {
    long length = MIN(2048, inner - start), j = 0;
    for (; j + SHORT_COLUMNS <= width; j += SHORT_COLUMNS) {
      NAME(dots_of_all)(
          a + start, a_row, count, b + start + j * b_column, b_column, SHORT_COLUMNS, length, alpha, beta,
          c + j * c_column, c_row, c_column);
    }
    for (; j < width; j++) {
      NAME(dots_of_all)(
          a + start, a_row, count, b + start + j * b_column, b_column, 1, length, alpha, beta, c + j * c_column, c_row,
          c_column);
    }
  }
}

#undef SHORT_COLUMNS
