// Products and solutions with tall matrices: see CKernels.h.

// How many vectors of rows and how many columns have their sums in registers at once. Of both as many are taken as make
// equal groups.
#define TALL_VECTORS (BYTES == 64 ? 3 : 2)
#define TALL_COLUMNS (BYTES == 64 ? 8 : 6)
// So many vectors of rows at a time that they stay in the second cache for all columns.
#define TALL_PANEL 60

// Where the vector `i` of rows begins.
#define PLACE(i) ((i) + 1 < vectors ? (i)*LANES : last)

// Adds a column of x, times the factor of each of the `columns`.
INLINE void NAME(add_combinations)(
    const REAL *x, long vectors, long last, const REAL *few, long few_column, long columns,
    NAME(vector) sums[TALL_COLUMNS][TALL_VECTORS]) {
  NAME(vector) values[TALL_VECTORS];
  UNROLL for (long i = 0; i < vectors; i++) { values[i] = *(const NAME(vector) *)(x + PLACE(i)); }
  UNROLL for (long j = 0; j < columns; j++) {
    REAL factor = few[j * few_column];
    UNROLL for (long i = 0; i < vectors; i++) sums[j][i] += factor * values[i];
  }
}

// c(r, j) = alpha * sum over p < inner of x(r, p) * few[p * few_row + j * few_column] + beta * y(r, j), or with `scales`,
// scales(r) for beta, for `vectors` vectors of rows and `columns` columns. Both numbers are constants where this is
// inlined, so that the sums stay in registers. The last vector begins at row `last`: its first `shared` lanes are those of
// the one before as well, which are read before they are stored. Adds the squares of what is stored to `squares`.
INLINE NAME(vector) NAME(combinations)(
    const REAL *x, long stride, long vectors, long last, long shared, const REAL *few, long few_row, long few_column,
    long inner, long columns, REAL alpha, REAL beta, const REAL *scales, const REAL *y, long y_stride, REAL *c,
    long c_stride, NAME(vector) squares) {
  NAME(vector) sums[TALL_COLUMNS][TALL_VECTORS] = {};
  if (few_column == 1) {
    for (long p = 0; p < inner; p++) {
      NAME(add_combinations)(x + p * stride, vectors, last, few + p * few_row, 1, columns, sums);
    }
  } else {
    for (long p = 0; p < inner; p++) {
      NAME(add_combinations)(x + p * stride, vectors, last, few + p * few_row, few_column, columns, sums);
    }
  }
  NAME(vector) weights[TALL_VECTORS];
  UNROLL for (long i = 0; i < vectors; i++) {
    weights[i] = scales ? *(const NAME(vector) *)(scales + PLACE(i)) : beta + (NAME(vector)){};
  }
  UNROLL for (long j = 0; j < columns; j++) {
    UNROLL for (long i = 0; i < vectors; i++) sums[j][i] *= alpha;
    if (y) {
      UNROLL for (long i = 0; i < vectors; i++) {
        sums[j][i] += weights[i] * *(const NAME(vector) *)(y + PLACE(i) + j * y_stride);
      }
    }
    UNROLL for (long i = 0; i < vectors; i++) * (NAME(vector) *)(c + PLACE(i) + j * c_stride) = sums[j][i];
    if (shared) sums[j][vectors - 1] = NAME(without_first)(sums[j][vectors - 1], shared);
    NAME(vector) column = sums[j][0] * sums[j][0];
    UNROLL for (long i = 1; i < vectors; i++) column += sums[j][i] * sums[j][i];
    squares += column;
  }
  return squares;
}

#define TALL_CASE(vectors, columns) \
  case 8 * vectors + columns: \
    return NAME(combinations)( \
        x, stride, vectors, last, shared, few, few_row, few_column, inner, columns, alpha, beta, scales, y, y_stride, \
        c, c_stride, squares);

// The same for numbers that are known only now.
INLINE NAME(vector) NAME(combinations_of)(
    const REAL *x, long stride, long vectors, long last, long shared, const REAL *few, long few_row, long few_column,
    long inner, long columns, REAL alpha, REAL beta, const REAL *scales, const REAL *y, long y_stride, REAL *c,
    long c_stride, NAME(vector) squares) {
  switch (8 * vectors + columns) {
    TALL_CASE(1, 1)
    TALL_CASE(1, 2)
    TALL_CASE(1, 3)
    TALL_CASE(1, 4)
    TALL_CASE(1, 5)
    TALL_CASE(1, 6)
    TALL_CASE(2, 1)
    TALL_CASE(2, 2)
    TALL_CASE(2, 3)
    TALL_CASE(2, 4)
    TALL_CASE(2, 5)
    TALL_CASE(2, 6)
#if BYTES == 64
    TALL_CASE(1, 7)
    TALL_CASE(1, 8)
    TALL_CASE(2, 7)
    TALL_CASE(2, 8)
    TALL_CASE(3, 1)
    TALL_CASE(3, 2)
    TALL_CASE(3, 3)
    TALL_CASE(3, 4)
    TALL_CASE(3, 5)
    TALL_CASE(3, 6)
    TALL_CASE(3, 7)
    TALL_CASE(3, 8)
#endif
  }
  return squares;
}

TARGET static double NAME(tall_product)(
    const REAL *x, long stride, long rows, const REAL *few, long few_row, long few_column, long inner, long width,
    REAL alpha, REAL beta, const REAL *scales, const REAL *y, long y_stride, REAL *c, long c_stride) {
#if BYTES > 16
  if (rows < LANES) {
    return SHORTER(tall_product)(
        x, stride, rows, few, few_row, few_column, inner, width, alpha, beta, scales, y, y_stride, c, c_stride);
  }
#endif
  const long all = VECTORS(rows), panels = GROUPS(all, TALL_PANEL), groups = GROUPS(width, TALL_COLUMNS);
  double sum = 0;
  for (long panel = 0, start = 0; panel < panels; panel++) {
    const long height = GROUP(all, panels, panel), tiles = GROUPS(height, TALL_VECTORS);
    NAME(vector) squares = {};
    for (long g = 0, j = 0; g < groups; g++) {
      const long columns = GROUP(width, groups, g);
      for (long tile = 0, first = start; tile < tiles; tile++) {
        // The last rows, less than a vector of them, are the end of one that
        // begins before.
        const long vectors = GROUP(height, tiles, tile), r = first * LANES, place = r + (vectors - 1) * LANES,
                   last = MIN(place, rows - LANES);
        squares = NAME(combinations_of)(
            x + r, stride, vectors, last - r, place - last, few + j * few_column, few_row, few_column, inner, columns,
            alpha, beta, scales ? scales + r : scales, y ? y + r + j * y_stride : y, y_stride, c + r + j * c_stride,
            c_stride, squares);
        first += vectors;
      }
      j += columns;
    }
    for (long lane = 0; lane < LANES; lane++) sum += squares[lane];
    start += height;
  }
  return sum;
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

#undef PLACE
#undef TALL_VECTORS
#undef TALL_COLUMNS
#undef TALL_PANEL
#undef TALL_CASE
