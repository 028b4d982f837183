// The reflections that make a matrix with at least as many rows as columns upper bidiagonal.

// Adds up columns, each times its factor.
INLINE void NAME(combine)(
    long vectors, const NAME(lanes) *column, long stride, long count, const REAL *factors, NAME(lanes) *sum) {
  NAME(lanes) sums[2 * MOST_VECTORS];
  for (long i = 0; i < vectors; i++) sums[i] = (NAME(lanes)){};
  for (long j = 0; j < count; j++) {
    for (long i = 0; i < vectors; i++) sums[i] += column[i + j * stride] * factors[j];
  }
  for (long i = 0; i < vectors; i++) sum[i] = sums[i];
}

// Reduces a matrix to an upper bidiagonal one. The vectors of the reflections from the left replace its columns; those of
// the reflections from the right become the columns of `right`, from the second one on.
//
// What the reflections of one step do to the matrix is done when the next one multiplies with it: before that, what is
// left of it is the stored matrix minus v z' + w u', where z are the products of v with its columns.
TARGET static void NAME(bidiagonalize)(
    NAME(lanes) *a, long rows, long columns, REAL *diagonal, REAL *off_diagonal, REAL *left_scales, NAME(lanes) *right,
    REAL *right_scales) {
  long vectors = VECTORS(rows), right_vectors = VECTORS(columns);
  NAME(lanes) none[2 * MOST_VECTORS], w[2 * MOST_VECTORS], products[MOST_VECTORS];
  for (long i = 0; i < vectors; i++) none[i] = w[i] = (NAME(lanes)){};
  for (long i = 0; i < right_vectors; i++) right[i] = products[i] = (NAME(lanes)){};
  right_scales[0] = 0;
  const NAME(lanes) *v = none;
  const REAL *u = (const REAL *)right;
  REAL *z = (REAL *)products;
  for (long step = 0; step < columns; step++) {
    NAME(lanes) *x = a + step * vectors;
    long next = step + 1, count = columns - next, top = step / LANES, rest = vectors - top;
    for (long i = 0; i < top; i++) x[i] = (NAME(lanes)){};
    for (long i = top; i < vectors; i++) x[i] -= v[i] * z[step] + w[i] * u[step];
    REAL tau = left_scales[step] = NAME(reflect)(rest, x + top, step - top * LANES, diagonal + step);
    if (count == 0) return;
    NAME(lanes) *others = x + vectors + top;
    CALL_TALL(
        NAME(update_and_multiply), rest, others, vectors, count, v + top, z + next, w + top, u + next, x + top, tau)
    // The rest of the row, to which the reflection from the left applies already.
    NAME(lanes) *row = right + next * right_vectors;
    for (long i = 0; i < right_vectors; i++) row[i] = (NAME(lanes)){};
    REAL head = ((const REAL *)x)[step];
    for (long j = next; j < columns; j++) ((REAL *)row)[j] = ((const REAL *)(a + j * vectors))[step] - head * z[j];
    long side = next / LANES, width = right_vectors - side;
    REAL right_tau = right_scales[next] = NAME(reflect)(width, row + side, next - side * LANES, off_diagonal + step);
    u = (const REAL *)row;
    CALL_TALL(NAME(combine), rest, others, vectors, count, u + next, w + top)
    REAL overlap = NAME(dot)(width, products + side, row + side);
    for (long i = top; i < vectors; i++) w[i] = right_tau * (w[i] - x[i] * overlap);
    v = x;
  }
}
