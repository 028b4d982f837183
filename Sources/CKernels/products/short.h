// A product of two matrices with few rows and few columns, but a long inner dimension along which both are contiguous:
// see CKernels.h.

// How many rows, and how many columns, have their sums in registers at once: as many as make equal groups.
#define SHORT_SIDE (BYTES == 64 ? 5 : 3)
#define SHORT_SUMS 32
// So short a stretch at a time that the rows and columns of a group stay in the first cache.
#define SHORT_STRETCH 512

// Adds the products of a vector of each row with one of each column, of all or of those with i >= j only; but for the
// first `shared` lanes.
INLINE void NAME(add_products)(
    const REAL *a, long a_row, long rows, const REAL *b, long b_column, long columns, int half, long shared,
    NAME(vector) sums[SHORT_SIDE][SHORT_SIDE]) {
  NAME(vector) values[SHORT_SIDE];
  UNROLL for (long j = 0; j < columns; j++) {
    values[j] = *(const NAME(vector) *)(b + j * b_column);
    if (shared) values[j] = NAME(without_first)(values[j], shared);
  }
  UNROLL for (long i = 0; i < rows; i++) {
    NAME(vector) factor = *(const NAME(vector) *)(a + i * a_row);
    if (shared) factor = NAME(without_first)(factor, shared);
    UNROLL for (long j = 0; j < (half ? i + 1 : columns); j++) sums[i][j] += factor * values[j];
  }
}

// Stores in `sums` the dot product of row i of `rows` with column j of `columns`, at i * SHORT_SIDE + j; both numbers
// are constants where this is inlined, as is `half`, so that the sums stay in registers. The last vector, where
// `length` is no multiple of one, has its first lanes in common with the one before.
INLINE void NAME(dots)(
    const REAL *a, long a_row, long rows, const REAL *b, long b_column, long columns, int half, long length,
    NAME(lanes) *out) {
  NAME(vector) sums[SHORT_SIDE][SHORT_SIDE] = {};
  if (length % LANES) {
    long p = length - LANES;
    NAME(add_products)
    (a + p, a_row, rows, b + p, b_column, columns, half, LANES - length % LANES, sums);
  }
  for (long p = 0; p + LANES <= length; p += LANES) {
    NAME(add_products)
    (a + p, a_row, rows, b + p, b_column, columns, half, 0, sums);
  }
  UNROLL for (long i = 0; i < rows; i++) {
    UNROLL for (long j = 0; j < (half ? i + 1 : columns); j++) {
      out[half ? i * (i + 1) / 2 + j : i * columns + j] = (NAME(lanes))sums[i][j];
    }
  }
  // What fills the last vector of totals must not be numbers that take long to add.
  const long count = half ? rows * (rows + 1) / 2 : rows * columns;
  UNROLL for (long k = count; k < (count + LANES - 1) / LANES * LANES; k++) out[k] = (NAME(lanes)){};
}

// Every size that there is, as a function of its own: in one with many of them the sums would not stay in registers.
#define THREE(TILE, columns) TILE(1, columns, 0) TILE(2, columns, 0) TILE(3, columns, 0)
#define FIVE(TILE, columns) THREE(TILE, columns) TILE(4, columns, 0) TILE(5, columns, 0)
#define HALVES(TILE) TILE(1, 1, 1) TILE(2, 2, 1) TILE(3, 3, 1)
#if BYTES == 64
#define MORE_HALVES(TILE) HALVES(TILE) TILE(4, 4, 1) TILE(5, 5, 1)
#define TILES(TILE) \
  MORE_HALVES(TILE) \
  FIVE(TILE, 1) FIVE(TILE, 2) FIVE(TILE, 3) FIVE(TILE, 4) FIVE(TILE, 5)
#else
#define TILES(TILE) HALVES(TILE) THREE(TILE, 1) THREE(TILE, 2) THREE(TILE, 3)
#endif

#define DEFINE(rows, columns, half) \
  TARGET static __attribute__((noinline)) void NAME(dots_##rows##_##columns##_##half)( \
      const REAL *a, long a_row, const REAL *b, long b_column, long length, NAME(lanes) *sums) { \
    NAME(dots)(a, a_row, rows, b, b_column, columns, half, length, sums); \
  }
TILES(DEFINE)

#define CASE(rows, columns, half) \
  case 64 * half + 8 * rows + columns: \
    NAME(dots_##rows##_##columns##_##half) \
    (a, a_row, b, b_column, length, sums); \
    break;

// The same for numbers that are known only now.
INLINE void NAME(dots_of)(
    const REAL *a, long a_row, long rows, const REAL *b, long b_column, long columns, int half, long length,
    NAME(lanes) *sums) {
  switch (64 * half + 8 * rows + columns) { TILES(CASE) }
}

TARGET static void NAME(short_product)(
    const REAL *a, long a_row, long count, const REAL *b, long b_column, long width, long inner, int symmetric,
    REAL alpha, REAL beta, REAL *c, long c_row, long c_column) {
#if BYTES > 16
  if (inner < LANES) {
    SHORTER(short_product)
    (a, a_row, count, b, b_column, width, inner, symmetric, alpha, beta, c, c_row, c_column);
    return;
  }
#else
  if (inner < LANES) {
    for (long i = 0; i < count; i++) {
      for (long j = 0; j < (symmetric ? i + 1 : width); j++) {
        REAL sum = 0, *place = c + i * c_row + j * c_column;
        for (long p = 0; p < inner; p++) sum += a[p + i * a_row] * b[p + j * b_column];
        NAME(put)(sum, alpha, beta, place);
        if (symmetric) c[j * c_row + i * c_column] = *place;
      }
    }
    return;
  }
#endif
  NAME(lanes) sums[SHORT_SUMS], totals[SHORT_SUMS / LANES];
  const long above = GROUPS(count, SHORT_SIDE), beside = GROUPS(width, SHORT_SIDE);
  for (long start = 0; start < inner; start += SHORT_STRETCH, beta = 1) {
    long length = MIN(SHORT_STRETCH, inner - start);
    for (long f = 0, i = 0; f < above; f++) {
      const long rows = GROUP(count, above, f);
      for (long g = 0, j = 0; g < (symmetric ? f + 1 : beside); g++) {
        const long columns = GROUP(width, beside, g);
        const int half = symmetric && i == j;
        NAME(dots_of)
        (a + start + i * a_row, a_row, rows, b + start + j * b_column, b_column, columns, half, length, sums);
        for (long k = 0; k < (half ? rows * (rows + 1) / 2 : rows * columns); k += LANES) {
          totals[k / LANES] = alpha * NAME(totals)(sums + k);
        }
        const REAL *total = (const REAL *)totals;
        for (long row = i; row < i + rows; row++) {
          REAL *place = c + row * c_row + j * c_column, *mirror = c + row * c_column + j * c_row;
          for (long column = j; column < (half ? row + 1 : j + columns); column++) {
            REAL value = *total++;
            if (beta != 0) value += beta * *place;
            *place = value;
            if (symmetric) *mirror = value;
            place += c_column;
            mirror += c_row;
          }
        }
        j += columns;
      }
      i += rows;
    }
  }
}

#undef SHORT_SIDE
#undef SHORT_SUMS
#undef SHORT_STRETCH
#undef THREE
#undef FIVE
#undef HALVES
#undef MORE_HALVES
#undef TILES
#undef DEFINE
#undef CASE
