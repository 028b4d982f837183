// The reflections that make a matrix upper bidiagonal, and the product of such reflections. A matrix has at least as many
// rows as columns, and up to twice as many vectors of rows as CALL knows.

#define CALL_TALL(kernel, vectors, ...)                   \
  if (BYTES > 16 && (vectors) > 8) {                      \
    kernel(vectors, __VA_ARGS__);                         \
  } else {                                                \
    CALL(kernel, vectors, __VA_ARGS__);                   \
  }

// Subtracts from each of `width` columns the multiples of v and w that its entries of `products` and `w_factors` say, and
// replaces the former by its product with `next`, times tau. So many columns at once share what is loaded for each.
INLINE void NAME(update_columns)(
    long width, long vectors, NAME(lanes) *column, long stride, const NAME(lanes) *v, REAL *products,
    const NAME(lanes) *w, const REAL *w_factors, const NAME(lanes) *next, REAL tau) {
  NAME(lanes) sums[4];
  UNROLL for (long j = 0; j < width; j++) sums[j] = (NAME(lanes)){};
  for (long i = 0; i < vectors; i++) {
    UNROLL for (long j = 0; j < width; j++) {
      NAME(lanes) value = column[i + j * stride] - v[i] * products[j];
      if (w) value -= w[i] * w_factors[j];
      column[i + j * stride] = value;
      sums[j] += value * next[i];
    }
  }
  UNROLL for (long j = 0; j < width; j++) products[j] = tau * NAME(sum)(sums[j]);
}

INLINE void NAME(update_and_multiply)(
    long vectors, NAME(lanes) *column, long stride, long count, const NAME(lanes) *v, REAL *products,
    const NAME(lanes) *w, const REAL *w_factors, const NAME(lanes) *next, REAL tau) {
  long j = 0;
  for (; j + 4 <= count; j += 4) {
    NAME(update_columns)(
        4, vectors, column + j * stride, stride, v, products + j, w, w_factors + j, next, tau);
  }
  for (; j < count; j++) {
    NAME(update_columns)(
        1, vectors, column + j * stride, stride, v, products + j, w, w_factors + j, next, tau);
  }
}

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
    NAME(lanes) *a, long rows, long columns, REAL *diagonal, REAL *off_diagonal, REAL *left_scales,
    NAME(lanes) *right, REAL *right_scales) {
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
    REAL right_tau = right_scales[next] =
        NAME(reflect)(width, row + side, next - side * LANES, off_diagonal + step);
    u = (const REAL *)row;
    CALL_TALL(NAME(combine), rest, others, vectors, count, u + next, w + top)
    REAL overlap = NAME(dot)(width, products + side, row + side);
    for (long i = top; i < vectors; i++) w[i] = right_tau * (w[i] - x[i] * overlap);
    v = x;
  }
}

// Stores the first columns of the product of reflections, of which the one with number k leaves the first k rows alone.
// From the last one to the first, what one does to the columns is done when the next one is multiplied with them.
TARGET static void NAME(multiply_reflections)(
    const NAME(lanes) *reflections, long rows, long count, const REAL *scales, NAME(lanes) *q, long columns) {
  long vectors = VECTORS(rows);
  NAME(lanes) none[2 * MOST_VECTORS], products[2 * MOST_VECTORS];
  for (long i = 0; i < vectors; i++) none[i] = products[i] = (NAME(lanes)){};
  for (long i = 0; i < columns * vectors; i++) q[i] = (NAME(lanes)){};
  for (long j = 0; j < columns; j++) ((REAL *)(q + j * vectors))[j] = 1;
  const NAME(lanes) *last = none;
  REAL *z = (REAL *)products;
  for (long step = count - 1; step >= 0; step--) {
    const NAME(lanes) *v = reflections + step * vectors;
    long next = step + 1, top = step / LANES;
    CALL_TALL(
        NAME(update_and_multiply), vectors - top, q + next * vectors + top, vectors, columns - next, last + top,
        z + next, 0, z + next, v + top, scales[step])
    // This column is one of the identity yet.
    z[step] = scales[step] * ((const REAL *)v)[step];
    last = v;
  }
  for (long j = 0; j < columns; j++) {
    for (long i = 0; i < vectors; i++) q[i + j * vectors] -= last[i] * z[j];
  }
}

#undef CALL_TALL
