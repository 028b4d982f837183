// QR decompositions by reflections, stored as LAPACK stores them: see CKernels.h.

// What a reflection does to the columns to its right is done when the next one multiplies with them.
TARGET static void NAME(qr)(REAL *a, long rows, long columns, long stride, REAL *scales) {
  NAME(lanes) matrix[FA_LARGEST_ORDER * MOST_VECTORS], none[MOST_VECTORS], products[MOST_VECTORS];
  long vectors = VECTORS(rows), count = MIN(rows, columns);
  for (long j = 0; j < columns; j++) NAME(load)(a + j * stride, rows, matrix + j * vectors);
  for (long i = 0; i < vectors; i++) none[i] = (NAME(lanes)){};
  for (long i = 0; i < VECTORS(columns); i++) products[i] = (NAME(lanes)){};
  const NAME(lanes) *v = none;
  REAL *z = (REAL *)products;
  for (long step = 0; step < count; step++) {
    NAME(lanes) *x = matrix + step * vectors;
    long next = step + 1, top = step / LANES, rest = vectors - top;
    for (long i = top; i < vectors; i++) x[i] -= v[i] * z[step];
    scales[step] = NAME(reflect)(rest, x + top, step - top * LANES, a + step * (stride + 1));
    for (long i = next; i < rows; i++) a[i + step * stride] = ((const REAL *)x)[i];
    CALL(
        NAME(update_and_multiply), rest, x + vectors + top, vectors, columns - next, v + top, z + next, 0, z + next,
        x + top, scales[step]);
    // The rest of this row, to which the reflection applies already.
    for (long j = next; j < columns; j++) {
      a[step + j * stride] = ((const REAL *)(matrix + j * vectors))[step] - z[j];
    }
    v = x;
  }
}

TARGET static void NAME(reflection_product)(
    REAL *a, long rows, long columns, long count, long stride, const REAL *scales) {
  NAME(lanes) reflections[FA_LARGEST_ORDER * MOST_VECTORS], q[FA_LARGEST_ORDER * MOST_VECTORS];
  long vectors = VECTORS(rows);
  for (long j = 0; j < count; j++) {
    REAL *v = (REAL *)(reflections + j * vectors);
    NAME(load)(a + j * stride, rows, reflections + j * vectors);
    for (long i = 0; i < j; i++) v[i] = 0;
    v[j] = 1;
  }
  NAME(multiply_reflections)(reflections, rows, count, scales, q, columns);
  for (long j = 0; j < columns; j++) NAME(store)(q + j * vectors, rows, a + j * stride);
}
